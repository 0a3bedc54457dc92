import { namedOutputs } from './infer-outputs.ts';
import type { ModelSpec, OutputName, OutputSpec } from './model-spec.ts';

/**
 * Edits of what a model gives. As other edits, they return a new model and never judge it. A model whose last
 * layer is all that it gives, as usual, names no outputs.
 */

/** Trains one more of a model's outputs. */
export function addOutput(model: ModelSpec, layer: OutputName): ModelSpec {
  return withOutputs(model, [...namedOutputs(model), { layer }]);
}

/** Trains an output no more; where none is left, the last layer's is the model's. */
export function removeOutput(model: ModelSpec, name: OutputName): ModelSpec {
  const others = namedOutputs(model).filter(({ layer }) => layer !== name);
  return withOutputs(model, others);
}

/** Changes how an output is trained; undefined takes a setting back to what is usual. */
export function setOutput(
  model: ModelSpec,
  name: OutputName,
  changes: Partial<Omit<OutputSpec, 'layer'>>,
): ModelSpec {
  const outputs = namedOutputs(model).map((output) =>
    output.layer === name ? withoutGaps({ ...output, ...changes }) : output,
  );
  return withOutputs(model, outputs);
}

/** Makes an output the one that predicts. */
export function putOutputFirst(model: ModelSpec, name: OutputName): ModelSpec {
  const outputs = namedOutputs(model);
  const first = outputs.filter(({ layer }) => layer === name);
  const others = outputs.filter(({ layer }) => layer !== name);
  return withOutputs(model, [...first, ...others]);
}

function withOutputs(
  { outputs: _old, ...model }: ModelSpec,
  outputs: readonly OutputSpec[],
): ModelSpec {
  const [only, ...others] = outputs;
  const isUsual =
    only === undefined ||
    (others.length === 0 &&
      only.layer === model.layers.at(-1)?.id &&
      Object.keys(only).length === 1);
  return isUsual ? model : { ...model, outputs };
}

function withoutGaps(output: OutputSpec): OutputSpec {
  const { layer, loss, weight, target } = output;
  return {
    layer,
    ...(loss !== undefined && { loss }),
    ...(weight !== undefined && { weight }),
    ...(target !== undefined && { target }),
  };
}
