import type { Shape } from '../shape.ts';
import type { Box } from './box.ts';

/** Pixels of a picture that one cell of the grid stands for, along each side. */
export const STRIDE = 4;
/** What stands behind the classes of a cell: width and height of a box, and where in the cell its centre lies. */
export const SIZE_CHANNELS = 2;
export const OFFSET_CHANNELS = 2;
/** Boxes moved by less than the Gaussian's radius still overlap the true one by as much. */
const LEAST_OVERLAP = 0.7;

/** Cells over a picture, each of which says whether a box of some class has its centre there. */
export interface CenterGrid {
  /** Cells from top to bottom. */
  readonly height: number;
  readonly width: number;
  readonly classes: number;
}

/** [height, width, classes + 4]. */
export function gridShape({ height, width, classes }: CenterGrid): Shape {
  return [height, width, classes + SIZE_CHANNELS + OFFSET_CHANNELS];
}

/**
 * What a centre-point detector is to say of a picture, flat [height, width, classes + 4]: for each class a
 * heat map with a Gaussian of height 1 at every centre (where they overlap, the higher), then, at the
 * centres' cells alone, width and height of the box in cells, and how far right of and below the cell's
 * corner its centre lies, 0–1. Of boxes that share a cell, the smallest is told.
 * @source Zhou, Wang and Krähenbühl 2019, Objects as Points, arXiv:1904.07850, §3
 */
export function encodeBoxes(boxes: readonly Box[], grid: CenterGrid): Float32Array {
  const { height, width, classes } = grid;
  const channels = classes + SIZE_CHANNELS + OFFSET_CHANNELS;
  const encoded = new Float32Array(height * width * channels);
  const inCells = boxes.map(({ label, left, top, right, bottom }) => ({
    label,
    width: (right - left) * width,
    height: (bottom - top) * height,
    x: ((left + right) / 2) * width,
    y: ((top + bottom) / 2) * height,
  }));
  inCells.sort((one, other) => other.width * other.height - one.width * one.height);
  for (const box of inCells) {
    const column = Math.min(width - 1, Math.floor(box.x));
    const row = Math.min(height - 1, Math.floor(box.y));
    addGaussian(encoded, grid, { ...box, column, row });
    const at = (row * width + column) * channels + classes;
    encoded.set([box.width, box.height, box.x - column, box.y - row], at);
  }
  return encoded;
}

function addGaussian(
  encoded: Float32Array,
  { height, width, classes }: CenterGrid,
  box: {
    readonly label: number;
    readonly width: number;
    readonly height: number;
    readonly column: number;
    readonly row: number;
  },
): void {
  const channels = classes + SIZE_CHANNELS + OFFSET_CHANNELS;
  const sigma = (2 * gaussianRadius(box.width, box.height) + 1) / 6;
  const reach = Math.ceil(3 * sigma);
  for (let y = Math.max(0, box.row - reach); y <= Math.min(height - 1, box.row + reach); y += 1) {
    const from = Math.max(0, box.column - reach);
    for (let x = from; x <= Math.min(width - 1, box.column + reach); x += 1) {
      const squared = (x - box.column) ** 2 + (y - box.row) ** 2;
      const value = Math.exp(-squared / (2 * sigma ** 2));
      const at = (y * width + x) * channels + box.label;
      encoded[at] = Math.max(encoded[at] ?? 0, value);
    }
  }
}

/**
 * How far both corners of a box may be moved, in cells, so that it still overlaps the true one by 0.7: the
 * least of moving both alike, both inwards and both outwards.
 * @source Law and Deng 2018, CornerNet, arXiv:1808.01244, §3.2; the roots as they follow from the overlap
 */
export function gaussianRadius(width: number, height: number): number {
  const sum = width + height;
  const area = width * height;
  const alike = smallerRoot(1, sum, (area * (1 - LEAST_OVERLAP)) / (1 + LEAST_OVERLAP));
  const inwards = smallerRoot(4, 2 * sum, (1 - LEAST_OVERLAP) * area);
  const a = 4 * LEAST_OVERLAP;
  const b = 2 * LEAST_OVERLAP * sum;
  const outwards = (-b + Math.sqrt(b * b + 4 * a * (1 - LEAST_OVERLAP) * area)) / (2 * a);
  return Math.min(alike, inwards, outwards);
}

/** The smaller r with a·r² − b·r + c = 0. */
function smallerRoot(a: number, b: number, c: number): number {
  return (b - Math.sqrt(b * b - 4 * a * c)) / (2 * a);
}
