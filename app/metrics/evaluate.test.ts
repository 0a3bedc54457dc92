import { expect, test } from 'vitest';
import { evaluateOutputs, type ScoredOutputs } from './evaluate.ts';

const BASE = {
  losses: Float32Array.of(0.5, 0.25, 1, 0.25),
  weights: null,
  targetScale: null,
  texts: null,
  measured: {},
  split: 'test',
  evaluatedAt: '2026-08-01T09:00:00.000Z',
} as const;

const CLASSES: ScoredOutputs = {
  ...BASE,
  reading: 'class',
  outputs: Float32Array.of(0.75, 0.25, 0.5, 0.5, 0.25, 0.75, 0.25, 0.75),
  width: 2,
  targets: Float32Array.of(0, 1, 1, 1),
  classes: ['no', 'yes'],
};

test('classes: metrics, intervals and confusion matrix', () => {
  const evaluation = evaluateOutputs(CLASSES);
  expect(evaluation).toMatchObject({
    split: 'test',
    rows: 4,
    evaluatedAt: BASE.evaluatedAt,
    // The second row is a tie, which goes to the first class.
    confusion: {
      classes: ['no', 'yes'],
      counts: [
        [1, 0],
        [1, 2],
      ],
    },
  });
  expect(evaluation.metrics).toMatchObject({ loss: 0.5, accuracy: 0.75, auc: 1 });
  // Wilson's interval of 3 of 4, from its formula by hand.
  expect(evaluation.intervals.accuracy?.[0]).toBeCloseTo(0.3006, 4);
  expect(evaluation.intervals.accuracy?.[1]).toBeCloseTo(0.9544, 4);
  for (const [name, [low, high]] of Object.entries(evaluation.intervals)) {
    const value = evaluation.metrics[name] ?? Number.NaN;
    expect(low, name).toBeLessThanOrEqual(value);
    expect(high, name).toBeGreaterThanOrEqual(value);
  }
});

test('rows of the class that the loss ignores count in no measure', () => {
  const outputs = Float32Array.of(0.6, 0.3, 0.1, 0.1, 0.2, 0.7, 0.3, 0.4, 0.3, 0.2, 0.7, 0.1);
  const all: ScoredOutputs = {
    ...BASE,
    reading: 'class',
    outputs,
    losses: Float32Array.of(0.5, 0, 0, 0.4),
    weights: Float32Array.of(1, 2, 3, 4),
    width: 3,
    targets: Float32Array.of(0, 1, 1, 2),
    classes: ['a', 'none', 'b'],
  };
  const counted: ScoredOutputs = {
    ...all,
    outputs: Float32Array.of(...outputs.subarray(0, 3), ...outputs.subarray(9)),
    losses: Float32Array.of(0.5, 0.4),
    weights: Float32Array.of(1, 4),
    targets: Float32Array.of(0, 2),
  };
  const found = evaluateOutputs({ ...all, ignoredClass: 1 });
  expect(found).toEqual(evaluateOutputs(counted));
  expect(found.metrics.loss).toBeCloseTo(0.45, 6);
  expect(found.metrics.accuracy).toBeCloseTo(1 / 5, 6);
  expect(evaluateOutputs({ ...all, ignoredClass: 1, weights: null }).rows).toBe(2);
  // Where nothing is left, everything is measured.
  const only = { ...all, targets: Float32Array.of(1, 1, 1, 1) };
  expect(evaluateOutputs({ ...only, ignoredClass: 1 })).toEqual(evaluateOutputs(only));
});

test('one sigmoid output says the same as two softmax outputs', () => {
  const single = evaluateOutputs({
    ...CLASSES,
    outputs: Float32Array.of(0.25, 0.5, 0.75, 0.75),
    width: 1,
  });
  expect(single).toEqual(evaluateOutputs(CLASSES));
});

