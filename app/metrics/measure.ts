/**
 * How often each row counts: all ones for the rows as they are, multiplicities in a bootstrap resample.
 * At least one row counts. One array type throughout keeps the loops over it fast.
 */
export type RowWeights = Uint32Array;

/** Metrics by name of rows so weighted. A metric that these rows leave undefined is left out. */
export type Measure = (weights: RowWeights) => Readonly<Record<string, number>>;

/** Every row once. */
export function equalWeights(rows: number): RowWeights {
  return new Uint32Array(rows).fill(1);
}

/** Weighted mean of one value a row. */
export function weightedMean(values: Float64Array, weights: RowWeights): number {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < values.length; row++) {
    const weight = weights[row] ?? 0;
    sum += weight * (values[row] ?? 0);
    total += weight;
  }
  return sum / total;
}
