import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { AUGMENTATION_PRESETS, type Augmentation, presetOf } from '../architecture/augmentation.ts';
import { type DatasetFacts, fitsDataset } from '../architecture/fits-dataset.ts';
import { AUTO_LOSS } from '../architecture/losses.ts';
import { randomStream } from '../random.ts';
import { elementCount } from '../shape.ts';
import { compileInference } from './compile-inference.ts';
import { STANDARD_PLAN } from './execution-plan.ts';
import { Graph } from './graph.ts';
import { interpret } from './interpret.ts';
import { RandomPool } from './lower/random-pool.ts';
import { interpretStep, startingNumbers } from './testing/interpret-step.ts';
import { chain, factsFor, optimizerSettings } from './testing/models.ts';
import { onnxRunner } from './testing/onnx-runner.ts';
import { compiled, startingState, trainCall } from './testing/train.ts';
import { buildTrainingStep } from './training-step.ts';

const open = onnxRunner(ort);

/** Every kind of change, also the border that a crop cuts off elsewhere. */
const ALL: Augmentation = [
  ...AUGMENTATION_PRESETS.standard,
  { type: 'ZeroPadding2D', config: { padding: 1 } },
  { type: 'RandomCrop', config: { height: 6, width: 5 } },
  { type: 'RandomErasing', config: { fill_value: 0 } },
  { type: 'MixUp', config: {} },
];

const model = (channels: number) =>
  chain(
    [6, 5, channels],
    [
      ['Rescaling', { scale: 1 / 255 }],
      ['Conv2D', { filters: 3, kernel_size: [3, 3], activation: 'relu' }],
      ['Flatten'],
      ['Dense', { units: 3, activation: 'softmax' }],
    ],
  );

function images(shape: readonly number[], seed = 1): Uint8Array {
  const random = randomStream(seed, 'images');
  return Uint8Array.from({ length: elementCount(shape) }, () => random.nextBelow(256));
}

test.each([1, 3])(
  'a step with every change, on %i channels, is the reference’s on ONNX Runtime',
  async (channels) => {
    const facts = factsFor([6, 5, channels], 3);
    const settings = optimizerSettings({ optimizer: 'sgd', learningRate: 0.1 });
    const plan = { ...settings, augmentation: ALL };
    const batch = 4;
    const training = compiled(model(channels), plan, facts, batch);
    const runner = await open(training.bytes);
    const pixels = images([batch, 6, 5, channels]);
    const labels = Int32Array.from([0, 1, 2, 1]);
    const data = {
      features: { data: pixels, shape: [batch, 6, 5, channels] },
      target: { data: labels, shape: [batch] },
    };
    const rows = Int32Array.from([0, 1, 2, 3, 3, 2, 1, 0]);
    const two = await trainCall(training, runner, startingState(training, 1), data, rows);
    await runner.close();

    const fitted = fitsDataset(model(channels), facts, AUTO_LOSS, ALL);
    if (!fitted.ok) throw new Error(JSON.stringify(fitted.error));
    const step = buildTrainingStep(fitted.value, facts.input, {
      settings,
      batchSize: batch,
      seed: 1,
    });
    let state = startingNumbers(training.state, 1);
    const losses: (number | undefined)[] = [];
    for (const order of [rows.slice(0, 4), rows.slice(4)]) {
      const size = pixels.length / batch;
      const features = [...order].flatMap((row) => [...pixels.slice(row * size, (row + 1) * size)]);
      const target = [...order].map((row) => labels[row] ?? 0);
      const done = interpretStep(step, { ...state, features, target });
      state = done.state;
      losses.push(done.metrics.loss);
    }
    for (const [at, loss] of two.losses.entries()) {
      expect(loss).toBeCloseTo(losses[at] ?? Number.NaN, 4);
    }
    for (const [name, { data: found }] of Object.entries(two.state)) {
      Array.from(found, Number).forEach((value, at) => {
        expect(Math.abs(value - (state[name]?.[at] ?? Number.NaN))).toBeLessThan(1e-4);
      });
    }
  },
);

test('other steps and other seeds change images otherwise; the same one alike', async () => {
  const facts = factsFor([6, 5, 1], 3);
  const losses = async (seed: number) => {
    const plan = {
      ...optimizerSettings({ optimizer: 'sgd', learningRate: 1e-30, seed }),
      augmentation: AUGMENTATION_PRESETS.standard,
    };
    const training = compiled(model(1), plan, facts, 2);
    const runner = await open(training.bytes);
    const data = {
      features: { data: images([2, 6, 5, 1]), shape: [2, 6, 5, 1] },
      target: { data: Int32Array.from([0, 1]), shape: [2] },
    };
    const rows = Int32Array.from([0, 1, 0, 1, 0, 1]);
    const done = await trainCall(training, runner, startingState(training, 1), data, rows);
    await runner.close();
    return done.losses;
  };
  const once = await losses(1);
  expect(await losses(1)).toEqual(once);
  expect(new Set([...once, ...(await losses(2))]).size).toBe(6);
});

test('nothing but training sees it: a forward pass is the same to the last byte', () => {
  const facts = factsFor([6, 5, 1], 3);
  const bytes = (augmentation: Augmentation) => {
    const plan = { ...optimizerSettings(), augmentation };
    const found = compileInference(model(1), facts, 4, plan, STANDARD_PLAN);
    if (!found.ok) throw new Error(JSON.stringify(found.error));
    return found.value.bytes;
  };
  expect(bytes(ALL)).toEqual(bytes([]));
});

