import { describe, expect, test } from 'vitest';
import { AUTO_LOSS, type LossSettings } from '../../architecture/losses.ts';
import { Graph } from '../graph.ts';
import { interpret } from '../interpret.ts';
import { sigmoid } from '../operators/elementwise.ts';
import { reshape, transpose } from '../operators/movement.ts';
import { type LossCase, lossOf } from '../testing/loss-cases.ts';
import { LOSSES } from './table.ts';

type Target = LossCase['target'];

const softmaxed = (name: LossCase['name'], target: Target = 'labels', settings = {}) =>
  ({ name, activation: 'softmax', target, settings }) as const;
const sigmoided = (name: LossCase['name'], settings: Partial<LossSettings> = {}) =>
  ({ name, activation: 'sigmoid', target: 'values', settings }) as const;
const plain = (name: LossCase['name'], target: Target = 'values', settings = {}) =>
  ({ name, activation: 'linear', target, settings }) as const;

function expectClose(found: readonly number[], expected: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  for (const [at, value] of expected.entries()) expect(found[at]).toBeCloseTo(value, 10);
}

describe('cross-entropy over classes', () => {
  const shares = [Math.log(2), 0, 0];

  test('is −log of the right class’ share: shares ½, ¼, ¼', () => {
    const given = softmaxed('sparse_categorical_crossentropy');
    const { loss, gradient } = lossOf(given, [shares, shares], [0, 2]);
    expectClose(loss, [Math.log(2), Math.log(4)]);
    expectClose(gradient, [-1 / 2, 1 / 4, 1 / 4, 1 / 2, 1 / 4, -3 / 4]);
  });

  test('with labels smoothed, part of the truth lies on every class', () => {
    const given = softmaxed('categorical_crossentropy', 'labels', { labelSmoothing: 0.3 });
    expectClose(lossOf(given, [shares], [0]).loss, [0.8 * Math.log(2) + 0.2 * Math.log(4)]);
  });

  test('takes shares of classes for the truth', () => {
    const given = softmaxed('categorical_crossentropy', 'values');
    const { loss } = lossOf(given, [shares], [0.25, 0.75, 0]);
    expectClose(loss, [0.25 * Math.log(2) + 0.75 * Math.log(4)]);
  });

  test('stays finite with a gradient where the softmax is 0 or 1 to the last digit', () => {
    const given = softmaxed('sparse_categorical_crossentropy');
    const { loss, gradient } = lossOf(given, [[1000, 0]], [1]);
    expect(loss).toEqual([1000]);
    expect(gradient).toEqual([1, -1]);
  });

  test('has a loss for every place of a sequence', () => {
    const given = softmaxed('sparse_categorical_crossentropy');
    const rows = [shares, shares, shares, shares];
    const { loss } = lossOf({ ...given, shape: [2, 2, 3] }, rows, [0, 1, 1, 0]);
    expectClose(loss, [Math.log(2), Math.log(4), Math.log(4), Math.log(2)]);
  });
});

describe('binary cross-entropy', () => {
  test('is −log of the truth’s probability: ¾ for yes', () => {
    const rows = [[Math.log(3)], [Math.log(3)]];
    const { loss } = lossOf(sigmoided('binary_crossentropy'), rows, [1, 0]);
    expectClose(loss, [-Math.log(0.75), -Math.log(0.25)]);
  });

  test('is a mean over several answers, and smooths towards one half', () => {
    const given = sigmoided('binary_crossentropy', { labelSmoothing: 0.4 });
    const [yes, no] = [-Math.log(0.75), -Math.log(0.25)];
    const { loss } = lossOf(given, [[Math.log(3), Math.log(3)]], [1, 0]);
    expectClose(loss, [(0.8 * yes + 0.2 * no + (0.2 * yes + 0.8 * no)) / 2]);
  });

  test('stays finite with a gradient where the sigmoid is 0 or 1 to the last digit', () => {
    const { loss, gradient } = lossOf(sigmoided('binary_crossentropy'), [[800], [-800]], [0, 1]);
    expect(loss).toEqual([800, 800]);
    expect(gradient).toEqual([1, -1]);
  });
});

