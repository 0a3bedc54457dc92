import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  classificationMeasure,
  confusionMetrics,
  countConfusion,
  rowLogLosses,
  rowsAmongTop,
} from './classification.ts';
import { equalWeights, weightedMean } from './measure.ts';
import { rankingAuc, rankRows } from './ranking.ts';
import { predictedLabels, type ScoredClasses } from './scored-classes.ts';

/** Worked numbers are the examples of scikit-learn 1.5's reference for the function named, read 2026-08. */

const scored = (
  rows: readonly (readonly number[])[],
  labels: readonly number[],
): ScoredClasses => ({
  probabilities: Float32Array.from(rows.flat()),
  labels: Int32Array.from(labels),
  classes: rows[0]?.length ?? 0,
});

describe('from the confusion matrix', () => {
  test('f1_score, precision_score and recall_score with macro average', () => {
    const counts = countConfusion(
      Int32Array.of(0, 1, 2, 0, 1, 2),
      Int32Array.of(0, 2, 1, 0, 0, 1),
      3,
      equalWeights(6),
    );
    expect(Array.from(counts)).toEqual([2, 0, 0, 1, 0, 1, 0, 2, 0]);
    const metrics = confusionMetrics(counts, 3);
    expect(metrics.accuracy).toBeCloseTo(2 / 6, 12);
    expect(metrics['precision/macro']).toBeCloseTo(2 / 9, 12);
    expect(metrics['recall/macro']).toBeCloseTo(1 / 3, 12);
    expect(metrics['f1/macro']).toBeCloseTo(0.8 / 3, 12);
  });

  test('a class that occurs nowhere does not count', () => {
    const counts = countConfusion(Int32Array.of(0, 1), Int32Array.of(0, 1), 3, equalWeights(2));
    expect(confusionMetrics(counts, 3)['f1/macro']).toBe(1);
  });

  test('a row’s weight counts it several times', () => {
    const counts = countConfusion(
      Int32Array.of(0, 1),
      Int32Array.of(1, 1),
      2,
      Uint32Array.of(3, 2),
    );
    expect(Array.from(counts)).toEqual([0, 3, 0, 2]);
  });
});

test('roc_auc_score: one of two positives ranks below one of two negatives', () => {
  const scores = [0.1, 0.4, 0.35, 0.8];
  const classes = scored(
    scores.map((score) => [1 - score, score]),
    [0, 0, 1, 1],
  );
  expect(rankingAuc(rankRows(classes, 1), equalWeights(4))).toBe(0.75);
  expect(rankingAuc(rankRows(classes, 0), equalWeights(4))).toBe(0.75);
});

test('equal scores count half, and one side alone has no area', () => {
  const same = scored(
    [
      [0.5, 0.5],
      [0.5, 0.5],
    ],
    [0, 1],
  );
  expect(rankingAuc(rankRows(same, 1), equalWeights(2))).toBe(0.5);
  const oneSided = { ...same, labels: Int32Array.of(1, 1) };
  expect(rankingAuc(rankRows(oneSided, 1), equalWeights(2))).toBeNull();
});

test('the area is the share of pairs in the right order', () => {
  const row = fc.record({
    label: fc.integer({ min: 0, max: 1 }),
    score: fc.integer({ max: 5, min: 0 }),
  });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), (rows) => {
      const positives = rows.filter(({ label }) => label === 1);
      const negatives = rows.filter(({ label }) => label === 0);
      let wins = 0;
      for (const positive of positives) {
        for (const negative of negatives) {
          if (positive.score > negative.score) wins += 1;
          else if (positive.score === negative.score) wins += 0.5;
        }
      }
      const classes = scored(
        rows.map(({ score }) => [0, score]),
        rows.map(({ label }) => label),
      );
      const area = rankingAuc(rankRows(classes, 1), equalWeights(rows.length));
      const pairs = positives.length * negatives.length;
      if (pairs === 0) expect(area).toBeNull();
      else expect(area).toBeCloseTo(wins / pairs, 12);
    }),
  );
});

test('log_loss', () => {
  const rows = [
    [0.1, 0.9],
    [0.9, 0.1],
    [0.8, 0.2],
    [0.35, 0.65],
  ];
  const losses = rowLogLosses(scored(rows, [1, 0, 0, 1]));
  expect(weightedMean(losses, equalWeights(4))).toBeCloseTo(0.21616, 5);
});

test('a probability of zero for the truth costs a finite amount', () => {
  expect(rowLogLosses(scored([[1, 0]], [1]))[0]).toBeCloseTo(Math.log(1e7), 9);
});

test('top_k_accuracy_score with k = 2', () => {
  const rows = [
    [0.5, 0.2, 0.2],
    [0.3, 0.4, 0.2],
    [0.2, 0.4, 0.3],
    [0.7, 0.2, 0.1],
  ];
  expect(Array.from(rowsAmongTop(scored(rows, [0, 1, 2, 2]), 2))).toEqual([1, 1, 1, 0]);
});

test('of equally probable classes the first is predicted', () => {
  expect(Array.from(predictedLabels(scored([[0.4, 0.4, 0.2]], [2])))).toEqual([0]);
});

test('top-3 appears from five classes on', () => {
  const uniform = (classes: number) => [Array.from({ length: classes }, () => 1 / classes)];
  const names = (classes: number) =>
    Object.keys(classificationMeasure(scored(uniform(classes), [0]))(equalWeights(1)));
  expect(names(4)).not.toContain('accuracy/top-3');
  expect(names(5)).toContain('accuracy/top-3');
});
