import { describe, expect, test } from 'vitest';
import { randomStream } from '../../../random.ts';
import { compareScores } from './compare-scores.ts';
import { confidentLabels } from './confident-learning.ts';
import { farResiduals } from './far-residuals.ts';

describe('confident learning', () => {
  test('thresholds are the mean self-confidence of each class; the worked example', () => {
    // Class 0 is told less surely than class 1: thresholds 0.6 and 0.8.
    const probabilities = Float32Array.from([0.6, 0.4, 0.7, 0.3, 0.5, 0.5, 0.1, 0.9, 0.3, 0.7]);
    const labels = Int32Array.from([0, 0, 0, 1, 1]);
    const found = confidentLabels({ labels, probabilities, classes: 2 });
    expect(found.thresholds[0]).toBeCloseTo(0.6, 6);
    expect(found.thresholds[1]).toBeCloseTo(0.8, 6);
    expect(found.doubted).toEqual([]);
    const wrong = confidentLabels({
      labels: Int32Array.from([0, 0, 0, 0, 1]),
      probabilities,
      classes: 2,
    });
    // Row 3 is given as 0 and said to be 1 with 0.9 ≥ 0.7, the threshold of class 1.
    expect(wrong.doubted).toMatchObject([{ at: 3, suggested: 1 }]);
    expect(wrong.doubted[0]?.probability).toBeCloseTo(0.9, 6);
    expect(wrong.doubted[0]?.givenProbability).toBeCloseTo(0.1, 6);
  });

  test('a likelier class below its own threshold raises no doubt, and the widest margin stands first', () => {
    const probabilities = Float32Array.from([
      ...[0.05, 0.95, 0.0],
      ...[0.02, 0.98, 0.0],
      ...[0.4, 0.6, 0.0],
      ...[0.9, 0.1, 0.0],
      ...[0.01, 0.99, 0.0],
      ...[0.2, 0.0, 0.8],
    ]);
    const found = confidentLabels({
      labels: Int32Array.from([1, 1, 0, 0, 0, 2]),
      probabilities,
      classes: 3,
    });
    expect(found.doubted.map(({ at, suggested }) => [at, suggested])).toEqual([[4, 1]]);
  });

  test('classes without rows are never suggested', () => {
    const found = confidentLabels({
      labels: Int32Array.from([0, 0]),
      probabilities: Float32Array.from([0.25, 0.75, 0.75, 0.25]),
      classes: 2,
    });
    expect(found).toEqual({ thresholds: [0.5, null], doubted: [] });
  });
});

describe('residuals of numbers', () => {
  test('one mistyped number among normal residuals is told; the bias of all is not', () => {
    const stream = randomStream(1, 'residuals');
    const noise = () => stream.nextFloat() + stream.nextFloat() + stream.nextFloat() - 1.5;
    const predicted = Float64Array.from({ length: 400 }, (_, at) => at / 10);
    const given = predicted.map((value) => value + 5 + noise());
    given[17] = (given[17] ?? 0) + 30;
    const found = farResiduals(given, predicted);
    expect(found.far.map(({ at }) => at)).toEqual([17]);
    expect(found.median).toBeCloseTo(5, 0);
  });

  test('residuals that are all alike have no far ones', () => {
    const given = Float64Array.from([1, 2, 3]);
    expect(farResiduals(given, given).far).toEqual([]);
  });
});

test('scores are compared on the same rows: a tie has an interval around nothing', () => {
  const before = Float64Array.from([1, 0, 1, 0]);
  const after = Float64Array.from([1, 1, 1, 0]);
  const found = compareScores(before, after);
  expect(found).toMatchObject({ rows: 4, before: 0.5, after: 0.75, difference: 0.25 });
  // Differences 0, 1, 0, 0: variance 1/4, of the mean 1/16.
  expect(found.halfWidth).toBeCloseTo(1.96 * 0.25, 3);
  expect(compareScores(before, before).halfWidth).toBe(0);
});
