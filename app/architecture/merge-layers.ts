import { fail, ok, type Result } from '../errors.ts';
import type { LayerId } from '../ids.ts';
import { type Shape, sameShape } from '../shape.ts';
import { checkedAxes, sampleAxes } from './axes.ts';
import { defineLayer } from './layer-definition.ts';

const SEVERAL = { minimum: 2, maximum: 1000 } as const;

/**
 * Inputs meet from the last axis, and size 1 stretches along another's, as in NumPy; one with fewer
 * axes has its missing ones right after the batch. The output is masked if all inputs are.
 */
const elementwise = {
  category: 'merging',
  fields: {},
  inputCount: SEVERAL,
  inferShape: (_config: unknown, inputs: readonly Shape[], layerId: LayerId) =>
    broadcastAll(inputs, layerId),
  masksOutput: (_config: unknown, masked: readonly boolean[]) => masked.every(Boolean),
  weights: () => [],
} as const;

/** Inputs one after the other along an axis; they agree on all others. */
const concatenate = defineLayer({
  type: 'Concatenate',
  category: 'merging',
  fields: { axis: { kind: 'integer', default: -1 } },
  inputCount: SEVERAL,
  // Steps of an input without a mask all count as there.
  masksOutput: ({ axis }, masked, inputs) =>
    isTime(axis, inputs) ? masked.some(Boolean) : masked.every(Boolean),
  inferShape: ({ axis }, inputs, layerId) => {
    const [first = []] = inputs;
    const checked = checkedAxes([axis], first.length, layerId, 'axis');
    if (!checked.ok) return checked;
    const [along = 0] = checked.value;
    for (const shape of inputs) {
      if (shape.length !== first.length) {
        const expectedRank = first.length;
        return fail({ code: 'architecture/rank-mismatch', layerId, expectedRank, actual: shape });
      }
      const expected = first.with(along, shape[along] ?? 1);
      if (!sameShape(shape, expected)) {
        return fail({ code: 'architecture/shape-mismatch', layerId, expected, actual: shape });
      }
    }
    const length = inputs.reduce((sum, shape) => sum + (shape[along] ?? 0), 0);
    return ok(first.with(along, length));
  },
  weights: () => [],
});

/** Whether an axis, as Keras counts it, is that of the steps of a sequence. */
export function isTime(axis: number, [first = []]: readonly Shape[]): boolean {
  const [along] = sampleAxes([axis], first.length);
  return along === 0 && first.length > 1;
}

/**
 * Sums of products along one axis of each input; all other axes stay, those of the first input
 * first. With `normalize`, the inputs are brought to length 1 along these axes: cosine similarity.
 */
const dot = defineLayer({
  type: 'Dot',
  category: 'merging',
  fields: {
    axes: { kind: 'axis-pair' },
    normalize: { kind: 'boolean', default: false },
  },
  inputCount: 2,
  masking: 'uses',
  inferShape: ({ axes }, [left = [], right = []], layerId) => {
    const first = checkedAxes([axes[0]], left.length, layerId, 'axes');
    if (!first.ok) return first;
    const second = checkedAxes([axes[1]], right.length, layerId, 'axes');
    if (!second.ok) return second;
    const [inLeft = 0] = first.value;
    const [inRight = 0] = second.value;
    if (left[inLeft] !== right[inRight]) {
      const expected = right.with(inRight, left[inLeft] ?? 1);
      return fail({ code: 'architecture/shape-mismatch', layerId, expected, actual: right });
    }
    const kept = [...left.toSpliced(inLeft, 1), ...right.toSpliced(inRight, 1)];
    return ok(kept.length === 0 ? [1] : kept);
  },
  weights: () => [],
});

export const MERGE_LAYERS = {
  Add: defineLayer({ ...elementwise, type: 'Add' }),
  /** The first input less the second. */
  Subtract: defineLayer({ ...elementwise, type: 'Subtract', inputCount: 2 }),
  Multiply: defineLayer({ ...elementwise, type: 'Multiply' }),
  Average: defineLayer({ ...elementwise, type: 'Average' }),
  Maximum: defineLayer({ ...elementwise, type: 'Maximum' }),
  Minimum: defineLayer({ ...elementwise, type: 'Minimum' }),
  Concatenate: concatenate,
  Dot: dot,
} as const;

function broadcastAll(shapes: readonly Shape[], layerId: LayerId): Result<Shape> {
  let result: Shape = [];
  for (const shape of shapes) {
    const rank = Math.max(result.length, shape.length);
    const padded = (sizes: Shape) => [...Array(rank - sizes.length).fill(1), ...sizes];
    const [before, now] = [padded(result), padded(shape)];
    if (now.some((size, axis) => size !== before[axis] && size !== 1 && before[axis] !== 1)) {
      return fail({
        code: 'architecture/shape-mismatch',
        layerId,
        expected: result,
        actual: shape,
      });
    }
    result = now.map((size, axis) => (size === 1 ? before[axis] : size));
  }
  return ok(result);
}
