import { findDefinition } from '../../../../app/architecture/catalogue.ts';
import type { ModelReport } from '../../../../app/architecture/check-model.ts';
import {
  inputNames,
  type ModelSpec,
  type OutputName,
  outputName,
} from '../../../../app/architecture/model-spec.ts';
import type { Shape } from '../../../../app/shape.ts';

/** How many inputs a layer type takes; one where it is unknown. */
export function inputLimits(type: string): { readonly minimum: number; readonly maximum: number } {
  const count = findDefinition(type)?.inputCount ?? 1;
  return typeof count === 'number' ? { minimum: count, maximum: count } : count;
}

/** An output by name; its shape is null where a fault hides it. */
interface Output {
  readonly name: OutputName;
  readonly shape: Shape | null;
}

/** Every output that a layer at this place may take, earliest first. */
export function outputsBefore({ layers }: ModelReport, place: number): readonly Output[] {
  return layers
    .slice(0, place)
    .flatMap(({ id, outputShapes }): readonly Output[] =>
      outputShapes === null
        ? [{ name: id, shape: null }]
        : outputShapes.map((shape, output) => ({ name: outputName(id, output), shape })),
    );
}

/**
 * Inputs for a layer that was just added and takes more than one: the layer before it, and the
 * nearest earlier output of the same shape, as a residual connection has it.
 */
export function firstInputs(
  model: ModelSpec,
  report: ModelReport,
  place: number,
): readonly OutputName[] | undefined {
  const { minimum } = inputLimits(model.layers[place]?.type ?? '');
  const [before] = inputNames({ ...model, layers: model.layers.slice(0, place + 1) }, place);
  if (minimum < 2 || before === undefined) return undefined;
  const outputs = outputsBefore(report, place);
  const shape = outputs.find(({ name }) => name === before)?.shape;
  const others = outputs.filter(({ name }) => name !== before).reverse();
  const alike = others.filter((each) => String(each.shape) === String(shape));
  const chosen = [...alike, ...others, { name: before }].slice(0, minimum - 1);
  return [before, ...chosen.map(({ name }) => name)];
}

/** Where a layer's inputs come from, if not simply from the layer before it: `conv2d + add`. */
export function inputSummary(model: ModelSpec, place: number): string {
  const named = model.layers[place]?.inputs;
  return named === undefined ? '' : named.join(' + ');
}
