import { fail, ok, type Result } from '../errors.ts';
import type { Field } from '../field.ts';
import type { LayerId } from '../ids.ts';
import type { Shape } from '../shape.ts';
import { defineLayer, soleInput } from './layer-definition.ts';

/** How what lies beyond an image's edge is filled; by Keras' names. */
export const FILL_MODES = ['constant', 'nearest', 'reflect', 'wrap'] as const;
export type FillMode = (typeof FILL_MODES)[number];

export const FLIP_MODES = ['horizontal', 'vertical', 'horizontal_and_vertical'] as const;

/** Arguments of the layers that move pixels: whatever lies between or beyond them is made up. */
const FILL_FIELDS = {
  fill_mode: { kind: 'choice', choices: FILL_MODES, default: 'reflect' },
  interpolation: { kind: 'choice', choices: ['nearest', 'bilinear'], default: 'bilinear' },
  fill_value: { kind: 'number', default: 0 },
} as const;

/** A share of the whole, or the smallest and the largest one. */
const SHARE = { kind: 'numbers', minimum: -1, maximum: 1 } as const satisfies Field;
const ZOOM = { kind: 'numbers', above: -1, maximum: 1 } as const satisfies Field;
/** Pixels; a resized axis is a product with a matrix of as many columns. */
const WINDOW = { kind: 'integer', minimum: 1, maximum: 4096 } as const satisfies Field;
const VALUE_RANGE = { kind: 'numbers', default: [0, 255] } as const satisfies Field;

/** The two ends that numbers are drawn between. */
export type Range = readonly [low: number, high: number];

/**
 * What a factor stands for: one number reaches as far to both sides of 0, or from 0 on where Keras
 * takes no negative ones; two are the ends, in either order.
 */
export function rangeOf(factor: readonly number[], lowest = -1): Range {
  const [first = 0, second] = factor;
  if (second === undefined) return [Math.max(-Math.abs(first), lowest), Math.abs(first)];
  return [Math.min(first, second), Math.max(first, second)];
}

type Checked = Readonly<Record<string, readonly number[] | string | number | null>>;

/** Fails where a list of numbers has others than so many. */
function counted(
  config: Checked,
  key: string,
  counts: readonly number[],
  layerId: LayerId,
): Result<null> {
  const value = config[key];
  if (!Array.isArray(value) || counts.includes(value.length)) return ok(null);
  const told = [...new Set(counts)].join(' or ');
  return fail({
    code: 'architecture/config-invalid',
    layerId,
    key,
    value: value.join(', '),
    expected: `${told} ${told === '1' ? 'number' : 'numbers'}`,
  });
}

/** The input's shape, an image [height, width, channels], once its layer's lists are as long as they should be. */
function image(
  config: Checked,
  lists: Readonly<Record<string, readonly number[]>>,
  inputs: readonly Shape[],
  layerId: LayerId,
): Result<Shape> {
  const shape = soleInput(inputs);
  if (shape.length !== 3) {
    return fail({ code: 'architecture/rank-mismatch', layerId, expectedRank: 3, actual: shape });
  }
  for (const [key, counts] of Object.entries(lists)) {
    const found = counted(config, key, counts, layerId);
    if (!found.ok) return found;
  }
  return ok(shape);
}

/** One or two numbers. */
const FACTOR = [1, 2] as const;

const SINGLE_LAYER = {
  category: 'augmentation',
  inputCount: 1,
  masking: 'refuses',
  weights: () => [],
} as const;

/**
 * Layers that change images in training and leave them as they are elsewhere. Each image draws its
 * own change. Arguments and defaults are those of Keras 3.15.
 */
