import { describe, expect, test } from 'vitest';
import { type MetricCase, measuresOf, metricsOf } from '../testing/metric-cases.ts';

const CLASSES: MetricCase = {
  loss: 'sparse_categorical_crossentropy',
  activation: 'softmax',
  target: { kind: 'class' },
  shape: [3],
};
const TWO: MetricCase = {
  ...CLASSES,
  loss: 'binary_crossentropy',
  activation: 'sigmoid',
  shape: [1],
};
const TOKENS: MetricCase = {
  ...CLASSES,
  target: { kind: 'tokens', length: 2, vocabulary: 3 },
  shape: [2, 3],
};

/** Shares as what a softmax makes them of. */
const logs = (...shares: number[]) => shares.map(Math.log);
/** A probability as what a sigmoid makes it of. */
const logit = (probability: number) => [Math.log(probability / (1 - probability))];

const values = (...shape: number[]): MetricCase => ({
  loss: 'mean_squared_error',
  activation: 'linear',
  target: { kind: 'values', shape },
  shape: shape.length === 0 ? [1] : shape,
});

describe('accuracy', () => {
  test('of classes: the likeliest is right, the first of equals', () => {
    const rows = [logs(0.6, 0.3, 0.1), logs(0.2, 0.4, 0.4), logs(0.2, 0.4, 0.4)];
    expect(metricsOf(CLASSES, ['accuracy'], rows, [0, 1, 2])).toEqual({ accuracy: 2 / 3 });
  });

  test('of two classes: the probability of the second lies above the threshold', () => {
    const rows = [logit(0.5), logit(0.55), logit(0.7), logit(0.2)];
    expect(metricsOf(TWO, ['accuracy'], rows, [0, 1, 1, 1])).toEqual({ accuracy: 3 / 4 });
    const strict = { ...TWO, settings: { threshold: 0.6 } };
    expect(metricsOf(strict, ['accuracy'], rows, [0, 1, 1, 1])).toEqual({ accuracy: 2 / 4 });
  });

  test('of one score of two classes: its sign decides', () => {
    const hinge: MetricCase = { ...TWO, loss: 'hinge', activation: 'linear' };
    expect(metricsOf(hinge, ['accuracy'], [[0.1], [-0.1], [0.9]], [1, 0, 0])).toEqual({
      accuracy: 2 / 3,
    });
  });

  test('of tokens: over the places that the mask keeps', () => {
    const rows = [
      [...logs(0.8, 0.1, 0.1), ...logs(0.1, 0.8, 0.1)],
      [...logs(0.8, 0.1, 0.1), ...logs(0.1, 0.8, 0.1)],
    ];
    const masked = { ...TOKENS, mask: [1, 1, 1, 0] };
    expect(metricsOf(masked, ['accuracy'], rows, [0, 2, 0, 0])).toEqual({ accuracy: 2 / 3 });
  });

  test('of yes and no: over every question', () => {
    const questions: MetricCase = {
      ...values(2),
      loss: 'binary_crossentropy',
      activation: 'sigmoid',
    };
    const rows = [
      [...logit(0.9), ...logit(0.2)],
      [...logit(0.6), ...logit(0.7)],
    ];
    expect(metricsOf(questions, ['accuracy'], rows, [1, 0, 0, 1])).toEqual({ accuracy: 3 / 4 });
  });

  test('of shares: the largest share is the likeliest', () => {
    const shares: MetricCase = {
      ...values(3),
      loss: 'categorical_crossentropy',
      activation: 'softmax',
    };
    const rows = [logs(0.6, 0.3, 0.1), logs(0.6, 0.3, 0.1)];
    expect(metricsOf(shares, ['accuracy'], rows, [0.5, 0.3, 0.2, 0.1, 0.8, 0.1])).toEqual({
      accuracy: 1 / 2,
    });
  });

  test('of a ranking: the share of scores that the first is ahead of', () => {
    const ranking: MetricCase = {
      ...values(),
      loss: 'bayesian_personalized_ranking',
      shape: [3],
    };
    expect(
      metricsOf(
        ranking,
        ['accuracy'],
        [
          [2, 1, 3],
          [2, 1, 2],
        ],
        [0, 0],
      ),
    ).toEqual({
      accuracy: 1 / 2,
    });
  });

  test('among the k likeliest, of equals the first ones', () => {
    const rows = [
      logs(0.5, 0.3, 0.2),
      logs(0.5, 0.3, 0.2),
      logs(0.4, 0.3, 0.3),
      logs(0.4, 0.3, 0.3),
    ];
    const two = { ...CLASSES, settings: { k: 2 } };
    expect(metricsOf(two, ['accuracy/top-k'], rows, [1, 2, 1, 2])).toEqual({
      'accuracy/top-2': 2 / 4,
    });
  });
});

