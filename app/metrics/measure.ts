/**
 * How much each row counts: all ones for the rows as they are, multiplicities in a bootstrap resample; times the
 * rows' own weights where they have some. At least one row counts.
 */
export type RowWeights = Uint32Array | Float64Array;

/** Metrics by name of rows so weighted. A metric that these rows leave undefined is left out. */
export type Measure = (weights: RowWeights) => Readonly<Record<string, number>>;

/** Every row once. */
export function equalWeights(rows: number): Uint32Array {
  return new Uint32Array(rows).fill(1);
}

/** The same measure of rows that count by their own weights as well; nothing where all of these are 0. */
export function ownWeights(measure: Measure, own: Float32Array): Measure {
  return (weights) => {
    const both = Float64Array.from(weights, (weight, row) => weight * (own[row] ?? 0));
    return both.some((weight) => weight > 0) ? measure(both) : {};
  };
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