describe('focal cross-entropy', () => {
  test('counts α (1 − p)ᵞ of the cross-entropy of classes', () => {
    const given = softmaxed('categorical_focal_crossentropy', 'labels', { gamma: 2, alpha: 0.25 });
    const rows = [[Math.log(2), 0, 0]];
    expectClose(lossOf(given, rows, [0]).loss, [0.25 * 0.25 * Math.log(2)]);
    expectClose(lossOf(given, rows, [1]).loss, [0.25 * 0.5625 * Math.log(4)]);
  });

  test('of two classes counts (1 − p)ᵞ, and balances them where told to', () => {
    const rows = [[Math.log(3)], [Math.log(3)]];
    const [yes, no] = [0.0625 * -Math.log(0.75), 0.5625 * -Math.log(0.25)];
    expectClose(lossOf(sigmoided('binary_focal_crossentropy'), rows, [1, 0]).loss, [yes, no]);
    const given = sigmoided('binary_focal_crossentropy', { classBalancing: true, alpha: 0.25 });
    expectClose(lossOf(given, rows, [1, 0]).loss, [0.25 * yes, 0.75 * no]);
  });

  test('smooths its labels as cross-entropy does', () => {
    const classes = { gamma: 2, alpha: 0.25, labelSmoothing: 0.3 };
    const several = softmaxed('categorical_focal_crossentropy', 'labels', classes);
    const right = 0.8 * 0.25 * Math.log(2);
    const wrong = 2 * 0.1 * 0.5625 * Math.log(4);
    expectClose(lossOf(several, [[Math.log(2), 0, 0]], [0]).loss, [0.25 * (right + wrong)]);

    const two = sigmoided('binary_focal_crossentropy', { gamma: 2, labelSmoothing: 0.4 });
    // Of a truth of 0.8, p = ¾ leaves 0.8 · ¼ + 0.2 · ¾ = 0.35.
    const entropy = -0.8 * Math.log(0.75) - 0.2 * Math.log(0.25);
    expectClose(lossOf(two, [[Math.log(3)]], [1]).loss, [0.35 ** 2 * entropy]);
  });

  test('has a finite gradient where an answer is sure, whatever γ is', () => {
    for (const gamma of [0, 0.5, 2]) {
      const two = lossOf(
        sigmoided('binary_focal_crossentropy', { gamma }),
        [[800], [-800]],
        [1, 1],
      );
      const several = softmaxed('categorical_focal_crossentropy', 'labels', { gamma });
      const classes = lossOf(several, [[900, 0]], [0]);
      for (const value of [...two.gradient, ...two.loss, ...classes.gradient, ...classes.loss]) {
        expect(Number.isFinite(value)).toBe(true);
      }
    }
  });
});

describe('losses of numbers', () => {
  const rows = [[1, -2]];
  const truth = [3, -1];

  test.each([
    ['mean_squared_error', (4 + 1) / 2, [-2, -1]],
    ['mean_absolute_error', (2 + 1) / 2, [-1 / 2, -1 / 2]],
    ['mean_absolute_percentage_error', (100 * (2 / 3 + 1)) / 2, [-50 / 3, -50]],
    ['huber', (1.5 + 0.5) / 2, [-1 / 2, -1 / 2]],
    ['log_cosh', Math.log(Math.cosh(2) * Math.cosh(1)) / 2, [Math.tanh(-2) / 2, Math.tanh(-1) / 2]],
    [
      'cosine_similarity',
      -5 / Math.sqrt(50),
      [-3 / Math.sqrt(50) + 1 / Math.sqrt(50), 1 / Math.sqrt(50) - 2 / Math.sqrt(50)],
    ],
  ] as const)('%s', (name, expected, gradient) => {
    const found = lossOf(plain(name), rows, truth);
    expectClose(found.loss, [expected]);
    expectClose(found.gradient, gradient);
  });

  test('Huber’s lines begin at δ', () => {
    const given = plain('huber', 'values', { delta: 0.5 });
    expectClose(lossOf(given, [[0], [0.5], [3]], [0.25, 0, 0]).loss, [0.03125, 0.125, 1.375]);
  });

  test('log cosh does not overflow', () => {
    const { loss, gradient } = lossOf(plain('log_cosh'), [[1000], [-1000]], [0, 0]);
    expectClose(loss, [1000 - Math.LN2, 1000 - Math.LN2]);
    expect(gradient).toEqual([1, -1]);
  });

  test('a truth of 0 counts as 1e-7 in percentages', () => {
    expectClose(lossOf(plain('mean_absolute_percentage_error'), [[2e-7]], [0]).loss, [200]);
  });

  test('Poisson: expected 2, counted 3; expected 0 counts as 1e-7', () => {
    expectClose(lossOf(plain('poisson'), [[2], [0]], [3, 1]).loss, [
      2 - 3 * Math.log(2 + 1e-7),
      -Math.log(1e-7),
    ]);
  });

  test('the cosine to a zero vector is 0, with a finite gradient', () => {
    const { loss, gradient } = lossOf(
      plain('cosine_similarity'),
      [
        [0, 0],
        [1, 2],
      ],
      [1, 2, 0, 0],
    );
    expect(loss.map(Math.abs)).toEqual([0, 0]);
    expect(gradient.every(Number.isFinite)).toBe(true);
  });
});

