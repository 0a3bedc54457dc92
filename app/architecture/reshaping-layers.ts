import { fail, ok, type Result } from '../errors.ts';
import type { LayerId } from '../ids.ts';
import { elementCount, type Shape } from '../shape.ts';
import { defineLayer, soleInput } from './layer-definition.ts';

/** All axes in one, the last one fastest. */
const flatten = defineLayer({
  type: 'Flatten',
  category: 'reshaping',
  fields: {},
  inputCount: 1,
  masking: 'refuses',
  inferShape: (_config, inputs) => ok([elementCount(soleInput(inputs))]),
  weights: () => [],
});

/** The same values in the same order under another shape; -1 stands for what is left over. */
const reshape = defineLayer({
  type: 'Reshape',
  category: 'reshaping',
  fields: {
    target_shape: { kind: 'shape', maximumRank: 4, minimum: -1, maximum: 100_000_000 },
  },
  inputCount: 1,
  masking: 'refuses',
  inferShape: ({ target_shape }, inputs, layerId) =>
    filledShape(target_shape, elementCount(soleInput(inputs)), layerId),
  weights: () => [],
});

function filledShape(target: Shape, count: number, layerId: LayerId): Result<Shape> {
  const known = elementCount(target.filter((size) => size !== -1));
  const open = target.filter((size) => size === -1).length;
  const left = count / known;
  if (open === 0 ? left === 1 : open === 1 && known > 0 && Number.isInteger(left)) {
    return ok(target.map((size) => (size === -1 ? left : size)));
  }
  return fail({
    code: 'architecture/config-invalid',
    layerId,
    key: 'target_shape',
    value: target.join(', '),
    expected: `sizes, Π = ${count}`,
  });
}

/** Axes in another order: output axis i is input axis `dims[i]`, counted from 1. */
const permute = defineLayer({
  type: 'Permute',
  category: 'reshaping',
  fields: { dims: { kind: 'shape', maximumRank: 4, minimum: 1 } },
  inputCount: 1,
  masking: 'refuses',
  inferShape: ({ dims }, inputs, layerId) => {
    const shape = soleInput(inputs);
    const ordered = dims.toSorted((left, right) => left - right);
    if (ordered.join() === shape.map((_, axis) => axis + 1).join()) {
      return ok(dims.map((axis) => shape[axis - 1] ?? 1));
    }
    return fail({
      code: 'architecture/config-invalid',
      layerId,
      key: 'dims',
      value: dims.join(', '),
      expected: `axes 1–${shape.length} in some order`,
    });
  },
  weights: () => [],
});

/** A vector, `n` times one after the other: a sequence. */
const repeatVector = defineLayer({
  type: 'RepeatVector',
  category: 'reshaping',
  fields: { n: { kind: 'integer', minimum: 1, maximum: 1_000_000 } },
  inputCount: 1,
  inferShape: ({ n }, inputs, layerId) => {
    const shape = soleInput(inputs);
    return shape.length === 1
      ? ok([n, ...shape])
      : fail({ code: 'architecture/rank-mismatch', layerId, expectedRank: 1, actual: shape });
  },
  weights: () => [],
});

export const RESHAPING_LAYERS = {
  Flatten: flatten,
  Reshape: reshape,
  Permute: permute,
  RepeatVector: repeatVector,
} as const;
