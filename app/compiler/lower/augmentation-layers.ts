import { type Range, rangeOf } from '../../architecture/augmentation-layers.ts';
import { elementCount } from '../../shape.ts';
import type { Value } from '../graph.ts';
import {
  add,
  cast,
  clip,
  greater,
  multiply,
  select,
  squareRoot,
  subtract,
} from '../operators/elementwise.ts';
import { gather, inverseOrder, reshape, transpose } from '../operators/movement.ts';
import { mean } from '../operators/reduction.ts';
import { alongside, axisOrder, channelsFirst, type LayerTensor, mapLayer } from './layer-tensor.ts';
import type { LoweringContext, LoweringTable } from './lowering.ts';
import { mixedShare, neighbours } from './mix-up.ts';
import { resampledColumns, resampledRows } from './resampling.ts';
import { type Filling, foundPlaces, sampledGrid, sampledPoints } from './sampled-places.ts';
import { turned, turnedBorder } from './turned-places.ts';

/** Pixels may be shifted out of an image altogether, and no zoom shows more than twice the image. */
const AXIS_REACH = 1;

const batchOf = ({ value }: LayerTensor): number => value.shape[0] ?? 1;

/** Nothing of a window lies beyond the edge. */
const INSIDE: Filling = { fill_mode: 'nearest', interpolation: 'bilinear', fill_value: 0 };

/** A number for each image, [batch, 1], drawn evenly between two ends. */
function drawn(
  input: LayerTensor,
  [low, high]: Range,
  context: LoweringContext,
  stream: string,
): Value {
  const shape = [batchOf(input), 1];
  if (low === high) return context.graph.constant(Array(shape[0]).fill(low), 'float32', shape);
  return add(multiply(context.uniformNumbers(shape, stream), high - low), low);
}

/** A number for each image in a shape that broadcasts to images. */
const perImage = (numbers: Value): Value => reshape(numbers, [numbers.shape[0] ?? 1, 1, 1, 1]);

/** Where Keras' axes of an image stand in the value. */
function placeOf({ value, layout }: LayerTensor, axis: number): number {
  return axisOrder(layout, value.shape.length).indexOf(axis);
}

/** 0, 1, … along an axis of an image, to be broadcast beside `[batch, 1]`. */
function pixels(context: LoweringContext, size: number): Value {
  const places = Float32Array.from({ length: size }, (_, at) => at);
  return context.graph.constant(places, 'float32', [1, size]);
}

/** Draws along one axis as numbers that broadcast to images: height is axis 1, width 2. */
function alongAxis(input: LayerTensor, numbers: Value, axis: 1 | 2): Value {
  const sizes: number[] = [numbers.shape[0] ?? 1, 1, 1, 1];
  sizes[placeOf(input, axis)] = numbers.shape[1] ?? 1;
  return reshape(numbers, sizes);
}

/**
 * 1 within the stretch of an axis that an image draws, else 0, [batch, size]: a root of a share of
 * it long, and anywhere.
 */
function stretch(
  input: LayerTensor,
  size: number,
  scale: Range,
  context: LoweringContext,
  stream: string,
): Value {
  const length = multiply(squareRoot(drawn(input, scale, context, `${stream}/length`)), size);
  const room = subtract(size, length);
  const start = multiply(drawn(input, [0, 1], context, `${stream}/start`), room);
  const places = pixels(context, size);
  const isLower = (end: Value) => cast(greater(end, places), 'float32');
  return subtract(isLower(add(start, length)), isLower(start));
}

/** What stands in a rectangle: one number for each channel, or noise. */
function filling(
  input: LayerTensor,
  numbers: readonly number[] | null,
  [low, high]: Range,
  context: LoweringContext,
): Value {
  if (numbers === null) {
    return clip(multiply(context.normalNumbers(input.value.shape), high), low, high);
  }
  const within = numbers.map((each) => Math.min(Math.max(each, low), high));
  return alongside(input, context.graph.constant(within, 'float32', [1, 1, within.length]));
}