describe('Kullback–Leibler divergence', () => {
  test('is Σ t log(t / p): ½, ½ against ¼, ¾', () => {
    const rows = [[0.25, 0.75]];
    expectClose(lossOf(plain('kl_divergence'), rows, [0.5, 0.5]).loss, [
      0.5 * Math.log(2) + 0.5 * Math.log(2 / 3),
    ]);
  });

  test('nothing counts as 1e-7 on both sides, without a gradient there', () => {
    const { loss, gradient } = lossOf(plain('kl_divergence'), [[0, 1]], [1, 0]);
    expectClose(loss, [Math.log(1e7) + 1e-7 * Math.log(1e-7)]);
    expectClose(gradient, [0, -1e-7]);
  });
});

describe('hinge losses', () => {
  test('is what the output lacks of 1 on the truth’s side', () => {
    const rows = [[0.4, -2]];
    expectClose(lossOf(plain('hinge'), rows, [1, 1]).loss, [(0.6 + 3) / 2]);
    expectClose(lossOf(plain('squared_hinge'), rows, [1, 1]).loss, [(0.36 + 9) / 2]);
  });

  test('zeros and ones are taken for −1 and 1 where there is nothing else', () => {
    const rows = [[0.4], [0.4]];
    expectClose(lossOf(plain('hinge'), rows, [1, 0]).loss, [0.6, 1.4]);
    expectClose(lossOf(plain('hinge'), rows, [1, -1]).loss, [0.6, 1.4]);
    expectClose(lossOf(plain('hinge'), rows, [0, -1]).loss, [1, 1.4]);
    // Each number counts, not each sample.
    expectClose(lossOf(plain('hinge'), [[0.4, 0.4]], [1, 0]).loss, [1]);
    const two = [
      [0.4, 0.4],
      [0.4, 0.4],
    ];
    expectClose(lossOf(plain('hinge'), two, [1, 0, -1, -1]).loss, [0.8, 1.4]);
  });

  test('of classes it is what the right score lacks of being 1 ahead', () => {
    const given = plain('categorical_hinge', 'labels');
    const { loss, gradient } = lossOf(
      given,
      [
        [2, 1.5, -1],
        [3, 1, 1],
      ],
      [0, 0],
    );
    expectClose(loss, [0.5, 0]);
    expectClose(gradient, [-1, 1, 0, 0, 0, 0]);
  });
});

test('ranking: −log of the probability that the first score beats the others', () => {
  const given = plain('bayesian_personalized_ranking', 'labels');
  const { loss, gradient } = lossOf(given, [[1, 1, 1 - Math.log(3)]], [0]);
  expectClose(loss, [(Math.log(2) - Math.log(0.75)) / 2]);
  expectClose(gradient, [-0.25 - 0.125, 0.25, 0.125]);
});

test('a loss refuses an output without its activation', () => {
  const given = { ...plain('sparse_categorical_crossentropy', 'labels') };
  expect(() => lossOf(given, [[1, 2]], [0])).toThrow('softmax');
});

test('a probability may have been laid out anew since it was computed', () => {
  const graph = new Graph();
  const logits = graph.input('x', 'float32', [2, 3]);
  const output = reshape(transpose(sigmoid(logits), [1, 0]), [3, 2, 1]);
  const target = graph.input('target', 'float32', [3, 2, 1]);
  const settings = { ...AUTO_LOSS, name: 'binary_crossentropy' } as const;
  graph.outputs.set('y', LOSSES.binary_crossentropy({ output, target, settings }));
  const x = [1, 2, 3, 4, 5, 6].map((odds) => Math.log(odds));
  const { data } = interpret(graph, { x, target: [1, 1, 1, 1, 1, 1] }).get('y') ?? { data: [] };
  expectClose(
    [...data],
    [1, 4, 2, 5, 3, 6].map((odds) => -Math.log(odds / (odds + 1))),
  );
});
