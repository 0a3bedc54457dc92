import fc from 'fast-check';
import * as ort from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { fitsDataset } from '../../architecture/fits-dataset.ts';
import { inferModel } from '../../architecture/infer-model.ts';
import type { ModelSpec } from '../../architecture/model-spec.ts';
import { uniformFloats } from '../../random.ts';
import type { Shape } from '../../shape.ts';
import { buildForwardPass } from '../forward-pass.ts';
import { Graph } from '../graph.ts';
import { interpret } from '../interpret.ts';
import { lowerModel } from '../lower/lower-model.ts';
import { sum } from '../operators/reduction.ts';
import { gradientError } from '../testing/central-differences.ts';
import { interpretStep, startingNumbers } from '../testing/interpret-step.ts';
import { chain, factsFor, type LayerLine, optimizerSettings } from '../testing/models.ts';
import { onnxRunner } from '../testing/onnx-runner.ts';
import { compiled, startingState, trainCall } from '../testing/train.ts';
import { buildTrainingStep } from '../training-step.ts';
import { activityPenalty } from './activity-penalty.ts';

const ACTIVITY = { activity_regularizer: 'l1_l2(0.03, 0.02)' } as const;
const BATCH = 3;

function fitted(model: ModelSpec, shape: Shape) {
  const result = fitsDataset(model, factsFor(shape, 0));
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const LAYERS: readonly (readonly [shape: Shape, layers: readonly LayerLine[]])[] = [
  [[4], [['Dense', { units: 3, activation: 'tanh', ...ACTIVITY }]]],
  [
    [4, 4, 2],
    [['Conv2D', { filters: 3, kernel_size: 2, ...ACTIVITY }], ['Flatten']],
  ],
  [
    [4, 4, 2],
    [['SeparableConv2D', { filters: 3, kernel_size: 2, ...ACTIVITY }], ['Flatten']],
  ],
  [
    [4, 3],
    [['GRU', { units: 3, return_sequences: true, ...ACTIVITY }], ['Flatten']],
  ],
  [
    [4, 3],
    [['TimeDistributed', { layer: 'Dense', units: 2, ...ACTIVITY }], ['Flatten']],
  ],
];

test.each(LAYERS)('outputs of %o behind %o: the slope of central differences', (shape, layers) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
      const model = fitted(chain(shape, [...layers, ['Dense', { units: 1 }]]), shape);
      const graph = new Graph();
      const features = graph.input('features', 'float32', [BATCH, ...shape]);
      const weights = model.layers.flatMap((layer) =>
        layer.weights.map((weight) => ({ ...weight, name: `${layer.id}/${weight.name}` })),
      );
      const values = new Map(
        weights.map(({ name, shape }) => [name, graph.input(name, 'float32', shape)]),
      );
      const options = { mode: 'inference', weights: values, random: null } as const;
      const penalty = activityPenalty(model.layers, lowerModel(graph, model, features, options));
      if (penalty === null) throw new Error('There is none');
      expect(penalty.shape).toEqual([BATCH]);
      const inputs = [features, ...values.values()].map((value) => [...value.shape]);
      const names = ['features', ...values.keys()];
      const feeds = Object.fromEntries(
        names.map((name, place) => {
          const length = (inputs[place] ?? []).reduce((product, size) => product * size, 1);
          return [name, Array.from(uniformFloats(seed, name, length, -1, 1))];
        }),
      );
      expect(gradientError(sum(penalty), [features, ...values.values()], feeds)).toBeLessThan(1e-6);
    }),
    { numRuns: 3 },
  );
});

const MODEL = chain(
  [3],
  [
    ['Dense', { units: 4, activation: 'tanh', ...ACTIVITY, kernel_regularizer: 'l2(0.1)' }],
    ['Dense', { units: 1 }],
  ],
);
const facts = factsFor([3], 0);
const features = uniformFloats(3, 'features', 8 * 3, -1, 1);
const target = uniformFloats(4, 'target', 8, -1, 1);

/** Of each sample by hand, and of the weights. */
function byHand(state: Readonly<Record<string, ArrayLike<number>>>) {
  const kernel = Array.from(state['dense1/kernel'] ?? []);
  const samples = Array.from({ length: 8 }, (_, row) =>
    Array.from({ length: 4 }, (_, unit) => {
      const scores = [0, 1, 2].map(
        (at) => (features[3 * row + at] ?? 0) * (kernel[4 * at + unit] ?? 0),
      );
      const y = Math.tanh(scores.reduce((left, right) => left + right, 0));
      return 0.03 * Math.abs(y) + 0.02 * y * y;
    }).reduce((left, right) => left + right, 0),
  );
  return { samples, weights: kernel.reduce((total, w) => total + 0.1 * w * w, 0) };
}

const mean = (values: readonly number[]) =>
  values.reduce((left, right) => left + right, 0) / values.length;

test('a step adds the mean over the batch to what the weights cost', () => {
  const options = { settings: optimizerSettings(), batchSize: 8, seed: 1 };
  const step = buildTrainingStep(fitted(MODEL, [3]), facts.input, options);
  const start = startingNumbers(
    step.carried.flatMap(({ parts }) => parts),
    1,
  );
  const { metrics } = interpretStep(step, { ...start, features, target });
  const { samples, weights } = byHand(start);
  expect(metrics.regularization).toBeCloseTo(mean(samples) + weights, 8);
  expect(metrics.loss).toBeCloseTo((metrics['dense2/loss'] ?? 0) + mean(samples) + weights, 8);
});

test('validation counts the samples that are there, each with its own', () => {
  const pass = buildForwardPass(fitted(MODEL, [3]), facts.input, 8);
  const state = startingNumbers(pass.state, 1);
  const present = [1, 1, 1, 1, 1, 0, 0, 0];
  const results = interpret(pass.graph, { ...state, features, target, present });
  const [, , penalty = 0, count = 0] = results.get('measures')?.data ?? [];
  const { samples, weights } = byHand(state);
  expect(count).toBe(5);
  expect(penalty / count).toBeCloseTo(mean(samples.slice(0, 5)) + weights, 8);
});

test('a run on ONNX Runtime reports and follows it as the interpreter does', async () => {
  const settings = optimizerSettings({ learningRate: 0.01 });
  const training = compiled(MODEL, settings, facts, 8);
  const opened = await onnxRunner(ort)(training.bytes);
  const data = {
    features: { data: features, shape: [8, 3] },
    target: { data: target, shape: [8] },
  };
  const rows = Int32Array.from({ length: 8 }, (_, row) => row);
  const call = await trainCall(training, opened, startingState(training, 1), data, rows);
  await opened.close();
  const options = { settings, batchSize: 8, seed: 1 };
  const step = buildTrainingStep(fitted(MODEL, [3]), facts.input, options);
  const start = startingNumbers(training.state, 1);
  const reference = interpretStep(step, { ...start, features, target });
  for (const [tag, value] of Object.entries(reference.metrics)) {
    expect(call.metrics[0]?.[tag], tag).toBeCloseTo(value, 5);
  }
  for (const [name, values] of Object.entries(reference.state)) {
    Array.from(call.state[name]?.data ?? [], Number).forEach((value, at) => {
      expect(value, name).toBeCloseTo(values[at] ?? Number.NaN, 4);
    });
  }
});

test('both directions of a wrapper have none, as they give no outputs of their own', () => {
  const result = inferModel(
    chain([4, 3], [['Bidirectional', { layer: 'GRU', units: 2, ...ACTIVITY }]]),
  );
  expect(result.ok ? null : result.error).toMatchObject({
    code: 'architecture/config-unknown',
    key: 'activity_regularizer',
  });
});
