import { fail, ok, type Result } from '../errors.ts';
import { BASE_FIELDS, type BaseConfig } from './base-fields.ts';
import type { WeightSpec } from './layer-definition.ts';
import type { LayerSpec } from './model-spec.ts';
import { readConfig } from './read-config.ts';

const isBase = (key: string): boolean => Object.hasOwn(BASE_FIELDS, key);

/** Parts a layer's arguments into those of every layer, read, and its own, as they stand. */
export function readBaseConfig(
  layer: LayerSpec,
): Result<{ readonly base: BaseConfig; readonly own: LayerSpec }> {
  const entries = Object.entries(layer.config);
  const only = (wanted: boolean): LayerSpec => ({
    ...layer,
    config: Object.fromEntries(entries.filter(([key]) => isBase(key) === wanted)),
  });
  const base = readConfig(BASE_FIELDS, only(true));
  return base.ok ? ok({ base: base.value, own: only(false) }) : base;
}

/**
 * A layer's weights as its arguments have them learn.
 * @returns `architecture/config-unknown` where there are arguments for weights, but no weights
 */
export function learningWeights(
  weights: readonly WeightSpec[],
  { trainable, learning_rate_factor }: BaseConfig,
  layer: LayerSpec,
  known: readonly string[],
): Result<readonly WeightSpec[]> {
  const key = Object.keys(layer.config).find(isBase);
  if (weights.length === 0 && key !== undefined) {
    const own = known.filter((each) => !isBase(each));
    return fail({ code: 'architecture/config-unknown', layerId: layer.id, key, known: own });
  }
  const learningRateFactor = trainable ? learning_rate_factor : 0;
  return ok(
    learningRateFactor === 1
      ? weights
      : weights.map((weight) => (weight.trainable ? { ...weight, learningRateFactor } : weight)),
  );
}
