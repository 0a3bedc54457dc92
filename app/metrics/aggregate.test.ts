import { expect, test } from 'vitest';
import { aggregateMetrics } from './aggregate.ts';

test('each metric is taken over the runs that have it', () => {
  const aggregates = aggregateMetrics([{ accuracy: 0.9, auc: 0.99 }, { accuracy: 1 }]);
  expect(aggregates.accuracy?.mean).toBeCloseTo(0.95, 12);
  // Two values ± 0.05: 12.706 · 0.0707 / √2
  expect(aggregates.accuracy?.halfWidth).toBeCloseTo(0.6353, 4);
  expect(aggregates.accuracy?.runs).toBe(2);
  expect(aggregates.auc).toEqual({ mean: 0.99, halfWidth: null, deviation: null, runs: 1 });
});

test('no runs have no metrics', () => {
  expect(aggregateMetrics([])).toEqual({});
});
