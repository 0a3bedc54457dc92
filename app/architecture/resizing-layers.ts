import { fail, ok, type Result } from '../errors.ts';
import type { Border } from '../field.ts';
import type { LayerId } from '../ids.ts';
import type { Shape } from '../shape.ts';
import { defineLayer, lastSize, soleInput } from './layer-definition.ts';
import { sizesField } from './window-fields.ts';
import { spatialSizes } from './windows.ts';

/**
 * Longest axis that is interpolated, a product with a matrix of as many columns: with 2,048 rows
 * that is 32 MB of float32.
 */
const LONGEST_INTERPOLATED = 4096;

const SINGLE_LAYER = { category: 'reshaping', inputCount: 1, masking: 'refuses' } as const;
const ADDED = { kind: 'borders', minimum: 0, maximum: 1024 } as const;
const CUT_OFF = { kind: 'borders', minimum: 0, maximum: 1_000_000 } as const;

/** The sizes along the axes before the channels once each was changed. */
function resized(
  input: Shape,
  rank: number,
  layerId: LayerId,
  change: (length: number, axis: number) => number,
): Result<Shape> {
  const sizes = spatialSizes(input, rank, layerId);
  return sizes.ok ? ok([...sizes.value.map(change), lastSize(input)]) : sizes;
}

function padded(
  borders: readonly Border[],
  inputs: readonly Shape[],
  layerId: LayerId,
): Result<Shape> {
  return resized(soleInput(inputs), borders.length, layerId, (length, axis) => {
    const [before = 0, after = 0] = borders[axis] ?? [];
    return before + length + after;
  });
}

/** Fails where nothing would be left. */
function cropped(
  borders: readonly Border[],
  inputs: readonly Shape[],
  layerId: LayerId,
): Result<Shape> {
  const input = soleInput(inputs);
  const shape = resized(input, borders.length, layerId, (length, axis) => {
    const [before = 0, after = 0] = borders[axis] ?? [];
    return length - before - after;
  });
  if (!shape.ok) return shape;
  const emptied = shape.value.findIndex((length) => length < 1);
  if (emptied === -1) return shape;
  return fail({
    code: 'architecture/config-invalid',
    layerId,
    key: 'cropping',
    value: JSON.stringify(borders.length === 1 ? borders[0] : borders),
    expected: `integers, Σ < ${input[emptied]}`,
  });
}

/** Zeros before the first step and after the last one. */
const zeroPadding1d = defineLayer({
  ...SINGLE_LAYER,
  type: 'ZeroPadding1D',
  fields: { padding: { ...ADDED, rank: 1, default: [1, 1] } },
  inferShape: ({ padding }, inputs, layerId) => padded([padding], inputs, layerId),
  weights: () => [],
});

/** Zeros around an image. */
const zeroPadding2d = defineLayer({
  ...SINGLE_LAYER,
  type: 'ZeroPadding2D',
  fields: {
    padding: {
      ...ADDED,
      rank: 2,
      default: [
        [1, 1],
        [1, 1],
      ],
    },
  },
  inferShape: ({ padding }, inputs, layerId) => padded(padding, inputs, layerId),
  weights: () => [],
});

const cropping1d = defineLayer({
  ...SINGLE_LAYER,
  type: 'Cropping1D',
  fields: { cropping: { ...CUT_OFF, rank: 1, default: [1, 1] } },
  inferShape: ({ cropping }, inputs, layerId) => cropped([cropping], inputs, layerId),
  weights: () => [],
});

const cropping2d = defineLayer({
  ...SINGLE_LAYER,
  type: 'Cropping2D',
  fields: {
    cropping: {
      ...CUT_OFF,
      rank: 2,
      default: [
        [0, 0],
        [0, 0],
      ],
    },
  },
  inferShape: ({ cropping }, inputs, layerId) => cropped(cropping, inputs, layerId),
  weights: () => [],
});

/** Every step `size` times. */
const upSampling1d = defineLayer({
  ...SINGLE_LAYER,
  type: 'UpSampling1D',
  fields: { size: { kind: 'integer', minimum: 1, maximum: 1024, default: 2 } },
  inferShape: ({ size }, inputs, layerId) =>
    resized(soleInput(inputs), 1, layerId, (length) => length * size),
  weights: () => [],
});

/** An image enlarged, by repeating its pixels or by interpolating between their centres. */
const upSampling2d = defineLayer({
  ...SINGLE_LAYER,
  type: 'UpSampling2D',
  fields: {
    size: { ...sizesField(2), default: [2, 2] },
    interpolation: { kind: 'choice', choices: ['nearest', 'bilinear'], default: 'nearest' },
  },
  inferShape: ({ size, interpolation }, inputs, layerId) => {
    const input = soleInput(inputs);
    const shape = resized(input, 2, layerId, (length, axis) => length * (size[axis] ?? 1));
    if (!shape.ok || interpolation === 'nearest') return shape;
    const tooLong = size.findIndex(
      (factor, axis) => factor > 1 && (shape.value[axis] ?? 0) > LONGEST_INTERPOLATED,
    );
    if (tooLong === -1) return shape;
    const largest = Math.max(1, Math.floor(LONGEST_INTERPOLATED / (input[tooLong] ?? 1)));
    return fail({
      code: 'architecture/config-invalid',
      layerId,
      key: 'size',
      value: JSON.stringify(size),
      expected: `integer in [1, ${largest}]`,
    });
  },
  weights: () => [],
});

export const RESIZING_LAYERS = {
  ZeroPadding1D: zeroPadding1d,
  ZeroPadding2D: zeroPadding2d,
  Cropping1D: cropping1d,
  Cropping2D: cropping2d,
  UpSampling1D: upSampling1d,
  UpSampling2D: upSampling2d,
} as const;