test('numbers are measured in the target’s own unit', () => {
  const evaluation = evaluateOutputs({
    ...BASE,
    reading: 'value',
    outputs: Float32Array.of(0, 1, 2, 3),
    width: 1,
    targets: Float32Array.of(0, 1, 2, 4),
    classes: [],
    targetScale: { mean: 100, stddev: 8 },
  });
  expect(evaluation.confusion).toBeNull();
  // One of four is off by one standard deviation: 8 units.
  expect(evaluation.metrics.mae).toBe(2);
  expect(evaluation.metrics.rmse).toBe(4);
  // Standardised targets have mean 1.75 and variance 2.1875; squared error 0.25.
  expect(evaluation.metrics.r2).toBeCloseTo(1 - 0.25 / 2.1875, 9);
  expect(evaluation.metrics.loss).toBe(0.5);
});

test('a row of weight 2 counts as if it were there twice', () => {
  const weighted = evaluateOutputs({ ...CLASSES, weights: Float32Array.of(1, 2, 0, 1) });
  const repeated = evaluateOutputs({
    ...CLASSES,
    outputs: Float32Array.of(0.75, 0.25, 0.5, 0.5, 0.5, 0.5, 0.25, 0.75),
    targets: Float32Array.of(0, 1, 1, 1),
  });
  const { loss, ...metrics } = weighted.metrics;
  expect(repeated.metrics).toMatchObject(metrics);
  expect(metrics).toMatchObject({ accuracy: 0.5 });
  // Losses come weighted, and their mean is that over rows.
  expect(loss).toBe(0.5);
  // Rows are counted as they are.
  expect(weighted.confusion?.counts).toEqual([
    [1, 0],
    [1, 2],
  ]);
  const [low = 1, high = 0] = weighted.intervals.accuracy ?? [];
  expect(low).toBeLessThanOrEqual(0.5);
  expect(high).toBeGreaterThanOrEqual(0.5);
});

test('rows that do not count leave nothing to measure but the loss', () => {
  const { metrics } = evaluateOutputs({ ...CLASSES, weights: new Float32Array(4) });
  expect(metrics).toEqual({ loss: 0.5 });
});

test('what would not be a number is left out, since it cannot be stored', () => {
  const evaluation = evaluateOutputs({ ...CLASSES, targets: Float32Array.of(1, 1, 1, 1) });
  expect(evaluation.metrics).not.toHaveProperty('auc');
  for (const value of Object.values(evaluation.metrics)) expect(value).not.toBeNaN();
});

test('outputs that do not fit the classes are a bug', () => {
  expect(() => evaluateOutputs({ ...CLASSES, classes: ['a', 'b', 'c'] })).toThrow('3 classes');
});

test('numbers that are neither a class nor a value are told as the graph measured them', () => {
  const evaluation = evaluateOutputs({
    ...BASE,
    reading: 'values',
    outputs: new Float32Array(8),
    width: 2,
    targets: new Float32Array(8),
    classes: ['a', 'b'],
    measured: { loss: 0.4, mse: 0.4 },
  });
  expect(evaluation).toMatchObject({ rows: 4, metrics: { loss: 0.4, mse: 0.4 }, confusion: null });
});

test('what only the graph measured stands beside what the outputs tell', () => {
  const { metrics } = evaluateOutputs({ ...CLASSES, measured: { auc: 0.9, perplexity: 1.5 } });
  expect(metrics).toMatchObject({ auc: 1, perplexity: 1.5 });
});

test('translations are measured by what people wrote, besides what the graph measured of their tokens', () => {
  const evaluation = evaluateOutputs({
    ...BASE,
    reading: 'tokens',
    outputs: new Float32Array(8),
    width: 2,
    targets: new Float32Array(8),
    classes: [],
    measured: { loss: 0.4, perplexity: 1.5, accuracy: 0.9 },
    texts: { hypotheses: ['7', '8', '9', '1'], references: ['7', '8', '9', '0'] },
  });
  expect(evaluation.metrics).toMatchObject({ bleu: 0.75, chrf: 0.75, perplexity: 1.5, loss: 0.4 });
  // Rows' own losses have a mean of 0.5, and tell nothing of that over all tokens.
  expect(evaluation.intervals.loss).toBeUndefined();
  const [low = 1, high = 0] = evaluation.intervals.bleu ?? [];
  expect(low).toBeLessThan(0.75);
  expect(high).toBeGreaterThan(0.75);
});
