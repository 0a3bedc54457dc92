import { describe, expect, test } from 'vitest';
import type { SampleTarget } from '../dataset/dataset.ts';
import { elementCount, type Shape } from '../shape.ts';
import { aLayer } from '../testing/builders.ts';
import { type Answer, fitLoss } from './fit-loss.ts';
import { inferModel } from './infer-model.ts';
import { AUTO_LOSS, LOSS_ARGUMENTS, LOSS_FIELDS, LOSSES, type LossName } from './losses.ts';

/** An output of some shape, ending in an activation. */
function answer(
  shape: Shape,
  activation: string,
  target: SampleTarget,
  classes = target.kind === 'class' ? 3 : 0,
): Answer {
  const inferred = inferModel({
    version: 1,
    name: 'net',
    layers: [
      aLayer('input', 'Input', { shape: [...shape.slice(0, -1), elementCount(shape)] }),
      aLayer('last', 'Dense', { units: shape.at(-1) ?? 1, activation }),
    ],
  });
  const layer = inferred.ok ? inferred.value.layers.at(-1) : undefined;
  if (layer === undefined) throw new Error('The model is wrong');
  return { layer, shape, target, classes, source: 'target' };
}

const CLASS: SampleTarget = { kind: 'class' };
const TOKENS: SampleTarget = { kind: 'tokens', length: 4, vocabulary: 9 };
const values = (...shape: number[]): SampleTarget => ({ kind: 'values', shape });

function fitting(given: Answer): readonly LossName[] {
  return LOSSES.filter((name) => fitLoss(given, { ...AUTO_LOSS, name }).ok);
}

describe('the loss that goes with an output', () => {
  test.each<readonly [Answer, LossName]>([
    [answer([3], 'softmax', CLASS), 'sparse_categorical_crossentropy'],
    [answer([1], 'sigmoid', CLASS, 2), 'binary_crossentropy'],
    [answer([2], 'softmax', CLASS, 2), 'sparse_categorical_crossentropy'],
    [answer([1], 'linear', values()), 'mean_squared_error'],
    [answer([2, 3], 'sigmoid', values(2, 3)), 'mean_squared_error'],
    [answer([4, 9], 'softmax', TOKENS), 'sparse_categorical_crossentropy'],
  ])('case %#', (given, name) => {
    expect(fitLoss(given, AUTO_LOSS)).toEqual({ ok: true, value: { ...AUTO_LOSS, name } });
  });

  test('an output of another shape or ending is told what the usual loss needs', () => {
    expect(fitLoss(answer([5], 'softmax', values(4)), AUTO_LOSS)).toEqual({
      ok: false,
      error: {
        code: 'architecture/output-mismatch',
        layerId: 'last',
        expected: [4],
        actual: [5],
      },
    });
    expect(fitLoss(answer([4, 9], 'linear', TOKENS), AUTO_LOSS)).toMatchObject({
      error: { code: 'architecture/output-activation', expected: 'softmax', actual: 'linear' },
    });
  });
});

describe('losses that fit', () => {
  test('shares of classes', () => {
    expect(fitting(answer([3], 'softmax', CLASS))).toEqual([
      'sparse_categorical_crossentropy',
      'categorical_crossentropy',
      'categorical_focal_crossentropy',
      'mean_squared_error',
      'mean_absolute_error',
      'huber',
      'log_cosh',
      'kl_divergence',
      'hinge',
      'squared_hinge',
      'categorical_hinge',
      'bayesian_personalized_ranking',
      'sampled_softmax',
    ]);
  });

  test('one score of two classes', () => {
    expect(fitting(answer([1], 'tanh', CLASS, 2))).toEqual(['hinge', 'squared_hinge']);
  });

  test('one number', () => {
    expect(fitting(answer([1], 'linear', values()))).toEqual([
      'mean_squared_error',
      'mean_absolute_error',
      'mean_absolute_percentage_error',
      'huber',
      'log_cosh',
      'poisson',
      'kl_divergence',
      'cosine_similarity',
      'hinge',
      'squared_hinge',
    ]);
  });

  test('several yes or no', () => {
    expect(fitting(answer([3], 'sigmoid', values(3)))).toContain('binary_crossentropy');
    expect(fitting(answer([3], 'softmax', values(3)))).toContain('categorical_crossentropy');
  });

  test('where centres of boxes are, and what is said of them', () => {
    const boxes = { kind: 'boxes', height: 2, width: 3, classes: 4, most: 5 } as const;
    const centers = answer([2, 3, 4], 'sigmoid', boxes, 4);
    expect(fitting(centers)).toEqual(['penalty_reduced_focal']);
    expect(fitLoss(centers, AUTO_LOSS)).toMatchObject({ value: { name: 'penalty_reduced_focal' } });
    expect(fitLoss(answer([2, 3, 4], 'linear', boxes, 4), AUTO_LOSS)).toMatchObject({
      error: { code: 'architecture/output-activation', expected: 'sigmoid' },
    });
    expect(fitLoss(answer([6], 'sigmoid', boxes, 4), AUTO_LOSS)).toMatchObject({
      error: { code: 'architecture/output-mismatch', expected: [2, 3, 4] },
    });
    const sizes: Answer = { ...answer([2, 3, 2], 'linear', values(2, 3, 2)), source: 'sizes' };
    expect(fitting(sizes)).toContain('center_absolute_error');
    expect(fitLoss(sizes, AUTO_LOSS)).toMatchObject({ value: { name: 'center_absolute_error' } });
  });

  test('tokens', () => {
    expect(fitting(answer([4, 9], 'softmax', TOKENS))).toContain('sampled_softmax');
  });
});

test('a loss that does not fit is refused with those that do', () => {
  const chosen = { ...AUTO_LOSS, name: 'poisson' } as const;
  expect(fitLoss(answer([1], 'sigmoid', CLASS, 2), chosen)).toEqual({
    ok: false,
    error: {
      code: 'architecture/loss-mismatch',
      layerId: 'last',
      loss: 'poisson',
      fitting: [
        'binary_crossentropy',
        'binary_focal_crossentropy',
        'mean_squared_error',
        'mean_absolute_error',
        'huber',
        'log_cosh',
        'hinge',
        'squared_hinge',
      ],
    },
  });
});

test('an output that no loss fits is told what is wrong with it', () => {
  const chosen = { ...AUTO_LOSS, name: 'huber' } as const;
  expect(fitLoss(answer([2, 2], 'linear', values()), chosen)).toMatchObject({
    error: { code: 'architecture/output-mismatch', expected: [1], actual: [2, 2] },
  });
});

test('losses read arguments that there are', () => {
  for (const names of Object.values(LOSS_ARGUMENTS)) {
    for (const name of names) expect(LOSS_FIELDS[name]).toBeDefined();
  }
});
