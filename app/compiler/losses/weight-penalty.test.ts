import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { fitsDataset } from '../../architecture/fits-dataset.ts';
import { uniformFloats } from '../../random.ts';
import { buildForwardPass } from '../forward-pass.ts';
import { Graph } from '../graph.ts';
import { interpret } from '../interpret.ts';
import type { ModelWeight } from '../model-weights.ts';
import { gradientError } from '../testing/central-differences.ts';
import { interpretStep, startingNumbers } from '../testing/interpret-step.ts';
import { chain, factsFor, optimizerSettings } from '../testing/models.ts';
import { onnxRunner } from '../testing/onnx-runner.ts';
import { compiled, startingState, trainCall } from '../testing/train.ts';
import { buildTrainingStep } from '../training-step.ts';
import { weightPenalty } from './weight-penalty.ts';

const weight = (regularizer: string | undefined, trainable = true): ModelWeight =>
  ({
    name: 'w',
    layerId: 'w',
    shape: [2, 2],
    initializer: 'zeros',
    trainable,
    regularizer,
  }) as never;

function penaltyOf(regularizer: string, values: readonly number[]): number | undefined {
  const graph = new Graph();
  const w = graph.input('w', 'float32', [2, 2]);
  const penalty = weightPenalty([weight(regularizer)], new Map([['w', w]]));
  if (penalty === null) return undefined;
  expect(gradientError(penalty, [w], { w: values })).toBeLessThan(1e-6);
  return interpret(graph, { w: values }).get('loss')?.data[0];
}

describe('of the weights 1, −2, 3, −4', () => {
  test.each([
    ['l1(0.5)', 5],
    ['l1', 0.1],
    ['l2(0.5)', 15],
    ['l2', 0.3],
    ['l1_l2(0.1, 0.01)', 1.3],
    ['l1_l2(l2=0.01)', 0.3],
    // Rows (1, −2) and (3, −4): 11 / (√5 · 5); columns (1, 3) and (−2, −4): −14 / (√10 · √20).
    ['orthogonal_regularizer(0.5)', 5.5 / (5 * Math.sqrt(5))],
    ['orthogonal_regularizer', 0.11 / (5 * Math.sqrt(5))],
    ['orthogonal_regularizer(factor=0.5, mode=columns)', 7 / Math.sqrt(200)],
  ])('%s costs %d', (regularizer, cost) => {
    expect(penaltyOf(regularizer, [1, -2, 3, -4])).toBeCloseTo(cost, 12);
  });
});

test('angles between several rows or columns cost their mean, one alone nothing', () => {
  const costOf = (shape: readonly number[], mode: string) => {
    const graph = new Graph();
    const w = graph.input('w', 'float32', shape);
    const regularizer = `orthogonal_regularizer(1, mode=${mode})`;
    const penalty = weightPenalty([weight(regularizer)], new Map([['w', w]]));
    const [rows = 1, columns = 1] = shape;
    const numbers = uniformFloats(7, 'w', rows * columns, -1, 1);
    if (penalty === null) return null;
    expect(gradientError(penalty, [w], { w: numbers })).toBeLessThan(1e-6);
    return interpret(graph, { w: numbers }).get('loss')?.data[0] ?? Number.NaN;
  };
  expect(costOf([1, 3], 'rows')).toBeNull();
  expect(costOf([3, 1], 'columns')).toBeNull();
  // Numbers side by side point the same way or the opposite one.
  expect(costOf([4, 1], 'rows')).toBeCloseTo(1, 12);
  for (const mode of ['rows', 'columns']) {
    const cost = costOf([4, 3], mode) ?? Number.NaN;
    expect(cost).toBeGreaterThan(0);
    expect(cost).toBeLessThan(1);
  }
});

test('nothing costs nothing, nor do weights that are not trained', () => {
  const graph = new Graph();
  const values = new Map([['w', graph.input('w', 'float32', [2, 2])]]);
  expect(weightPenalty([weight(undefined)], values)).toBeNull();
  expect(weightPenalty([weight('l1_l2')], values)).toBeNull();
  expect(weightPenalty([weight('l2', false)], values)).toBeNull();
});

