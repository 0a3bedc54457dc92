import { elementCount, type Shape } from '../../../shape.ts';
import type { PoolingAttributes } from '../../operators/attributes.ts';
import { fourSizes } from '../../operators/linear.ts';
import type { GraphWriter } from '../graph-writer.ts';

/** A pool's windows over images, and what `writer` makes of them. */
export interface Windows {
  readonly pool: PoolingAttributes;
  /** [batch, channels, height, width] */
  readonly image: Shape;
  /** [batch, channels, rows, columns] */
  readonly windows: Shape;
}

/** Below every number of an image: what lies around it is never the largest. */
const LOWEST = -3.4e38;

/**
 * Which cell of each window is its largest, the first one where several are: what `largest` was taken
 * from. In comparisons only, for devices that have no operator which tells.
 * @param x       [batch, channels, height, width]
 * @param largest [batch, channels, rows, columns]
 * @returns the name of bools, of no shape but what `toWinners` knows
 */
export function winnersOf(
  windows: Windows,
  [x, largest]: readonly [x: string, largest: string],
  writer: GraphWriter,
): string {
  const { cells, each, order, axes } = areTiles(windows) ? tiles(windows) : stacks(windows);
  const values = areTiles(windows)
    ? reshaped(cut(x, windows, writer), cells, writer)
    : stacked(x, windows, writer);
  const isLargest = writer.node('Equal', [values, reshaped(largest, each, writer)]);
  const count = elementCount(order);
  const ranks = Float32Array.from({ length: count }, (_, place) => count - place);
  const ranked = writer.node('Where', [
    isLargest,
    writer.constant(ranks, 'float32', order),
    writer.constant([0], 'float32', []),
  ]);
  const best = writer.node('ReduceMax', [ranked], { axes, keepdims: 1 });
  return writer.node('Equal', [ranked, best]);
}

/**
 * The gradient of the images: what each window has goes where its winner was, and adds up.
 * @param dy [batch, channels, rows, columns]
 */
export function toWinners(
  windows: Windows,
  [dy, winners]: readonly [dy: string, winners: string],
  writer: GraphWriter,
): string {
  const { each } = areTiles(windows) ? tiles(windows) : stacks(windows);
  const spread = writer.node('Where', [
    winners,
    reshaped(dy, each, writer),
    writer.constant([0], 'float32', []),
  ]);
  if (!areTiles(windows)) return reshaped(laid(spread, windows, writer), windows.image, writer);
  const { image, covered } = sizesOf(windows);
  const whole = reshaped(spread, [...image.slice(0, 2), ...covered], writer);
  const [below, after] = [image[2] - covered[0], image[3] - covered[1]];
  return below === 0 && after === 0
    ? whole
    : writer.node('Pad', [whole, writer.integers([0, 0, 0, 0, 0, 0, below, after])]);
}

interface Layout {
  /** Of the values of all windows' cells. */
  readonly cells: Shape;
  /** Of one value a window, to be compared with them. */
  readonly each: Shape;
  /** Of the cells of one window. */
  readonly order: Shape;
  /** Along which a window's cells lie. */
  readonly axes: readonly number[];
}

function sizesOf({ pool, image, windows }: Windows) {
  const [, , rows, columns] = fourSizes({ shape: windows });
  const sizes = fourSizes({ shape: image });
  const covered = [rows * pool.window[0], columns * pool.window[1]] as const;
  return { image: sizes, images: sizes[0] * sizes[1], rows, columns, covered };
}

/** Whether windows lie side by side. */
const areTiles = ({ pool: { window, strides, padding, dilations } }: Windows): boolean =>
  window[0] === strides[0] &&
  window[1] === strides[1] &&
  [...padding, dilations[0] - 1, dilations[1] - 1].every((size) => size === 0);

/** Cells where they lie: the image cut into windows. */
function tiles(windows: Windows): Layout {
  const { images, rows, columns } = sizesOf(windows);
  const [down, across] = windows.pool.window;
  return {
    cells: [images, rows, down, columns, across],
    each: [images, rows, 1, columns, 1],
    order: [down, 1, across],
    axes: [2, 4],
  };
}

/** Cells as channels: windows may overlap, and leave gaps. */
function stacks(windows: Windows): Layout {
  const { images, rows, columns } = sizesOf(windows);
  const count = elementCount(windows.pool.window);
  return {
    cells: [images, count, rows, columns],
    each: [images, 1, rows, columns],
    order: [count, 1, 1],
    axes: [1],
  };
}

function cut(x: string, windows: Windows, writer: GraphWriter): string {
  const { image, covered } = sizesOf(windows);
  if (image[2] === covered[0] && image[3] === covered[1]) return x;
  const bounds = [[0, 0], covered, [2, 3]];
  return writer.node('Slice', [x, ...bounds.map((each) => writer.integers(each))]);
}

/** A filter for each cell of a window, which takes that cell alone. */
function oneCellFilters({ window }: PoolingAttributes, writer: GraphWriter): string {
  const count = elementCount(window);
  const values = new Float32Array(count * count);
  for (let cell = 0; cell < count; cell += 1) values[cell * (count + 1)] = 1;
  return writer.constant(values, 'float32', [count, 1, ...window]);
}

function stacked(x: string, windows: Windows, writer: GraphWriter): string {
  const { pool } = windows;
  const { image, images } = sizesOf(windows);
  const alone = reshaped(x, [images, 1, image[2], image[3]], writer);
  const [top, left, bottom, right] = pool.padding;
  const padded = pool.padding.every((size) => size === 0)
    ? alone
    : writer.node('Pad', [
        alone,
        writer.integers([0, 0, top, left, 0, 0, bottom, right]),
        writer.constant([LOWEST], 'float32', []),
      ]);
  return writer.node('Conv', [padded, oneCellFilters(pool, writer)], {
    kernel_shape: pool.window,
    strides: pool.strides,
    dilations: pool.dilations,
  });
}

/** Each window's cells laid on the image. */
function laid(cells: string, windows: Windows, writer: GraphWriter): string {
  const { pool } = windows;
  const { image, rows, columns } = sizesOf(windows);
  const [top, left, bottom, right] = pool.padding;
  const beyond = (size: number, count: number, axis: 0 | 1) =>
    size - (count - 1) * pool.strides[axis] - (pool.window[axis] - 1) * pool.dilations[axis] - 1;
  return writer.node('ConvTranspose', [cells, oneCellFilters(pool, writer)], {
    kernel_shape: pool.window,
    strides: pool.strides,
    dilations: pool.dilations,
    pads: pool.padding,
    output_padding: [
      beyond(image[2] + top + bottom, rows, 0),
      beyond(image[3] + left + right, columns, 1),
    ],
  });
}

const reshaped = (name: string, shape: Shape, writer: GraphWriter): string =>
  writer.node('Reshape', [name, writer.integers(shape)]);
