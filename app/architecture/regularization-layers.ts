import { fail, ok, type Result } from '../errors.ts';
import type { LayerId } from '../ids.ts';
import type { Shape } from '../shape.ts';
import { defineLayer, soleInput } from './layer-definition.ts';

const RATE_FIELDS = { rate: { kind: 'number', minimum: 0, below: 1 } } as const;

/** Layers that only training sees; their output has the shape of their input. */
const noise = {
  category: 'regularization',
  fields: RATE_FIELDS,
  inputCount: 1,
  inferShape: (_config: unknown, inputs: readonly Shape[]) => ok(soleInput(inputs)),
  weights: () => [],
} as const;

/** Drops whole channels of a sample: of a sequence, an image or a volume, `rank` axes in all. */
const spatial = (rank: number) => ({
  ...noise,
  inferShape: (_config: unknown, inputs: readonly Shape[], layerId: LayerId): Result<Shape> => {
    const shape = soleInput(inputs);
    return shape.length === rank
      ? ok(shape)
      : fail({ code: 'architecture/rank-mismatch', layerId, expectedRank: rank, actual: shape });
  },
});

/** Whether draws of this shape, the batch first, can be spread over samples: batches have no size of their own. */
function drawsFor([batch, ...sizes]: readonly (number | null)[], sample: Shape): boolean {
  return (
    (batch === null || batch === 1) &&
    sizes.length === sample.length &&
    sizes.every((size, axis) => size === null || size === 1 || size === sample[axis])
  );
}

/** Layers that draw one number for all values along the axes where `noise_shape`, the batch first, is 1. */
const drawnTogether = {
  ...noise,
  fields: {
    ...RATE_FIELDS,
    noise_shape: { kind: 'open-shape', minimum: 1, maximum: 1_000_000, default: null },
  },
  inferShape: (
    { noise_shape }: { readonly noise_shape: readonly (number | null)[] | null },
    inputs: readonly Shape[],
    layerId: LayerId,
  ): Result<Shape> => {
    const shape = soleInput(inputs);
    if (noise_shape === null || drawsFor(noise_shape, shape)) return ok(shape);
    return fail({
      code: 'architecture/config-invalid',
      layerId,
      key: 'noise_shape',
      value: `[${noise_shape.map(String).join(', ')}]`,
      expected: `1 or null or size of ${['null', ...shape].join(' × ')}`,
    });
  },
} as const;

export const REGULARIZATION_LAYERS = {
  /** In training, each value is zeroed with probability `rate` and the rest scaled by 1 / (1 − rate). */
  Dropout: defineLayer({ ...drawnTogether, type: 'Dropout' }),
  /** @source Tompson et al. 2014, arXiv:1411.4280 */
  SpatialDropout1D: defineLayer({ ...spatial(2), type: 'SpatialDropout1D' }),
  SpatialDropout2D: defineLayer({ ...spatial(3), type: 'SpatialDropout2D' }),
  SpatialDropout3D: defineLayer({ ...spatial(4), type: 'SpatialDropout3D' }),
  /** Adds normal numbers of deviation `stddev`. */
  GaussianNoise: defineLayer({
    ...noise,
    type: 'GaussianNoise',
    fields: { stddev: { kind: 'number', minimum: 0, maximum: 1 } },
  }),
  /** Multiplies by normal numbers of mean 1 and deviation √(rate / (1 − rate)), dropout's own. */
  GaussianDropout: defineLayer({ ...noise, type: 'GaussianDropout' }),
  /**
   * Sets values to what `selu` saturates at, then moves and scales all so that mean 0 and variance 1
   * stay.
   * @source Klambauer et al. 2017, arXiv:1706.02515, §4
   */
  AlphaDropout: defineLayer({ ...drawnTogether, type: 'AlphaDropout' }),
} as const;
