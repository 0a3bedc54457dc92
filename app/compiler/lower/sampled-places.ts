import type { FillMode } from '../../architecture/augmentation-layers.ts';
import type { Value } from '../graph.ts';
import { batchedProduct } from '../operators/batched-product.ts';
import {
  absolute,
  add,
  cast,
  clip,
  minimum,
  multiply,
  relu,
  scalar,
  subtract,
} from '../operators/elementwise.ts';
import { matrixProduct } from '../operators/linear.ts';
import { gather, gatherAlong, reshape, transpose } from '../operators/movement.ts';
import { pad } from '../operators/padding.ts';
import { channelsFirst, channelsLast, type LayerTensor } from './layer-tensor.ts';

/** How values between the pixels of an image, and beyond its edges, are found. */
export interface Filling {
  readonly fill_mode: FillMode;
  readonly interpolation: 'nearest' | 'bilinear';
  readonly fill_value: number;
}

/**
 * The largest whole number that is not above.
 * @param lowest below which x does not lie
 */
function wholePart(x: Value, lowest: number): Value {
  const offset = Math.max(0, Math.ceil(-lowest));
  return subtract(cast(cast(add(x, offset), 'int32'), 'float32'), offset);
}

/**
 * Places along an axis, brought to where the image is: what lies beyond the edge is one of its pixels
 * again, but for the mode `constant`, which leaves places outside.
 * @param places any shape, 0 being the middle of the first pixel
 * @param size   pixels along the axis
 * @param reach  how many sizes beyond either edge a place may lie
 */
export function foundPlaces(
  places: Value,
  size: number,
  { fill_mode, interpolation }: Filling,
  reach: number,
): Value {
  const lowest = -Math.ceil(reach * size) - 1;
  const near = interpolation === 'nearest' ? wholePart(add(places, 0.5), lowest) : places;
  switch (fill_mode) {
    case 'constant':
      return near;
    case 'nearest':
      return clip(near, 0, size - 1);
    case 'reflect': {
      // From the edge, in image and mirror image together, there and back.
      const period = 2 * size;
      const fromEdge = add(near, 0.5);
      const turns = wholePart(multiply(fromEdge, 1 / period), -reach);
      const within = reach > 1 ? subtract(fromEdge, multiply(turns, period)) : absolute(fromEdge);
      const there = subtract(size - 0.5, absolute(subtract(within, size)));
      return clip(there, 0, size - 1);
    }
    case 'wrap': {
      const turns = wholePart(multiply(near, 1 / size), -reach - 1);
      return subtract(near, multiply(turns, size));
    }
  }
}

/**
 * How much each pixel along an axis has in each place, [batch, places, size]: a pixel reaches as far
 * as its neighbours. Distances are a product with ones, in half the time of spreading out places and
 * pixels (ONNX Runtime 1.30).
 * @param places [batch, places], as `foundPlaces` gives them
 */
function shares(places: Value, size: number, { fill_mode }: Filling): Value {
  const { graph } = places;
  const [batch = 1, count = 1] = places.shape;
  const ones = graph.constant(Array(size).fill(1), 'float32', [1, size]);
  const bias = graph.constant(
    Float32Array.from({ length: size }, (_, at) => -at),
    'float32',
    [size],
  );
  const column = reshape(places, [batch * count, 1]);
  const distances = absolute(matrixProduct(column, ones, { bias }));
  // Behind the last pixel comes the first one.
  const shortest = fill_mode === 'wrap' ? minimum(distances, subtract(size, distances)) : distances;
  return reshape(relu(subtract(1, shortest)), [batch, count, size]);
}

/**
 * Images, each looked at in rows and columns of its own: as two products with the shares of pixels,
 * which on ONNX Runtime 1.30 take a thirtieth of the time of `GridSample` (50 µs for 64 images of
 * 28 × 28), and have a gradient.
 * @param rows    [batch, height'], places from top to bottom; null for all as they are
 * @param columns [batch, width']
 * @returns [batch, height', width', channels]
 */
