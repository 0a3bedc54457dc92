import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { fitsDataset } from '../architecture/fits-dataset.ts';
import { uniformFloats } from '../random.ts';
import type { OptimizerSettings } from './optimizers/settings.ts';
import { interpretStep, startingNumbers } from './testing/interpret-step.ts';
import { chain, factsFor, type LayerLine, optimizerSettings } from './testing/models.ts';
import { onnxRunner } from './testing/onnx-runner.ts';
import { compiled, startingState, trainCall } from './testing/train.ts';
import { buildTrainingStep } from './training-step.ts';

const BATCH = 5;
const FACTS = factsFor([4], 3);
const FEATURES = uniformFloats(3, 'features', BATCH * 3 * 4, -1, 1);
const LABELS = Int32Array.from({ length: BATCH * 3 }, (_, row) => row % 3);

const network = (first: LayerLine[1], normalization: LayerLine[1] = {}) =>
  chain(
    [4],
    [
      ['Dense', { units: 6, activation: 'tanh', ...first }],
      ['BatchNormalization', normalization],
      ['Dense', { units: 3, activation: 'softmax' }],
    ],
  );

/** The state before and after one step in the interpreter. */
function stepped(model: ReturnType<typeof network>, changes: Partial<OptimizerSettings>) {
  const settings = optimizerSettings(changes);
  const fitted = fitsDataset(model, FACTS);
  if (!fitted.ok) throw new Error(JSON.stringify(fitted.error));
  const step = buildTrainingStep(fitted.value, FACTS.input, {
    settings,
    batchSize: BATCH,
    seed: 1,
  });
  const before = startingNumbers(
    step.carried.flatMap(({ parts }) => parts),
    1,
  );
  const { state } = interpretStep(step, {
    ...before,
    features: FEATURES.slice(0, BATCH * 4),
    target: LABELS.slice(0, BATCH),
  });
  return { before, after: state };
}

const numbers = (values: ArrayLike<number> | undefined) => Array.from(values ?? []);

describe('a frozen layer', () => {
  test('stays as it is, and the optimiser keeps nothing for it', () => {
    const { before, after } = stepped(network({ trainable: false }), {
      optimizer: 'adamw',
      useEma: true,
      accumulationSteps: 2,
    });
    for (const name of ['dense1/kernel', 'dense1/bias']) {
      expect(numbers(after[name])).toEqual(numbers(before[name]));
    }
    expect(Object.keys(after).filter((name) => name.startsWith('dense1/'))).toEqual([
      'dense1/kernel',
      'dense1/bias',
    ]);
    expect(Object.keys(after)).toContain('dense3/kernel@average');
  });

  test('lets those before it learn as before', () => {
    const settings = { optimizer: 'sgd', learningRate: 0.5 } as const;
    const free = stepped(network({}), settings).after;
    const frozen = stepped(
      chain(
        [4],
        [
          ['Dense', { units: 6, activation: 'tanh' }],
          ['BatchNormalization'],
          ['Dense', { units: 3, activation: 'softmax', trainable: false }],
        ],
      ),
      settings,
    ).after;
    expect(numbers(frozen['dense1/kernel'])).toEqual(numbers(free['dense1/kernel']));
  });

  test('of batch normalisation goes by its statistics and leaves them', () => {
    const { before, after } = stepped(network({}, { trainable: false }), { optimizer: 'sgd' });
    for (const name of ['moving_mean', 'moving_variance', 'gamma', 'beta']) {
      const whole = `batchnormalization2/${name}`;
      expect(numbers(after[whole])).toEqual(numbers(before[whole]));
    }
  });

  test('counts for no norm', () => {
    const clipped = { optimizer: 'sgd', learningRate: 1, globalClipNorm: 1e-3 } as const;
    const { before, after } = stepped(network({ trainable: false }), clipped);
    const moves = Object.keys(before)
      .filter((name) => /kernel|bias|gamma|beta/.test(name))
      .flatMap((name) => {
        const next = numbers(after[name]);
        return numbers(before[name]).map((value, at) => (next[at] ?? Number.NaN) - value);
      });
    expect(Math.hypot(...moves)).toBeCloseTo(1e-3, 12);
  });

  test('may be every layer', () => {
    const frozen = chain([4], [['Dense', { units: 3, activation: 'softmax', trainable: false }]]);
    const { before, after } = stepped(frozen, { optimizer: 'nadam', globalClipNorm: 1 });
    expect(numbers(after['dense1/kernel'])).toEqual(numbers(before['dense1/kernel']));
    expect(numbers(after['@step'])).toEqual([1]);
  });
});

describe('a learning-rate factor', () => {
  test.each([0.1, 3])('of %d is that of the layer alone', (factor) => {
    const settings = { optimizer: 'sgd', learningRate: 0.2, weightDecay: 0.1 } as const;
    const plain = stepped(network({}), settings).after;
    const scaled = stepped(network({ learning_rate_factor: factor }), settings).after;
    const alone = { ...settings, learningRate: 0.2 * factor };
    const other = stepped(network({}), alone).after;
    expect(numbers(scaled['dense3/kernel'])).toEqual(numbers(plain['dense3/kernel']));
    numbers(other['dense1/kernel']).forEach((value, at) => {
      expect(scaled['dense1/kernel']?.[at]).toBeCloseTo(value, 12);
    });
  });

  test('of 0 freezes', () => {
    const { before, after } = stepped(network({ learning_rate_factor: 0 }), {});
    expect(numbers(after['dense1/kernel'])).toEqual(numbers(before['dense1/kernel']));
    expect(Object.keys(after)).not.toContain('dense1/kernel@m');
  });
});

test('on ONNX Runtime layers learn as they do in the interpreter', async () => {
  const model = network({ learning_rate_factor: 0.5 }, { trainable: false });
  const settings = optimizerSettings({ learningRate: 0.01, seed: 1 });
  const training = compiled(model, settings, FACTS, BATCH);
  const opened = await onnxRunner(ort)(training.bytes);
  const start = startingState(training, 1);
  const { state } = await trainCall(
    training,
    opened,
    start,
    {
      features: { data: FEATURES, shape: [BATCH * 3, 4] },
      target: { data: LABELS, shape: [BATCH * 3] },
    },
    Int32Array.from({ length: BATCH }, (_, row) => row),
  );
  await opened.close();
  const { after } = stepped(model, { learningRate: 0.01 });
  for (const { name } of training.state) {
    [...(state[name]?.data ?? [])].map(Number).forEach((value, at) => {
      expect(Math.abs(value - (after[name]?.[at] ?? Number.NaN)), name).toBeLessThan(1e-5);
    });
  }
});
