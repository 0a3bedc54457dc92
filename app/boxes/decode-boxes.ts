import type { Box } from './box.ts';
import { type CenterGrid, OFFSET_CHANNELS, SIZE_CHANNELS } from './center-grid.ts';

/** Boxes told of one picture at the most, as COCO counts them. */
export const MOST_FOUND = 100;
/** Numbers that stand for a box that was found: class, left, top, right, bottom, probability. */
export const FOUND_NUMBERS = 6;
/** Less likely ones are nowhere told, and change no measure that anybody would see. */
const LEAST_PROBABILITY = 0.01;

interface Peak {
  readonly probability: number;
  readonly cell: number;
  readonly label: number;
}

/**
 * The boxes that a centre-point detector tells of a picture: the peaks of its heat maps, no lower than the eight
 * cells around, each with the size and the offset told there. The likeliest come first.
 * @param said [height, width, classes + 4], flat, as `encodeBoxes` makes it of true ones
 * @returns [100, 6], filled up with classes of −1
 * @source Zhou, Wang and Krähenbühl 2019, Objects as Points, arXiv:1904.07850, §4
 */
export function decodeBoxes(said: Float32Array, grid: CenterGrid): Float32Array {
  const { height, width, classes } = grid;
  const channels = classes + SIZE_CHANNELS + OFFSET_CHANNELS;
  const found = new Float32Array(MOST_FOUND * FOUND_NUMBERS);
  for (let at = 0; at < found.length; at += FOUND_NUMBERS) found[at] = -1;
  const clipped = (edge: number) => Math.min(1, Math.max(0, edge));
  for (const [at, { probability, cell, label }] of peaksOf(said, grid).entries()) {
    const [boxWidth = 0, boxHeight = 0, right = 0, down = 0] = said.subarray(
      cell * channels + classes,
      (cell + 1) * channels,
    );
    const x = (cell % width) + right;
    const y = Math.floor(cell / width) + down;
    found.set(
      [
        label,
        clipped((x - boxWidth / 2) / width),
        clipped((y - boxHeight / 2) / height),
        clipped((x + boxWidth / 2) / width),
        clipped((y + boxHeight / 2) / height),
        probability,
      ],
      at * FOUND_NUMBERS,
    );
  }
  return found;
}

/** The highest cells of their neighbourhoods, of all classes together, the likeliest first. */
function peaksOf(said: Float32Array, { height, width, classes }: CenterGrid): readonly Peak[] {
  const channels = classes + SIZE_CHANNELS + OFFSET_CHANNELS;
  const heat = (row: number, column: number, label: number) =>
    said[(row * width + column) * channels + label] ?? 0;
  const isPeak = (row: number, column: number, label: number, own: number): boolean => {
    for (let y = Math.max(0, row - 1); y <= Math.min(height - 1, row + 1); y += 1) {
      for (let x = Math.max(0, column - 1); x <= Math.min(width - 1, column + 1); x += 1) {
        if (heat(y, x, label) > own) return false;
      }
    }
    return true;
  };
  const peaks: Peak[] = [];
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      for (let label = 0; label < classes; label += 1) {
        const probability = heat(row, column, label);
        if (probability < LEAST_PROBABILITY || !isPeak(row, column, label, probability)) continue;
        peaks.push({ probability, cell: row * width + column, label });
      }
    }
  }
  peaks.sort((one, other) => other.probability - one.probability || one.cell - other.cell);
  return peaks.slice(0, MOST_FOUND);
}

/** A box that was found, and how sure a model is of it. */
export interface FoundBox extends Box {
  readonly probability: number;
}

/** The boxes of one picture from [100, 6], the likeliest first. */
export function unpackFound(packed: ArrayLike<number>): readonly FoundBox[] {
  const boxes: FoundBox[] = [];
  for (let at = 0; at < packed.length; at += FOUND_NUMBERS) {
    const label = packed[at] ?? -1;
    if (label < 0) break;
    const number = (place: number) => packed[at + place] ?? 0;
    boxes.push({
      label,
      left: number(1),
      top: number(2),
      right: number(3),
      bottom: number(4),
      probability: number(5),
    });
  }
  return boxes;
}