/** Places along an axis, moved against a shift that each image draws. */
function shifted(
  input: LayerTensor,
  size: number,
  [low, high]: Range,
  context: LoweringContext,
  stream: string,
): Value | null {
  if (low === 0 && high === 0) return null;
  const shift = drawn(input, [low * size, high * size], context, stream);
  return subtract(pixels(context, size), shift);
}

/** Places along an axis seen from its middle, times a zoom that each image draws. */
function zoomed(zoom: Value, size: number, context: LoweringContext): Value {
  const middle = (size - 1) / 2;
  return add(multiply(subtract(pixels(context, size), middle), zoom), middle);
}

/**
 * Some images mirrored along an axis: whole rows are fetched in the order wanted, those of a width
 * being brought together first, which takes a third of turning all images and choosing afterwards.
 * Pixels of several channels are fetched one by one, as they are slow to bring together.
 * @param isFlipped [batch, 1], which images
 */
function flipped(input: LayerTensor, axis: 1 | 2, isFlipped: Value): LayerTensor {
  const { value, layout } = input;
  const [batch = 1, height = 1, width = 1, channels = 1] = value.shape;
  if (layout === 'channels-last' && channels > 1) {
    const opposite = (pixel: number) =>
      axis === 1
        ? (height - 1 - Math.floor(pixel / width)) * width + (pixel % width)
        : pixel + width - 1 - 2 * (pixel % width);
    const pixels = reshape(value, [batch, height * width, channels]);
    return { ...input, value: reshape(fetched(pixels, opposite, isFlipped), value.shape) };
  }
  const place = placeOf(input, axis);
  const order = [0, place, ...[1, 2, 3].filter((each) => each !== place)];
  const turned = transpose(value, order);
  const { shape } = turned;
  const size = shape[1] ?? 1;
  const rows = reshape(turned, [batch, size, elementCount(shape) / (batch * size)]);
  const mirrored = reshape(
    fetched(rows, (row) => size - 1 - row, isFlipped),
    shape,
  );
  return { ...input, value: transpose(mirrored, inverseOrder(order)) };
}

/** Rows [batch, rows, …] of some images in another order, of the others as they are. */
function fetched(rows: Value, order: (row: number) => number, isOther: Value): Value {
  const [batch = 1, size = 1, width = 1] = rows.shape;
  const numbers = (at: (row: number) => number) =>
    rows.graph.constant(
      Int32Array.from({ length: batch * size }, (_, row) => row - (row % size) + at(row % size)),
      'int32',
      [batch, size],
    );
  const chosen = select(
    isOther,
    numbers(order),
    numbers((row) => row),
  );
  return gather(reshape(rows, [batch * size, width]), reshape(chosen, [batch * size]));
}

/** The largest window in the middle of an image that has the shape of the one wanted. */
function middleWindow(size: number, other: number, count: number, otherCount: number) {
  const fitting = Math.trunc((other * count) / otherCount);
  const window = Math.max(Math.min(size, fitting), 1);
  return { start: Math.trunc((size - window) / 2), size: window, count };
}

