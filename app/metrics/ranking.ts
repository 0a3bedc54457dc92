import type { RowWeights } from './measure.ts';
import type { ScoredClasses } from './scored-classes.ts';

/** All rows, least probable of one class first. */
export interface Ranking {
  readonly rows: Uint32Array;
  /** 1 where the row in that place is of the class. */
  readonly positive: Uint8Array;
  /** 1 where the row in that place is as probable as the one before it. */
  readonly tied: Uint8Array;
}

/** Ranks all rows by the probability of one class. */
export function rankRows(
  { probabilities, labels, classes }: ScoredClasses,
  label: number,
): Ranking {
  const scores = Float32Array.from(labels, (_, row) => probabilities[row * classes + label] ?? 0);
  const rows = Uint32Array.from(labels, (_, row) => row);
  rows.sort((left, right) => (scores[left] ?? 0) - (scores[right] ?? 0));
  const positive = Uint8Array.from(rows, (row) => (labels[row] === label ? 1 : 0));
  const tied = Uint8Array.from(rows, (row, place) =>
    place > 0 && scores[row] === scores[rows[place - 1] ?? 0] ? 1 : 0,
  );
  return { rows, positive, tied };
}

/**
 * Area under the ROC curve of one class against the rest: the probability that a row of the class ranks above one of
 * the rest, ties counting half. Null where one of the two sides has no row.
 * @source Hanley & McNeil 1982, Radiology 143(1), doi:10.1148/radiology.143.1.7063747
 */
export function rankingAuc({ rows, positive, tied }: Ranking, weights: RowWeights): number | null {
  let wins = 0;
  let positives = 0;
  let negatives = 0;
  let tiedPositives = 0;
  let tiedNegatives = 0;
  for (let place = 0; place < rows.length; place++) {
    if (tied[place] === 0) {
      wins += tiedPositives * (negatives - tiedNegatives / 2);
      tiedPositives = 0;
      tiedNegatives = 0;
    }
    const weight = weights[rows[place] ?? 0] ?? 0;
    if (positive[place] === 1) {
      positives += weight;
      tiedPositives += weight;
    } else {
      negatives += weight;
      tiedNegatives += weight;
    }
  }
  wins += tiedPositives * (negatives - tiedNegatives / 2);
  return positives === 0 || negatives === 0 ? null : wins / (positives * negatives);
}
