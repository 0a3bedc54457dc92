import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { uniformFloats } from '../../random.ts';
import { type LossCase, lossOf } from '../testing/loss-cases.ts';

/** Losses must be TensorFlow.js', on random numbers, where both define them alike. */

beforeAll(async () => {
  await tf.setBackend('cpu');
  await tf.ready();
});

const BATCH = 5;
const WIDTH = 3;

/** A loss here, its name there, and what the truths are. */
const PAIRS: readonly (readonly [
  name: LossCase['name'],
  activation: LossCase['activation'],
  theirs: string,
  truth: 'any' | 'shares' | 'zero-one',
])[] = [
  ['categorical_crossentropy', 'softmax', 'categoricalCrossentropy', 'shares'],
  ['binary_crossentropy', 'sigmoid', 'binaryCrossentropy', 'zero-one'],
  ['mean_squared_error', 'linear', 'meanSquaredError', 'any'],
  ['mean_absolute_error', 'linear', 'meanAbsoluteError', 'any'],
  ['mean_absolute_percentage_error', 'linear', 'meanAbsolutePercentageError', 'any'],
  ['log_cosh', 'linear', 'logcosh', 'any'],
  ['poisson', 'sigmoid', 'poisson', 'zero-one'],
  ['kl_divergence', 'softmax', 'kullbackLeiblerDivergence', 'shares'],
  ['cosine_similarity', 'linear', 'cosineProximity', 'any'],
  ['hinge', 'linear', 'hinge', 'any'],
  ['squared_hinge', 'linear', 'squaredHinge', 'any'],
  ['categorical_hinge', 'linear', 'categoricalHinge', 'shares'],
];

test.each(PAIRS)('%s', (name, activation, theirs, truth) => {
  const rows = Array.from({ length: BATCH }, (_, row) => [
    ...uniformFloats(3, `row ${row}`, WIDTH, -2, 2),
  ]);
  const targets = rows.map((_, row) => {
    const values = [...uniformFloats(4, `target ${row}`, WIDTH, -1, 1)];
    const one = values.indexOf(Math.max(...values));
    if (truth === 'shares') return values.map((_value, place) => (place === one ? 1 : 0));
    return truth === 'zero-one' ? values.map((value) => (value > 0 ? 1 : 0)) : values;
  });

  const model = tf.sequential();
  model.add(tf.layers.activation({ activation, inputShape: [WIDTH] }));
  model.compile({ optimizer: 'sgd', loss: theirs });
  const expected = model.evaluate(tf.tensor2d(rows), tf.tensor2d(targets)) as tf.Scalar;
  const { loss } = lossOf({ name, activation, target: 'values' }, rows, targets.flat());
  const mean = loss.reduce((total, value) => total + value, 0) / BATCH;
  const [reference = Number.NaN] = expected.dataSync();
  expect(Math.abs(mean - reference) / Math.max(1, Math.abs(reference))).toBeLessThan(1e-5);
});