describe('precision, recall and F1', () => {
  const rows = [logit(0.9), logit(0.8), logit(0.7), logit(0.3), logit(0.2)];

  test('of the second of two classes', () => {
    const truth = [1, 0, 1, 1, 0];
    const found = metricsOf(TWO, ['precision', 'recall', 'f1'], rows, truth);
    expect(found).toEqual({ precision: 2 / 3, recall: 2 / 3, f1: 2 / 3 });
  });

  test('by a threshold, and 0 where there is nothing to divide by', () => {
    const never = { ...TWO, settings: { threshold: 0.95 } };
    expect(metricsOf(never, ['precision', 'recall', 'f1'], rows, [0, 0, 0, 0, 0])).toEqual({
      precision: 0,
      recall: 0,
      f1: 0,
    });
    const often = { ...TWO, settings: { threshold: 0.25 } };
    expect(metricsOf(often, ['precision', 'recall'], rows, [1, 0, 1, 1, 0])).toEqual({
      precision: 3 / 4,
      recall: 1,
    });
  });

  test('as means over the classes that occur', () => {
    const three = [logs(0.6, 0.3, 0.1), logs(0.6, 0.3, 0.1), logs(0.3, 0.6, 0.1)];
    const names = ['precision/macro', 'recall/macro', 'f1/macro'] as const;
    expect(metricsOf(CLASSES, names, three, [0, 1, 1])).toEqual({
      'precision/macro': (1 / 2 + 1) / 2,
      'recall/macro': (1 + 1 / 2) / 2,
      'f1/macro': (2 / 3 + 2 / 3) / 2,
    });
    expect(metricsOf(TWO, names, [logit(0.9), logit(0.9), logit(0.1)], [1, 0, 0])).toEqual({
      'precision/macro': (1 + 1 / 2) / 2,
      'recall/macro': (1 / 2 + 1) / 2,
      'f1/macro': (2 / 3 + 2 / 3) / 2,
    });
  });
});

describe('areas under curves', () => {
  test('ROC: pairs of a true and a false answer in the right order, ties counting half', () => {
    const rows = [logit(0.9), logit(0.6), logit(0.6), logit(0.2)];
    expect(metricsOf(TWO, ['auc'], rows, [1, 1, 0, 0])).toEqual({
      auc: expect.closeTo(3.5 / 4, 12),
    });
  });

  test('precision and recall: 1 where every true answer is ahead', () => {
    const rows = [logit(0.9), logit(0.6), logit(0.3), logit(0.2)];
    expect(metricsOf(TWO, ['auc/pr'], rows, [1, 1, 0, 0])).toEqual({
      'auc/pr': expect.closeTo(1, 12),
    });
  });

  test('of several classes: a mean over those with both true and false answers', () => {
    const rows = [logs(0.7, 0.2, 0.1), logs(0.2, 0.7, 0.1), logs(0.5, 0.4, 0.1)];
    expect(metricsOf(CLASSES, ['auc'], rows, [0, 1, 1])).toEqual({
      auc: expect.closeTo((1 + 1) / 2, 12),
    });
  });

  test('are left out without true or without false answers', () => {
    expect(metricsOf(TWO, ['auc'], [logit(0.3), logit(0.8)], [1, 1])).toEqual({});
    expect(metricsOf(TWO, ['auc/pr'], [logit(0.3), logit(0.8)], [0, 0])).toEqual({});
  });

  test('probabilities of exactly 0 and 1 have their places', () => {
    expect(metricsOf(TWO, ['auc'], [[800], [-800]], [1, 0])).toEqual({
      auc: expect.closeTo(1, 12),
    });
  });
});