const LAYERS = [
  ['Dense', { units: 4, activation: 'tanh', kernel_regularizer: 'l1_l2(0.01, 0.02)' }],
  ['Dense', { units: 1, bias_regularizer: 'l2(0.5)', bias_initializer: 'constant(0.3)' }],
] as const;
const MODEL = chain([3], LAYERS);
const PLAIN = chain(
  [3],
  LAYERS.map(([type, { units }]) => [
    type,
    {
      units,
      activation: units === 4 ? 'tanh' : 'linear',
      bias_initializer: units === 1 ? 'constant(0.3)' : 'zeros',
    },
  ]),
);
const facts = factsFor([3], 0);
const features = uniformFloats(3, 'features', 8 * 3, -1, 1);
const target = uniformFloats(4, 'target', 8, -1, 1);

/** The penalty of a state by hand. */
function byHand(state: Readonly<Record<string, ArrayLike<number>>>): number {
  const kernel = Array.from(state['dense1/kernel'] ?? []);
  const bias = Array.from(state['dense2/bias'] ?? []);
  const total = (values: readonly number[], of: (x: number) => number) =>
    values.reduce((sum, value) => sum + of(value), 0);
  return total(kernel, (x) => 0.01 * Math.abs(x) + 0.02 * x * x) + total(bias, (x) => 0.5 * x * x);
}

function fitted(model: typeof MODEL) {
  const result = fitsDataset(model, facts);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

test('a step makes loss and penalty small together, and reports both', () => {
  const options = { settings: optimizerSettings({ optimizer: 'sgd' }), batchSize: 8, seed: 1 };
  const step = buildTrainingStep(fitted(MODEL), facts.input, options);
  const plain = buildTrainingStep(fitted(PLAIN), facts.input, options);
  const start = startingNumbers(
    step.carried.flatMap(({ parts }) => parts),
    1,
  );
  const feeds = { ...start, features, target };
  const found = interpretStep(step, feeds);
  const without = interpretStep(plain, feeds);
  const penalty = byHand(start);
  expect(found.metrics.regularization).toBeCloseTo(penalty, 10);
  expect(found.metrics['dense2/loss']).toBeCloseTo(without.metrics.loss ?? Number.NaN, 12);
  expect(found.metrics.loss).toBeCloseTo((without.metrics.loss ?? 0) + penalty, 10);
  const rate = options.settings.learningRate;
  // The bias moves by the slope of its penalty on top: 0.5 · 2 · 0.3.
  const [moved, free] = [found, without].map(({ state }) => state['dense2/bias']?.[0] ?? 0);
  expect((free ?? 0) - (moved ?? 0)).toBeCloseTo(rate * 0.3, 8);
});

test('validation counts it once, however batches are filled up', () => {
  const pass = buildForwardPass(fitted(MODEL), facts.input, 8);
  const state = startingNumbers(pass.state, 1);
  const rows = [1, 1, 1, 1, 1, 0, 0, 0];
  const results = interpret(pass.graph, { ...state, features, target, present: rows });
  const [sum = 0, count = 0, penalty = 0, samples = 0] = results.get('measures')?.data ?? [];
  expect([count, samples]).toEqual([5, 5]);
  expect(penalty / samples).toBeCloseTo(byHand(state), 10);
  const losses = Array.from(results.get('losses')?.data ?? []).slice(0, 5);
  const mean = losses.reduce((total, loss) => total + loss, 0) / 5;
  expect(mean).toBeCloseTo(sum / count + byHand(state), 10);
});

test('a run on ONNX Runtime reports and follows it as the interpreter does', async () => {
  const training = compiled(MODEL, optimizerSettings({ learningRate: 0.01 }), facts, 4);
  const opened = await onnxRunner(ort)(training.bytes);
  const data = {
    features: { data: features, shape: [8, 3] },
    target: { data: target, shape: [8] },
  };
  const start = startingState(training, 1);
  const call = await trainCall(training, opened, start, data, Int32Array.of(0, 1, 2, 3));
  await opened.close();
  const step = buildTrainingStep(fitted(MODEL), facts.input, {
    settings: optimizerSettings({ learningRate: 0.01 }),
    batchSize: 4,
    seed: 1,
  });
  const reference = interpretStep(step, {
    ...startingNumbers(training.state, 1),
    features: features.subarray(0, 12),
    target: target.subarray(0, 4),
  });
  for (const [tag, value] of Object.entries(reference.metrics)) {
    expect(call.metrics[0]?.[tag], tag).toBeCloseTo(value, 5);
  }
  expect(call.losses[0]).toBeCloseTo(reference.metrics.loss ?? Number.NaN, 5);
  for (const [name, values] of Object.entries(reference.state)) {
    Array.from(call.state[name]?.data ?? [], Number).forEach((value, at) => {
      expect(value, name).toBeCloseTo(values[at] ?? Number.NaN, 4);
    });
  }
});