export function sampledGrid(
  input: LayerTensor,
  rows: Value | null,
  columns: Value | null,
  filling: Filling,
): LayerTensor {
  const { fill_mode, fill_value } = filling;
  const offset = fill_mode === 'constant' ? fill_value : 0;
  const centred: LayerTensor =
    offset === 0 ? input : { ...input, value: subtract(input.value, offset) };
  const sampled = sampledColumns(sampledRows(centred, rows, filling), columns, filling);
  return offset === 0 ? sampled : { ...sampled, value: add(sampled.value, offset) };
}

function sampledRows(input: LayerTensor, rows: Value | null, filling: Filling): LayerTensor {
  if (rows === null) return input;
  const x = channelsLast(input);
  const [batch = 1, height = 1, width = 1, channels = 1] = x.shape;
  const [, count = 1] = rows.shape;
  const images = reshape(x, [batch, height, width * channels]);
  const product = batchedProduct(shares(rows, height, filling), images);
  return { value: reshape(product, [batch, count, width, channels]), layout: 'channels-last' };
}

function sampledColumns(input: LayerTensor, columns: Value | null, filling: Filling): LayerTensor {
  if (columns === null) return input;
  const x = channelsFirst(input);
  const [batch = 1, channels = 1, height = 1, width = 1] = x.shape;
  const [, count = 1] = columns.shape;
  const images = reshape(x, [batch, channels * height, width]);
  const product = batchedProduct(images, shares(columns, width, filling), {
    transposeRight: true,
  });
  return { value: reshape(product, [batch, channels, height, count]), layout: 'channels-first' };
}

/**
 * Images, looked at in any places, from the four pixels around each. What lies beyond an edge is put
 * around the images first, so that no place has to be brought back.
 * @param places where to look, rows and columns [batch, places] each, `border` before the first pixel's
 *   middle being 0; none lies before that, or further behind the last pixel
 * @returns [batch, places, channels]
 */
export function sampledPoints(
  input: LayerTensor,
  places: { readonly rows: Value; readonly columns: Value },
  border: Border,
  filling: Filling,
): Value {
  const image = channelsLast(input);
  const [batch = 1, , , channels = 1] = image.shape;
  const [, count = 1] = places.rows.shape;
  const table = bordered(image, border, filling);
  const pixels = pixelsOf(table);
  const [, , tall = 1] = table.shape;
  if (filling.interpolation === 'nearest') {
    const whole = (place: Value) => cast(add(place, 0.5), 'int32');
    const nearest = add(multiply(whole(places.columns), tall), whole(places.rows));
    return reshape(pixelsAt(pixels, nearest)(0), [batch, count, channels]);
  }
  const found = (place: Value) => {
    const whole = cast(place, 'int32');
    const rest = subtract(place, cast(whole, 'float32'));
    return { whole, rest: channels === 1 ? rest : reshape(rest, [batch, count, 1]) };
  };
  const down = found(places.rows);
  const right = found(places.columns);
  const at = pixelsAt(pixels, add(multiply(right.whole, tall), down.whole));
  const between = (from: Value, to: Value, { rest }: { readonly rest: Value }) =>
    add(from, multiply(subtract(to, from), rest));
  const left = between(at(0), at(1), down);
  const other = between(at(tall), at(tall + 1), down);
  return reshape(between(left, other, right), [batch, count, channels]);
}

/** Rows and columns that stand before an image's first ones; behind the last, one more of each. */
export interface Border {
  readonly rows: number;
  readonly columns: number;
}

/**
 * Images with what lies beyond their edges around them, column by column: rows of memory are put in
 * place whole, the image being turned over in between.
 *
 * With one more behind, as the last place looks at the next pixel, images also rarely fill pages of
 * memory: where a step's values all do, looking up may take ten times as long, since what it writes
 * and what it reads next agree in the lower part of their addresses.
 * @param image [batch, height, width, channels]
 * @returns [batch, width + 2 · columns + 1, height + 2 · rows + 1, channels]
 */
