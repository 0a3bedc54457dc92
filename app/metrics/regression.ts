import { type Measure, weightedMean } from './measure.ts';

/** Predicted and true value of each row, in the target's unit. */
export interface ScoredValues {
  readonly predicted: Float64Array;
  readonly actual: Float64Array;
}

/**
 * `mae` and `rmse` in the target's unit, and `r2`, the share of the target's variance that is explained
 * (left out where the target does not vary).
 */
export function regressionMeasure({ predicted, actual }: ScoredValues): Measure {
  const errors = predicted.map((value, row) => value - (actual[row] ?? 0));
  const absolute = errors.map(Math.abs);
  const squared = errors.map((error) => error * error);
  return (weights) => {
    const mean = weightedMean(actual, weights);
    const squaredError = weightedMean(squared, weights);
    const variance = weightedMean(
      actual.map((value) => (value - mean) ** 2),
      weights,
    );
    return {
      mae: weightedMean(absolute, weights),
      rmse: Math.sqrt(squaredError),
      ...(variance === 0 ? {} : { r2: 1 - squaredError / variance }),
    };
  };
}
