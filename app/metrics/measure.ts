/**
 * How often each row counts: all ones for the rows as they are, multiplicities in a bootstrap resample.
 * At least one row counts.
 */
export type RowWeights = ArrayLike<number>;

/** Metrics by name of rows so weighted. A metric that these rows leave undefined is left out. */
export type Measure = (weights: RowWeights) => Readonly<Record<string, number>>;

/** Weighted mean of one value a row. */
export function weightedMean(values: ArrayLike<number>, weights: RowWeights): number {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < values.length; row++) {
    const weight = at(weights, row);
    sum += weight * at(values, row);
    total += weight;
  }
  return sum / total;
}

/** An element that is there by construction; NaN makes a mistake visible instead of plausible. */
export function at(values: ArrayLike<number>, index: number): number {
  return values[index] ?? Number.NaN;
}