describe('errors', () => {
  const rows = [
    [1, 2],
    [3, -2],
  ];
  const truth = [0, 4, 3, 0];

  test('are means over all values, their root taken at the end', () => {
    expect(metricsOf(values(2), ['mse', 'mae', 'rmse'], rows, truth)).toEqual({
      mse: 9 / 4,
      mae: 5 / 4,
      rmse: 3 / 2,
    });
  });

  test('R² is a mean over the values that vary', () => {
    expect(metricsOf(values(2), ['r2'], rows, truth)).toEqual({
      r2: expect.closeTo((1 - 1 / 4.5 + (1 - 8 / 8)) / 2, 12),
    });
    expect(metricsOf(values(2), ['r2'], rows, [0, 7, 3, 7])).toEqual({
      r2: expect.closeTo(1 - 1 / 4.5, 12),
    });
    expect(metricsOf(values(), ['r2'], [[1], [2]], [5, 5])).toEqual({});
  });

  test('cosine similarity: along, across', () => {
    expect(
      metricsOf(
        values(2),
        ['cosine-similarity'],
        [
          [1, 1],
          [2, 0],
        ],
        [3, 3, 0, 1],
      ),
    ).toEqual({
      'cosine-similarity': expect.closeTo(1 / 2, 12),
    });
  });

  test('count only the steps of a series that the mask keeps', () => {
    const series = { ...values(2, 1), mask: [1, 1, 1, 0] };
    expect(
      metricsOf(
        series,
        ['mae', 'r2'],
        [
          [1, 2],
          [3, 99],
        ],
        [1, 4, 4, 0],
      ),
    ).toEqual({
      mae: 1,
      r2: expect.closeTo((1 - 1 / 4.5) / 1, 12),
    });
  });
});

describe('perplexity', () => {
  test('is the number of equally likely classes', () => {
    const rows = [logs(0.5, 0.25, 0.25), logs(0.25, 0.25, 0.5)];
    expect(metricsOf(CLASSES, ['perplexity'], rows, [0, 0])).toEqual({
      perplexity: expect.closeTo(Math.sqrt(2 * 4), 12),
    });
  });

  test('knows nothing of label smoothing, and of the places that a mask leaves out', () => {
    const rows = [[...logs(0.5, 0.25, 0.25), ...logs(0.98, 0.01, 0.01)]];
    expect(metricsOf({ ...TOKENS, mask: [1, 0] }, ['perplexity'], rows, [0, 2])).toEqual({
      perplexity: expect.closeTo(2, 12),
    });
  });
});

test('a mask that keeps nothing leaves every mean out', () => {
  const rows = [[...logs(0.5, 0.25, 0.25), ...logs(0.5, 0.25, 0.25)]];
  const masked = { ...TOKENS, mask: [0, 0] };
  expect(metricsOf(masked, ['accuracy', 'perplexity'], rows, [0, 2])).toEqual({});
});

test('a metric that says nothing of the output is refused with those that do', () => {
  expect(() => metricsOf(values(), ['accuracy'], [[1]], [1])).toThrow('mse | mae | rmse | r2');
});

describe('rows that count unequally', () => {
  const rows = [logs(0.5, 0.3, 0.2), logs(0.2, 0.4, 0.4), logs(0.25, 0.5, 0.25)];
  const weighted = { ...CLASSES, weight: [1, 0.5, 2] };

  test('weigh the loss over how many they are, and metrics over their weights, as in Keras', () => {
    const found = measuresOf(weighted, ['accuracy', 'perplexity'], rows, [0, 1, 0]);
    const mean = (Math.log(2) + 0.5 * Math.log(2.5) + 2 * Math.log(4)) / 3;
    expect(found.loss).toBeCloseTo(mean, 10);
    expect(found.accuracy).toBeCloseTo(1.5 / 3.5, 10);
    expect(Math.log(found.perplexity ?? 0)).toBeCloseTo((mean * 3) / 3.5, 10);
  });

  test('weigh what their masks keep', () => {
    const steps = [
      [...logs(0.8, 0.1, 0.1), ...logs(0.1, 0.8, 0.1)],
      [...logs(0.8, 0.1, 0.1), ...logs(0.1, 0.8, 0.1)],
    ];
    const masked = { ...TOKENS, mask: [1, 1, 1, 0], weight: [1, 3] };
    const found = measuresOf(masked, ['accuracy'], steps, [0, 2, 0, 0]);
    expect(found.accuracy).toBeCloseTo(4 / 5, 10);
    const losses = -Math.log(0.8) - Math.log(0.1) - 3 * Math.log(0.8);
    expect(found.loss).toBeCloseTo(losses / 3, 10);
  });

  test('that do not count at all give a loss of 0 and leave the rest undefined', () => {
    const none = { ...CLASSES, weight: [0, 0, 0] };
    expect(measuresOf(none, ['accuracy', 'f1/macro', 'auc'], rows, [0, 1, 0])).toEqual({ loss: 0 });
    const numbers = { ...values(), weight: [0, 0] };
    expect(measuresOf(numbers, ['mae', 'r2'], [[1], [2]], [1, 3])).toEqual({ loss: 0 });
  });
});