function bordered(image: Value, border: Border, filling: Filling): Value {
  if (filling.fill_mode === 'constant') {
    const offset = filling.fill_value;
    const turned = transpose(image, [0, 2, 1, 3]);
    const before = [0, border.columns, border.rows, 0];
    const behind = [0, border.columns + 1, border.rows + 1, 0];
    const centred = offset === 0 ? turned : subtract(turned, offset);
    const padded = pad(centred, before, behind);
    return offset === 0 ? padded : add(padded, offset);
  }
  if ((image.shape[3] ?? 1) > 1) return pixelByPixel(image, border, filling.fill_mode);
  const tall = extended(image, border.rows, filling.fill_mode);
  return extended(transpose(tall, [0, 2, 1, 3]), border.columns, filling.fill_mode);
}

/** As `bordered` gives them: pixels of several channels are worth fetching one by one, and slow to turn over. */
function pixelByPixel(
  image: Value,
  border: Border,
  fillMode: Exclude<FillMode, 'constant'>,
): Value {
  const [batch = 1, height = 1, width = 1, channels = 1] = image.shape;
  const [wide, tall] = [width + 2 * border.columns + 1, height + 2 * border.rows + 1];
  const beyond = BEYOND[fillMode];
  const pixels = Int32Array.from({ length: batch * wide * tall }, (_, at) => {
    const row = beyond((at % tall) - border.rows, height);
    const column = beyond((Math.floor(at / tall) % wide) - border.columns, width);
    return (Math.floor(at / (wide * tall)) * height + row) * width + column;
  });
  const table = reshape(image, [batch * height * width, channels]);
  const order = image.graph.constant(pixels, 'int32', [batch * wide * tall]);
  return reshape(gather(table, order), [batch, wide, tall, channels]);
}

/** An image's rows with so many more before them, and one more than that behind. */
function extended(image: Value, margin: number, fillMode: Exclude<FillMode, 'constant'>): Value {
  const [batch = 1, size = 1, width = 1, channels = 1] = image.shape;
  const count = size + 2 * margin + 1;
  const rows = Int32Array.from({ length: batch * count }, (_, at) => {
    const first = Math.floor(at / count) * size;
    return first + BEYOND[fillMode]((at % count) - margin, size);
  });
  const table = reshape(image, [batch * size, width * channels]);
  const order = image.graph.constant(rows, 'int32', [batch * count]);
  return reshape(gather(table, order), [batch, count, width, channels]);
}

const modulo = (place: number, size: number): number => ((place % size) + size) % size;

/** Which pixel stands in a whole place along an axis, be it beyond the edges. */
const BEYOND: Readonly<
  Record<Exclude<FillMode, 'constant'>, (place: number, size: number) => number>
> = {
  nearest: (place, size) => Math.min(Math.max(place, 0), size - 1),
  reflect: (place, size) => {
    const within = modulo(place, 2 * size);
    return Math.min(within, 2 * size - 1 - within);
  },
  wrap: modulo,
};

/** Pixels one after the other: [batch, pixels], with channels behind where there are several. */
function pixelsOf(table: Value): Value {
  const [batch = 1, wide = 1, tall = 1, channels = 1] = table.shape;
  // Runtimes are slow along a last axis of size 1.
  const behind = channels === 1 ? [] : [channels];
  return reshape(table, [batch, wide * tall, ...behind]);
}

/**
 * Looks up pixels of images, so many behind places in them.
 * @param table  [batch, pixels], with channels behind where there are several
 * @param places int32 [batch, places]
 */
function pixelsAt(table: Value, places: Value): (offset: number) => Value {
  const [batch = 1, size = 1, channels] = table.shape;
  const [, count = 1] = places.shape;
  const behind = (offset: number, start: Value) =>
    offset === 0 ? start : add(start, scalar(table.graph, offset, 'int32'));
  if (channels === undefined) return (offset) => gatherAlong(table, behind(offset, places));
  const firsts = Int32Array.from({ length: batch }, (_, at) => at * size);
  const starts = table.graph.constant(firsts, 'int32', [batch, 1]);
  const inBatch = reshape(add(places, starts), [batch * count]);
  const rows = reshape(table, [batch * size, channels]);
  return (offset) => reshape(gather(rows, behind(offset, inBatch)), [batch, count, channels]);
}