describe('what is refused', () => {
  const IMAGE = factsFor([6, 5, 1], 3);
  const fault = (augmentation: Augmentation, facts: DatasetFacts = IMAGE, spec = model(1)) => {
    const found = fitsDataset(spec, facts, AUTO_LOSS, augmentation);
    return found.ok ? null : found.error;
  };

  test('a change that is none, by its place', () => {
    expect(fault([{ type: 'Dense', config: {} }])).toMatchObject({
      code: 'plan/field-invalid',
      field: 'augmentation.1.type',
      value: 'Dense',
    });
  });

  test('a wrong argument, by its change and name', () => {
    const flip = { type: 'RandomFlip', config: { mode: 'horizontal' } };
    expect(fault([flip, { type: 'RandomRotation', config: { factor: 2 } }])).toEqual({
      code: 'plan/field-invalid',
      field: 'augmentation.2.factor',
      value: '2',
      expected: 'number or list of numbers in [-1, 1]',
    });
    expect(fault([flip, { type: 'RandomFlip', config: { angle: 2 } }])).toMatchObject({
      code: 'plan/field-unknown',
      field: 'augmentation.2.angle',
    });
  });

  test('changes that leave images of another size', () => {
    const crop = { type: 'RandomCrop', config: { height: 4, width: 4 } };
    expect(fault([crop])).toMatchObject({ code: 'plan/field-invalid', field: 'augmentation.1' });
  });

  test('samples that are no images, and images that are to be given back', () => {
    const rows = chain([4], [['Dense', { units: 3, activation: 'softmax' }]]);
    expect(fault(ALL, factsFor([4], 3), rows)).toMatchObject({
      code: 'plan/augmentation-not-for',
      reason: 'no-images',
    });
    const facts: DatasetFacts = { ...factsFor([6, 5, 1], 0), task: 'reconstruction' };
    const same = chain([6, 5, 1], [['Conv2D', { filters: 1, kernel_size: 1 }]]);
    expect(fault(ALL, facts, same)).toMatchObject({ reason: 'reconstruction' });
  });
});

test.each([undefined, [1, 5, 2]])(
  'MixUp: each loss is as much of the neighbour’s answer as the image is, classes weighing %o',
  (classWeights) => {
    const facts = factsFor([2, 1, 1], 3);
    const spec = chain([2, 1, 1], [['Flatten'], ['Dense', { units: 3, activation: 'softmax' }]]);
    const mixing = [{ type: 'MixUp', config: { alpha: 1 } }];
    const fitted = fitsDataset(spec, facts, AUTO_LOSS, mixing);
    if (!fitted.ok) throw new Error(JSON.stringify(fitted.error));
    const options = { settings: optimizerSettings(), batchSize: 3, seed: 1, classWeights };
    const step = buildTrainingStep(fitted.value, facts.input, options);
    const state = startingNumbers(
      step.carried.flatMap(({ parts }) => parts),
      1,
    );
    // The same image three times: only answers are mixed.
    const labels = [0, 1, 2];
    const { metrics } = interpretStep(step, {
      ...state,
      features: [9, 7, 9, 7, 9, 7],
      target: labels,
    });
    const kernel = state['dense2/kernel'] ?? [];
    const scores = labels.map((unit) => 9 * (kernel[unit] ?? 0) + 7 * (kernel[3 + unit] ?? 0));
    const total = scores.reduce((sum, score) => sum + Math.exp(score), 0);
    const costs = scores.map(
      (score, unit) => (Math.log(total) - score) * (classWeights?.[unit] ?? 1),
    );

    const graph = new Graph();
    const random = new RandomPool(graph, 1, graph.constant([0], 'int64', []));
    graph.outputs.set('shares', random.betaNumbers('augmentation/1', [3, 1], 1));
    const shares = interpret(graph, {}).get('shares')?.data ?? [];
    const expected = labels.map((label) => {
      const share = shares[label] ?? Number.NaN;
      return share * (costs[label] ?? 0) + (1 - share) * (costs[(label + 2) % 3] ?? 0);
    });
    expect(new Set(shares).size).toBe(3);
    expect(metrics.loss).toBeCloseTo(expected.reduce((sum, each) => sum + each, 0) / 3, 6);
  },
);

test('a batch of one is mixed with itself, and mixing twice is refused', () => {
  const twice = [...ALL, { type: 'MixUp', config: {} }];
  const found = fitsDataset(model(1), factsFor([6, 5, 1], 3), AUTO_LOSS, twice);
  expect(found.ok ? null : found.error).toEqual({ code: 'plan/mixed-twice' });
  const mixing = [{ type: 'MixUp', config: {} }];
  const loss = (augmentation: Augmentation) => {
    const fitted = fitsDataset(model(1), factsFor([6, 5, 1], 3), AUTO_LOSS, augmentation);
    if (!fitted.ok) throw new Error(JSON.stringify(fitted.error));
    const options = { settings: optimizerSettings(), batchSize: 1, seed: 1 };
    const step = buildTrainingStep(fitted.value, fitted.value.input, options);
    const state = startingNumbers(
      step.carried.flatMap(({ parts }) => parts),
      1,
    );
    return interpretStep(step, { ...state, features: images([6, 5, 1]), target: [1] }).metrics.loss;
  };
  expect(loss(mixing)).toBeCloseTo(loss([]) ?? Number.NaN, 9);
});

test('a preset is known by its list', () => {
  expect(presetOf([])).toBe('none');
  expect(presetOf(JSON.parse(JSON.stringify(AUGMENTATION_PRESETS.standard)))).toBe('standard');
  expect(presetOf(ALL)).toBeNull();
});
