/**
 * Robust deviations beyond which a residual is told. Of normal residuals one in some 2,000 lies there.
 * @source Iglewicz, Hoaglin, "How to Detect and Handle Outliers", ASQC 1993, §3.3 (modified z-score above 3.5)
 */
export const RESIDUAL_BOUND = 3.5;
/** Turns the median of absolute deviations of a normal distribution into its standard deviation. */
const MAD_TO_DEVIATION = 1.482602218505602;

/** A row whose number is far from what its model, which had not seen it, says. */
export interface FarResidual {
  /** Place among the rows that were given. */
  readonly at: number;
  readonly predicted: number;
  /** Robust deviations from the usual residual, without sign. */
  readonly score: number;
}

export interface FarResiduals {
  /** The usual residual, and its robust deviation; both in the target's unit. */
  readonly median: number;
  readonly deviation: number;
  /** The farthest first. */
  readonly far: readonly FarResidual[];
}

/** Finds numbers that are likely wrong: residuals given − predicted far from their median, in robust deviations. */
export function farResiduals(given: Float64Array, predicted: Float64Array): FarResiduals {
  const residuals = given.map((value, at) => value - (predicted[at] ?? Number.NaN));
  const median = medianOf(residuals);
  const deviation = medianOf(residuals.map((one) => Math.abs(one - median))) * MAD_TO_DEVIATION;
  if (!(deviation > 0)) return { median, deviation: 0, far: [] };
  const far: FarResidual[] = [];
  for (const [at, residual] of residuals.entries()) {
    const score = Math.abs(residual - median) / deviation;
    if (score > RESIDUAL_BOUND) far.push({ at, predicted: predicted[at] ?? Number.NaN, score });
  }
  far.sort((left, right) => right.score - left.score || left.at - right.at);
  return { median, deviation, far };
}

function medianOf(values: Float64Array): number {
  const sorted = values.filter(Number.isFinite).sort();
  if (sorted.length === 0) return Number.NaN;
  const upper = Math.floor(sorted.length / 2);
  const [below, above] = [sorted[sorted.length - 1 - upper] ?? 0, sorted[upper] ?? 0];
  return (below + above) / 2;
}
