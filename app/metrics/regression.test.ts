import { expect, test } from 'vitest';
import { equalWeights } from './measure.ts';
import { regressionMeasure } from './regression.ts';

test('mean_absolute_error, mean_squared_error and r2_score of scikit-learn 1.5’s reference', () => {
  const metrics = regressionMeasure({
    predicted: Float64Array.of(2.5, 0, 2, 8),
    actual: Float64Array.of(3, -0.5, 2, 7),
  })(equalWeights(4));
  expect(metrics.mae).toBe(0.5);
  expect(metrics.rmse).toBeCloseTo(Math.sqrt(0.375), 12);
  expect(metrics.r2).toBeCloseTo(0.948608137, 9);
});

test('weights repeat rows', () => {
  const repeated = regressionMeasure({
    predicted: Float64Array.of(1, 1, 3),
    actual: Float64Array.of(2, 2, 5),
  })(equalWeights(3));
  const weighted = regressionMeasure({
    predicted: Float64Array.of(1, 3),
    actual: Float64Array.of(2, 5),
  })(Uint32Array.of(2, 1));
  for (const [name, value] of Object.entries(repeated)) {
    expect(weighted[name], name).toBeCloseTo(value, 12);
  }
});

test('a target that does not vary has no r2', () => {
  expect(
    regressionMeasure({ predicted: Float64Array.of(1, 2), actual: Float64Array.of(3, 3) })(
      equalWeights(2),
    ),
  ).toEqual({
    mae: 1.5,
    rmse: Math.sqrt(2.5),
  });
});
