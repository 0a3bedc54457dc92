import type { CenterGrid } from '../../app/boxes/center-grid.ts';
import { decodeBoxes, FOUND_NUMBERS, MOST_FOUND } from '../../app/boxes/decode-boxes.ts';
import type { SampleTarget } from '../../app/dataset/dataset.ts';
import type { OutputReading } from '../../app/metrics/output-reading.ts';
import { likeliestTokens } from './likeliest-tokens.ts';

/** How outputs are handed on to the host. */
export interface Telling {
  /** Numbers of one row. */
  readonly width: number;
  /** @param outputs of whole rows, flat */
  readonly tell: (outputs: Float32Array) => Float32Array;
}

/**
 * Outputs as they are, or what they say where they are many times as much: tokens instead of a share for each of a
 * vocabulary at every place, and boxes instead of what is said of every cell of a picture.
 * @param width  numbers of one row's output
 * @param places at which one row has a token
 */
export function tellingOf(
  reading: OutputReading,
  { width, places, target }: { width: number; places: number; target: SampleTarget | undefined },
): Telling {
  if (reading === 'tokens') {
    const vocabulary = width / places;
    return { width: places, tell: (given) => likeliestTokens(given, given.length / vocabulary) };
  }
  if (reading === 'boxes' && target?.kind === 'boxes') return boxTelling(width, target);
  return { width, tell: (given) => given };
}

function boxTelling(width: number, grid: CenterGrid): Telling {
  const toldWidth = MOST_FOUND * FOUND_NUMBERS;
  return {
    width: toldWidth,
    tell: (given) => {
      const rows = given.length / width;
      const told = new Float32Array(rows * toldWidth);
      for (let row = 0; row < rows; row += 1) {
        const said = given.subarray(row * width, (row + 1) * width);
        told.set(decodeBoxes(said, grid), row * toldWidth);
      }
      return told;
    },
  };
}