export const AUGMENTATION_LAYERS = {
  /** Every second image, mirrored; both ways at once in the mode that names both, as in Keras. */
  RandomFlip: defineLayer({
    ...SINGLE_LAYER,
    type: 'RandomFlip',
    fields: { mode: { kind: 'choice', choices: FLIP_MODES, default: 'horizontal_and_vertical' } },
    inferShape: (config, inputs, layerId) => image(config, {}, inputs, layerId),
  }),
  /** Shifted by shares of height and width; a positive one goes down, or to the right. */
  RandomTranslation: defineLayer({
    ...SINGLE_LAYER,
    type: 'RandomTranslation',
    fields: { height_factor: SHARE, width_factor: SHARE, ...FILL_FIELDS },
    inferShape: (config, inputs, layerId) =>
      image(config, { height_factor: FACTOR, width_factor: FACTOR }, inputs, layerId),
  }),
  /** Turned about the middle by shares of a full turn, a positive one counter-clockwise. */
  RandomRotation: defineLayer({
    ...SINGLE_LAYER,
    type: 'RandomRotation',
    fields: { factor: SHARE, ...FILL_FIELDS },
    inferShape: (config, inputs, layerId) => image(config, { factor: FACTOR }, inputs, layerId),
  }),
  /**
   * What is seen becomes 1 + the factor times as large a part of the image: a positive one zooms out.
   * Without a factor of its own the width follows the height.
   */
  RandomZoom: defineLayer({
    ...SINGLE_LAYER,
    type: 'RandomZoom',
    fields: { height_factor: ZOOM, width_factor: { ...ZOOM, default: null }, ...FILL_FIELDS },
    inferShape: (config, inputs, layerId) =>
      image(config, { height_factor: FACTOR, width_factor: FACTOR }, inputs, layerId),
  }),
  /**
   * A window, in training anywhere in each image (Keras draws one place for a batch), otherwise the
   * largest one of this shape in the middle, resized, as Keras documents. So also of smaller images.
   */
  RandomCrop: defineLayer({
    ...SINGLE_LAYER,
    type: 'RandomCrop',
    fields: { height: WINDOW, width: WINDOW },
    inferShape: (config, inputs, layerId) => {
      const shape = image(config, {}, inputs, layerId);
      return shape.ok ? ok([config.height, config.width, shape.value[2] ?? 1]) : shape;
    },
  }),
  /**
   * Each image with a share of another of its batch mixed in, and its loss with the same share of the
   * other's answer; the share is of the symmetric beta distribution, near 0 or 1 where `alpha` is small.
   * @source Zhang et al. 2018, arXiv:1710.09412
   */
  MixUp: defineLayer({
    ...SINGLE_LAYER,
    type: 'MixUp',
    fields: { alpha: { kind: 'number', minimum: 0.01, maximum: 100, default: 0.2 } },
    inferShape: (config, inputs, layerId) => image(config, {}, inputs, layerId),
  }),
  /** Brighter or darker by a share of the values' range. */
  RandomBrightness: defineLayer({
    ...SINGLE_LAYER,
    type: 'RandomBrightness',
    fields: { factor: SHARE, value_range: VALUE_RANGE },
    inferShape: (config, inputs, layerId) =>
      image(config, { factor: FACTOR, value_range: [2] }, inputs, layerId),
  }),
  /**
   * Distances from each channel's mean, times 1 − the first to 1 + the second of the factor; one
   * number stands for both, as Keras documents (its code lets one number only raise the contrast).
   */
  RandomContrast: defineLayer({
    ...SINGLE_LAYER,
    type: 'RandomContrast',
    fields: { factor: SHARE, value_range: VALUE_RANGE },
    inferShape: (config, inputs, layerId) =>
      image(config, { factor: FACTOR, value_range: [2] }, inputs, layerId),
  }),
  /**
   * A rectangle, filled with one number for each channel, or with noise. Height and width are roots
   * of shares drawn from `scale`; whether there is one is drawn with a probability that is itself
   * drawn from `factor`: from 0 to it if it is one number.
   * @source Zhong et al. 2017, arXiv:1708.04896
   */
  RandomErasing: defineLayer({
    ...SINGLE_LAYER,
    type: 'RandomErasing',
    fields: {
      factor: { kind: 'numbers', minimum: 0, maximum: 1, default: [1] },
      scale: { kind: 'numbers', minimum: 0, maximum: 1, default: [0.02, 0.33] },
      fill_value: { kind: 'numbers', default: null },
      value_range: VALUE_RANGE,
    },
    inferShape: (config, inputs, layerId) => {
      const channels = soleInput(inputs).at(-1) ?? 1;
      const lists = { factor: FACTOR, scale: FACTOR, fill_value: [1, channels], value_range: [2] };
      return image(config, lists, inputs, layerId);
    },
  }),
} as const;
