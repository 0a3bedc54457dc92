import fc from 'fast-check';
import * as ort from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { fitsDataset } from '../../architecture/fits-dataset.ts';
import type { ModelSpec } from '../../architecture/model-spec.ts';
import { uniformFloats } from '../../random.ts';
import { elementCount, type Shape } from '../../shape.ts';
import { buildForwardPass } from '../forward-pass.ts';
import { Graph } from '../graph.ts';
import { interpret } from '../interpret.ts';
import { channelsLast } from '../lower/layer-tensor.ts';
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
    [4],
    [
      ['Dense', { units: 3 }],
      ['Activation', { activation: 'tanh', ...ACTIVITY }],
    ],
  ],
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
  [[4, 3], [['Bidirectional', { layer: 'LSTM', units: 2, merge_mode: 'sum', ...ACTIVITY }]]],
  [
    [4, 3],
    [['MultiHeadAttention', { num_heads: 2, key_dim: 2, ...ACTIVITY }], ['Flatten']],
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

/** The penalties of a batch and the layers' outputs, by weights that are the same for every model. */
function penalised(layer: LayerLine) {
  const shape = [4, 3];
  const model = fitted(chain(shape, [layer, ['Flatten'], ['Dense', { units: 1 }]]), shape);
  const graph = new Graph();
  const input = graph.input('features', 'float32', [BATCH, ...shape]);
  const weights = model.layers.flatMap((each) =>
    each.weights.map((weight) => ({ ...weight, name: `${each.id}/${weight.name}` })),
  );
  const values = new Map(
    weights.map(({ name, shape: of }) => [name, graph.input(name, 'float32', of)]),
  );
  const lowered = lowerModel(graph, model, input, {
    mode: 'inference',
    weights: values,
    random: null,
  });
  const penalty = activityPenalty(model.layers, lowered);
  const [, first] = model.layers;
  const [output] = lowered.tensors.get(first?.id ?? ('' as never)) ?? [];
  if (penalty === null || output === undefined) throw new Error('There is none');
  graph.outputs.set('penalty', penalty);
  graph.outputs.set('output', channelsLast(output));
  const draw = (name: string, of: Shape) =>
    Array.from(uniformFloats(5, name, elementCount(of), -1, 1));
  const feeds: Record<string, number[]> = Object.fromEntries([
    ['features', draw('features', [BATCH, ...shape])],
    ...weights.map(({ name, shape: of }) => [name, draw(name, of)]),
  ]);
  const results = interpret(graph, feeds);
  const numbers = (name: string) => Array.from(results.get(name)?.data ?? []);
  return { penalty: numbers('penalty'), output: numbers('output'), feeds };
}

const sizes = (values: readonly number[]): number =>
  values.reduce((total, y) => total + 0.03 * Math.abs(y) + 0.02 * y * y, 0);

test.each(['sum', 'mul', 'concat'] as const)(
  'of both directions what each gives counts, however they are merged: %s',
  (merge_mode) => {
    const wrapped = (mode: string): LayerLine => [
      'Bidirectional',
      { layer: 'GRU', units: 2, return_sequences: true, merge_mode: mode, ...ACTIVITY },
    ];
    const { penalty } = penalised(wrapped(merge_mode));
    const apart = penalised(wrapped('concat'));
    const perSample = apart.output.length / BATCH;
    penalty.forEach((value, sample) => {
      const own = apart.output.slice(sample * perSample, (sample + 1) * perSample);
      expect(value).toBeCloseTo(sizes(own), 10);
    });
  },
);

test('of attention its queries, keys and values count, and what comes out', () => {
  const { penalty, output, feeds } = penalised([
    'MultiHeadAttention',
    { num_heads: 2, key_dim: 2, ...ACTIVITY },
  ]);
  const named = (ending: string) =>
    Object.entries(feeds).find(([name]) => name.endsWith(ending))?.[1] ?? [];
  penalty.forEach((value, sample) => {
    const steps = Array.from({ length: 4 }, (_, step) =>
      named('features').slice(3 * (4 * sample + step), 3 * (4 * sample + step + 1)),
    );
    const projected = ['query', 'key', 'value'].flatMap((name) =>
      steps.flatMap((x) =>
        [0, 1, 2, 3].map((unit) =>
          x.reduce(
            (total, each, at) => total + each * (named(`/${name}/kernel`)[4 * at + unit] ?? 0),
            named(`/${name}/bias`)[unit] ?? 0,
          ),
        ),
      ),
    );
    const own = output.slice(12 * sample, 12 * (sample + 1));
    expect(value).toBeCloseTo(sizes(projected) + sizes(own), 10);
  });
});
