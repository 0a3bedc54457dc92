import { fail, ok, type Result } from '../errors.ts';
import { readCall } from '../function-text.ts';
import type { LayerId } from '../ids.ts';
import { INITIALIZERS } from './initializers.ts';
import type { WeightSpec } from './layer-definition.ts';

/** Axes that a weight must have for what only makes sense of matrices. */
const RANKS: Readonly<Record<string, (rank: number) => boolean>> = {
  identity: (rank) => rank === 2,
  orthogonal: (rank) => rank >= 2,
};

/** Holds the initialisers of a layer against the weights that they are for. */
export function checkInitializers(
  weights: readonly WeightSpec[],
  config: Readonly<Record<string, unknown>>,
  layerId: LayerId,
): Result<readonly WeightSpec[]> {
  for (const { shape, initializer } of weights) {
    const fits = RANKS[readCall(INITIALIZERS, initializer)?.name ?? ''];
    if (fits === undefined || fits(shape.length)) continue;
    const key = Object.keys(config).find(
      (each) => each.endsWith('_initializer') && config[each] === initializer,
    );
    return fail({
      code: 'architecture/config-invalid',
      layerId,
      key: key ?? 'initializer',
      value: initializer,
      expected: `initializer for ${shape.length} axes`,
    });
  }
  return ok(weights);
}
