import { at, type Measure, weightedMean } from './measure.ts';

/** Predicted and true value of each row, in the target's unit. */
export interface ScoredValues {
  readonly predicted: ArrayLike<number>;
  readonly actual: ArrayLike<number>;
}

/**
 * `mae` and `rmse` in the target's unit, and `r2`, the share of the target's variance that is explained
 * (left out where the target does not vary).
 */
export function regressionMeasure({ predicted, actual }: ScoredValues): Measure {
  const errors = Float64Array.from(
    { length: actual.length },
    (_, row) => at(predicted, row) - at(actual, row),
  );
  const absolute = errors.map(Math.abs);
  const squared = errors.map((error) => error * error);
  return (weights) => {
    const mean = weightedMean(actual, weights);
    const deviations = Float64Array.from(
      { length: actual.length },
      (_, row) => (at(actual, row) - mean) ** 2,
    );
    const squaredError = weightedMean(squared, weights);
    const variance = weightedMean(deviations, weights);
    return {
      mae: weightedMean(absolute, weights),
      rmse: Math.sqrt(squaredError),
      ...(variance === 0 ? {} : { r2: 1 - squaredError / variance }),
    };
  };
}