export const augmentationLayers = {
  RandomFlip: ({ config: { mode } }, input, context) => {
    if (context.mode === 'inference') return input;
    const isFlipped = greater(0.5, context.uniformNumbers([batchOf(input), 1]));
    const across = mode === 'vertical' ? input : flipped(input, 2, isFlipped);
    return mode === 'horizontal' ? across : flipped(across, 1, isFlipped);
  },
  RandomTranslation: ({ config, shape: [height = 1, width = 1] }, input, context) => {
    if (context.mode === 'inference') return input;
    const along = (size: number, factor: readonly number[], stream: string) => {
      const places = shifted(input, size, rangeOf(factor), context, stream);
      return places && foundPlaces(places, size, config, AXIS_REACH);
    };
    const rows = along(height, config.height_factor, 'height');
    const columns = along(width, config.width_factor, 'width');
    return sampledGrid(input, rows, columns, config);
  },
  RandomRotation: ({ config, shape }, input, context) => {
    if (context.mode === 'inference') return input;
    const [low, high] = rangeOf(config.factor);
    if (low === 0 && high === 0) return input;
    const angles = drawn(input, [2 * Math.PI * low, 2 * Math.PI * high], context, 'angle');
    const border = turnedBorder(shape, [low, high]);
    const places = turned(angles, shape, border, context);
    const points = sampledPoints(input, places, border, config);
    return { value: reshape(points, [batchOf(input), ...shape]), layout: 'channels-last' };
  },
  RandomZoom: ({ config, shape: [height = 1, width = 1] }, input, context) => {
    if (context.mode === 'inference') return input;
    const zoom = (factor: readonly number[], stream: string) => {
      const [low, high] = rangeOf(factor);
      return drawn(input, [1 + low, 1 + high], context, stream);
    };
    const down = zoom(config.height_factor, 'height');
    const across = config.width_factor === null ? down : zoom(config.width_factor, 'width');
    const rows = foundPlaces(zoomed(down, height, context), height, config, AXIS_REACH);
    const columns = foundPlaces(zoomed(across, width, context), width, config, AXIS_REACH);
    return sampledGrid(input, rows, columns, config);
  },
  RandomCrop: ({ config: { height, width }, inputShapes: [shape = []] }, input, context) => {
    const [tall = 1, wide = 1] = shape;
    if (context.mode === 'inference' || tall < height || wide < width) {
      const rows = middleWindow(tall, wide, height, width);
      const columns = middleWindow(wide, tall, width, height);
      const value = resampledColumns(resampledRows(channelsFirst(input), rows), columns);
      return { value, layout: 'channels-first' };
    }
    const window = (size: number, count: number, stream: string) => {
      if (size === count) return null;
      const start = drawn(input, [0, size - count + 1], context, stream);
      return add(cast(cast(start, 'int32'), 'float32'), pixels(context, count));
    };
    const rows = window(tall, height, 'height');
    const columns = window(wide, width, 'width');
    return sampledGrid(input, rows, columns, INSIDE);
  },
  MixUp: ({ config: { alpha } }, input, context) => {
    if (context.mode === 'inference') return input;
    const share = perImage(mixedShare(batchOf(input), alpha, context.betaNumbers));
    return mapLayer(input, (x) =>
      add(multiply(x, share), multiply(neighbours(x), subtract(1, share))),
    );
  },
  RandomBrightness: ({ config: { factor, value_range } }, input, context) => {
    if (context.mode === 'inference') return input;
    const [low, high] = rangeOf(value_range);
    const share = perImage(drawn(input, rangeOf(factor), context, 'share'));
    const change = multiply(share, high - low);
    return mapLayer(input, (x) => clip(add(x, change), low, high));
  },
  RandomContrast: ({ config: { factor, value_range } }, input, context) => {
    if (context.mode === 'inference') return input;
    const [low, high] = rangeOf(value_range);
    const [less = 0, more = less] = factor.length === 1 ? factor.map(Math.abs) : rangeOf(factor);
    const contrast = perImage(drawn(input, [1 - less, 1 + more], context, 'contrast'));
    return mapLayer(input, (x) => {
      const middle = mean(x, [placeOf(input, 1), placeOf(input, 2)], true);
      const moved = multiply(middle, subtract(1, contrast));
      return clip(add(multiply(x, contrast), moved), low, high);
    });
  },
  RandomErasing: ({ config, shape: [height = 1, width = 1] }, input, context) => {
    if (context.mode === 'inference') return input;
    const scale = rangeOf(config.scale, 0);
    const chance = drawn(input, rangeOf(config.factor, 0), context, 'chance');
    const isErased = greater(chance, context.uniformNumbers(chance.shape, 'erased'));
    const rows = stretch(input, height, scale, context, 'height');
    const columns = stretch(input, width, scale, context, 'width');
    const share = multiply(
      alongAxis(input, multiply(rows, cast(isErased, 'float32')), 1),
      alongAxis(input, columns, 2),
    );
    const fill = filling(input, config.fill_value, rangeOf(config.value_range), context);
    return mapLayer(input, (x) => select(greater(share, 0.5), fill, x));
  },
} satisfies Partial<LoweringTable>;
