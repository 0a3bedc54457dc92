/** Two models' scores on the same rows. */
export interface PairedScores {
  readonly rows: number;
  readonly before: number;
  readonly after: number;
  /** after − before, with its 95 % interval over rows; the half-width is null for fewer than two rows. */
  readonly difference: number;
  readonly halfWidth: number | null;
}

/** Two-sided, of the normal distribution: there are as many rows as a fold group scores. */
const Z_95 = 1.959963984540054;

/**
 * Compares scores row by row, as the same rows are scored by both: what is hard about a row falls out of the
 * difference. The interval is that of the mean of paired differences.
 * @param before score of each row, as 1 where it was right or its absolute error; `after` the same rows
 */
export function compareScores(before: Float64Array, after: Float64Array): PairedScores {
  const rows = before.length;
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / rows;
  const differences = after.map((score, at) => score - (before[at] ?? 0));
  const difference = mean(differences);
  const squares = differences.reduce((sum, one) => sum + (one - difference) ** 2, 0);
  return {
    rows,
    before: mean(before),
    after: mean(after),
    difference,
    halfWidth: rows < 2 ? null : Z_95 * Math.sqrt(squares / (rows - 1) / rows),
  };
}
