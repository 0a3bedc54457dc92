import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { fitsDataset } from '../../architecture/fits-dataset.ts';
import { uniformFloats } from '../../random.ts';
import { elementCount, type Shape } from '../../shape.ts';
import type { StateTensor } from '../compiled.ts';
import { buildForwardPass } from '../forward-pass.ts';
import type { Graph } from '../graph.ts';
import { initialState } from '../initial-state.ts';
import { interpret } from '../interpret.ts';
import { simplify } from '../passes/simplify.ts';
import { interpretStep, startingNumbers } from '../testing/interpret-step.ts';
import { chain, factsFor, type LayerLine, optimizerSettings } from '../testing/models.ts';
import { tensorflowLayer } from '../testing/tensorflow-output.ts';
import { buildTrainingStep } from '../training-step.ts';

/** Forward values and gradients of every layer must be TensorFlow.js', on random numbers. */

const BATCH = 3;
const CLASSES = 4;

beforeAll(async () => {
  await tf.setBackend('cpu');
  await tf.ready();
});

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  expect(found.length, what).toBe(expected.length);
  for (let at = 0; at < expected.length; at += 1) {
    const reference = expected[at] ?? Number.NaN;
    const error =
      Math.abs((found[at] ?? Number.NaN) - reference) / Math.max(1, Math.abs(reference));
    expect(error, `${what}[${at}]: ${found[at]} for ${reference}`).toBeLessThan(1e-4);
  }
}

function run(graph: Graph, feeds: Readonly<Record<string, ArrayLike<number>>>) {
  const results = interpret(simplify(graph), feeds);
  return (name: string) => results.get(name)?.data ?? new Float64Array();
}

/** Compares one layer, followed by what makes a classifier of it. */
function expectTensorFlow(inputShape: Shape, layer: LayerLine, differentiable = true): void {
  const isFlat = inputShape.length === 1 || layer[0].startsWith('Global');
  const flatten: readonly LayerLine[] = isFlat ? [] : [['Flatten']];
  const lines: readonly LayerLine[] = [layer, ...flatten, ['Dense', { units: CLASSES }]];
  const spec = chain(inputShape, [...lines, ['Activation', { activation: 'softmax' }]]);
  const facts = factsFor(inputShape, CLASSES);
  const fitted = fitsDataset(spec, facts);
  if (!fitted.ok) throw new Error(JSON.stringify(fitted.error));

  const count = BATCH * elementCount(inputShape);
  const features = Float32Array.from(uniformFloats(2, 'features', count, 0, 9), Math.round);
  const labels = [0, 3, 1];
  const step = buildTrainingStep(fitted.value, facts.input, {
    settings: optimizerSettings({ optimizer: 'sgd', learningRate: 1 }),
    batchSize: BATCH,
    seed: 1,
  });
  const start = withSpread(step.carried.flatMap(({ parts }) => parts));
  const feeds = { ...start, features, target: labels, present: labels.map(() => 1) };

  const model = tf.sequential();
  model.add(tf.layers.inputLayer({ inputShape: [...inputShape] }));
  for (const [type, config] of lines) {
    model.add(tensorflowLayer<tf.layers.Layer>(tf.layers, type, config));
  }
  const weights = fitted.value.layers.flatMap((each) =>
    each.weights.map(({ name, shape }) => ({ key: `${each.id}/${name}`, shape })),
  );
  const variables = model.layers.flatMap((each) => each.weights);
  weights.forEach(({ key, shape }, place) => {
    variables[place]?.write(tf.tensor(Array.from(start[key] ?? []), [...shape]));
  });
  const x = tf.tensor(features, [BATCH, ...inputShape]);

  const forward = run(buildForwardPass(fitted.value, facts.input, BATCH).graph, feeds);
  const logits = model.apply(x) as tf.Tensor;
  expectClose(forward('output'), tf.softmax(logits).dataSync(), 'output');
  if (!differentiable) return;

  const trained = interpretStep(step, feeds);
  const oneHot = tf.oneHot(tf.tensor1d(labels, 'int32'), CLASSES);
  const { value, grads } = tf.variableGrads(() =>
    tf.losses
      .softmaxCrossEntropy(oneHot, model.apply(x, { training: true }) as tf.Tensor)
      .asScalar(),
  );
  expectClose([trained.metrics.loss ?? Number.NaN], value.dataSync(), 'loss');
  const trainable = weights.filter(({ key }) => !key.includes('/moving_'));
  expect(Object.keys(grads).length).toBe(trainable.length);
  weights.forEach(({ key }, place) => {
    const gradient = grads[variables[place]?.name ?? ''];
    if (gradient === undefined) return;
    const next = Array.from(trained.state[key] ?? []);
    const found = next.map((after, at) => (start[key]?.[at] ?? Number.NaN) - after);
    expectClose(found, gradient.dataSync(), `gradient of ${key}`);
  });
}

/** Random values also where a layer starts with constants, so that no factor of 1 hides. */
function withSpread(state: readonly StateTensor[]): Record<string, ArrayLike<number>> {
  const values = initialState(state, 1);
  return Object.fromEntries(
    state.map(({ name, role, shape }) => {
      const count = elementCount(shape);
      const spread = (low: number, high: number) => uniformFloats(7, name, count, low, high);
      if (role === 'step') return [name, [0]];
      const kernel = values.get(name);
      if (name.endsWith('/kernel') && kernel instanceof Float32Array) return [name, kernel];
      return [
        name,
        name.endsWith('gamma') || role === 'statistic' ? spread(0.5, 2) : spread(-1, 1),
      ];
    }),
  );
}

