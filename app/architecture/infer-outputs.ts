import { fail, ok, type Result } from '../errors.ts';
import type { Shape } from '../shape.ts';
import type { InferredLayer } from './inferred-layer.ts';
import { type ModelSpec, type OutputName, type OutputSpec, outputOf } from './model-spec.ts';

/** What a model gives, and how it is to be trained as far as the model says. */
export interface InferredOutput extends OutputSpec {
  readonly from: InferredLayer;
  readonly shape: Shape;
}

export type InferredOutputs = readonly [InferredOutput, ...InferredOutput[]];

const WEIGHT_EXPECTED = 'number ≥ 0';

/** Outputs that a model names, or its last layer's first one. */
export function namedOutputs({ layers, outputs = [] }: ModelSpec): readonly OutputSpec[] {
  if (outputs.length > 0) return outputs;
  const last = layers.at(-1);
  return last === undefined ? [] : [{ layer: last.id }];
}

/**
 * Finds a model's outputs among its layers.
 * @returns the first one that is not there, stands there twice or has a weight that is none
 */
export function inferOutputs(
  model: ModelSpec,
  layers: readonly InferredLayer[],
): Result<InferredOutputs> {
  const known = layers.map(({ id }) => id);
  const found: InferredOutput[] = [];
  for (const spec of namedOutputs(model)) {
    const { layerId, place } = outputOf(spec.layer);
    const from = layers.find(({ id }) => id === layerId);
    const shape = from?.outputShapes[place];
    if (from === undefined || shape === undefined) {
      return fail({ code: 'architecture/output-missing', output: spec.layer, known });
    }
    if (found.some(({ layer }) => sameOutput(layer, spec.layer))) {
      return fail({ code: 'architecture/output-duplicate', layerId, output: spec.layer });
    }
    const { weight = 1 } = spec;
    if (!Number.isFinite(weight) || weight < 0) {
      return fail({
        code: 'architecture/config-invalid',
        layerId,
        key: 'weight',
        value: String(weight),
        expected: WEIGHT_EXPECTED,
      });
    }
    found.push({ ...spec, from, shape });
  }
  const [primary, ...others] = found;
  return primary === undefined
    ? fail({ code: 'architecture/no-layers' })
    : ok([primary, ...others]);
}

/** `lstm` and `lstm:0` are the same. */
function sameOutput(left: OutputName, right: OutputName): boolean {
  const [a, b] = [outputOf(left), outputOf(right)];
  return a.layerId === b.layerId && a.place === b.place;
}
