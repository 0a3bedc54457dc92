import { expect, test } from 'vitest';
import { regressionMeasure } from './regression.ts';

const ones = (rows: number) => new Uint8Array(rows).fill(1);

test('mean_absolute_error, mean_squared_error and r2_score of scikit-learn 1.5’s reference', () => {
  const metrics = regressionMeasure({ predicted: [2.5, 0, 2, 8], actual: [3, -0.5, 2, 7] })(
    ones(4),
  );
  expect(metrics.mae).toBe(0.5);
  expect(metrics.rmse).toBeCloseTo(Math.sqrt(0.375), 12);
  expect(metrics.r2).toBeCloseTo(0.948608137, 9);
});

test('weights repeat rows', () => {
  const repeated = regressionMeasure({ predicted: [1, 1, 3], actual: [2, 2, 5] })(ones(3));
  const weighted = regressionMeasure({ predicted: [1, 3], actual: [2, 5] })([2, 1]);
  for (const [name, value] of Object.entries(repeated)) {
    expect(weighted[name], name).toBeCloseTo(value, 12);
  }
});

test('a target that does not vary has no r2', () => {
  expect(regressionMeasure({ predicted: [1, 2], actual: [3, 3] })(ones(2))).toEqual({
    mae: 1.5,
    rmse: Math.sqrt(2.5),
  });
});