const IMAGE = [6, 5, 2];
const SEQUENCE = [9, 3];

describe('layers give what TensorFlow.js gives, forwards and backwards', () => {
  test.each([
    ['Dense', [5], ['Dense', { units: 4, activation: 'relu' }]],
    ['Dense without bias', [5], ['Dense', { units: 4, use_bias: false, activation: 'tanh' }]],
    ['Dense over the last of several axes', IMAGE, ['Dense', { units: 3, activation: 'sigmoid' }]],
    ['Rescaling', IMAGE, ['Rescaling', { scale: 0.1, offset: -0.5 }]],
    ['Activation softmax over channels', IMAGE, ['Activation', { activation: 'softmax' }]],
    ['BatchNormalization of a table', [5], ['BatchNormalization', {}]],
    ['BatchNormalization of an image', IMAGE, ['BatchNormalization', { epsilon: 0.01 }]],
  ] as const)('%s', (_name, shape, layer) => {
    expectTensorFlow(shape, layer);
  });

  test.each(['linear', 'relu', 'sigmoid', 'tanh'])('Activation %s', (activation) => {
    expectTensorFlow([6], ['Activation', { activation }]);
  });

  test.each([
    { kernel_size: 3 },
    { kernel_size: [2, 3], padding: 'same', activation: 'relu' },
    { kernel_size: 2, strides: 2, padding: 'same' },
    { kernel_size: [3, 2], strides: [2, 3], use_bias: false },
    { kernel_size: 1, strides: 2 },
    { kernel_size: 4, strides: 3, padding: 'same', activation: 'tanh' },
  ])('Conv2D %o', (config) => {
    expectTensorFlow(IMAGE, ['Conv2D', { filters: 3, ...config }]);
  });

  // TensorFlow.js has no gradient of dilated convolutions; central differences check ours.
  test.each([
    { kernel_size: 2, dilation_rate: 2 },
    { kernel_size: 3, dilation_rate: [2, 1], padding: 'same' },
  ])('Conv2D forwards %o', (config) => {
    expectTensorFlow(IMAGE, ['Conv2D', { filters: 3, ...config }], false);
  });

  test.each([
    {},
    { pool_size: [3, 2], padding: 'same' },
    { pool_size: 3, strides: 1 },
    { pool_size: 3, strides: 2, padding: 'same' },
    { pool_size: 2, strides: 3 },
  ])('MaxPooling2D %o', (config) => {
    expectTensorFlow(IMAGE, ['MaxPooling2D', config]);
  });

  test.each([
    ['Conv1D', { filters: 3, kernel_size: 3, strides: 2, padding: 'same', activation: 'relu' }],
    ['MaxPooling1D', { pool_size: 3, strides: 2, padding: 'same' }],
    ['AveragePooling1D', { pool_size: 3, strides: 2 }],
    ['GlobalMaxPooling1D', {}],
    ['GlobalAveragePooling1D', {}],
  ] as const)('%s %o', (type, config) => {
    expectTensorFlow(SEQUENCE, [type, config]);
  });

  test.each([
    ['DepthwiseConv2D', { kernel_size: 3, depth_multiplier: 2, activation: 'tanh' }],
    ['DepthwiseConv2D', { kernel_size: 2, strides: 2, padding: 'same' }],
    ['SeparableConv2D', { filters: 3, kernel_size: [3, 2], depth_multiplier: 2 }],
    ['Conv2DTranspose', { filters: 3, kernel_size: 3, strides: 2, padding: 'same' }],
    ['Conv2DTranspose', { filters: 3, kernel_size: [2, 4], strides: [3, 1], use_bias: false }],
    ['AveragePooling2D', { pool_size: [2, 3] }],
    ['AveragePooling2D', { pool_size: 3, strides: [1, 2] }],
    ['GlobalMaxPooling2D', {}],
    ['GlobalAveragePooling2D', {}],
    [
      'ZeroPadding2D',
      {
        padding: [
          [1, 0],
          [2, 1],
        ],
      },
    ],
    [
      'Cropping2D',
      {
        cropping: [
          [1, 0],
          [2, 1],
        ],
      },
    ],
    ['UpSampling2D', { size: [2, 3] }],
  ] as const)('%s %o', (type, config) => {
    expectTensorFlow(IMAGE, [type, config]);
  });
});

describe('BatchNormalization', () => {
  test('moving statistics follow the batch by momentum, with the population variance', () => {
    const facts = factsFor([1], 2);
    const fitted = fitsDataset(
      chain(
        [1],
        [
          ['BatchNormalization', { momentum: 0.9 }],
          ['Dense', { units: 2, activation: 'softmax' }],
        ],
      ),
      facts,
    );
    if (!fitted.ok) throw new Error(fitted.error.code);
    const step = buildTrainingStep(fitted.value, facts.input, {
      settings: optimizerSettings(),
      batchSize: 4,
      seed: 1,
    });
    const tensors = step.carried.flatMap(({ parts }) => parts);
    // Mean 4, population variance 5.
    const { state } = interpretStep(step, {
      ...startingNumbers(tensors, 1),
      features: [1, 3, 5, 7],
      target: [0, 1, 0, 1],
    });
    expect(state['batchnormalization1/moving_mean']?.[0]).toBeCloseTo(0.9 * 0 + 0.1 * 4, 12);
    expect(state['batchnormalization1/moving_variance']?.[0]).toBeCloseTo(0.9 * 1 + 0.1 * 5, 12);
  });
});
