import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { fitsDataset } from '../../architecture/fits-dataset.ts';
import { uniformFloats } from '../../random.ts';
import { interpretStep, startingNumbers } from '../testing/interpret-step.ts';
import { chain, factsFor, optimizerSettings } from '../testing/models.ts';
import { onnxRunner } from '../testing/onnx-runner.ts';
import { compiled, startingState, trainCall } from '../testing/train.ts';
import { buildTrainingStep } from '../training-step.ts';
import { OPTIMIZERS, type OptimizerSettings } from './settings.ts';

const BATCH = 6;
const STEPS = 7;
const MODEL = chain(
  [5],
  [
    ['Dense', { units: 7, activation: 'tanh' }],
    ['Dense', { units: 3, activation: 'softmax' }],
  ],
);
const FACTS = factsFor([5], 3);
const FEATURES = uniformFloats(3, 'features', BATCH * STEPS * 5, -1, 1);
const LABELS = Int32Array.from({ length: BATCH * STEPS }, (_, row) => (row * 7) % 3);
const ROWS = Int32Array.from({ length: BATCH * STEPS }, (_, row) => row);

type Settings = OptimizerSettings & { readonly seed: number };

/** Everything that is carried, after some steps in the interpreter. */
function interpreted(settings: Settings, batch: number, steps: number) {
  const model = fitsDataset(MODEL, FACTS);
  if (!model.ok) throw new Error(model.error.code);
  const step = buildTrainingStep(model.value, FACTS.input, {
    settings,
    batchSize: batch,
    seed: settings.seed,
  });
  let state = startingNumbers(
    step.carried.flatMap(({ parts }) => parts),
    settings.seed,
  );
  for (let index = 0; index < steps; index += 1) {
    const rows = [...ROWS.slice(index * batch, (index + 1) * batch)];
    ({ state } = interpretStep(step, {
      ...state,
      features: rows.flatMap((row) => [...FEATURES.slice(row * 5, (row + 1) * 5)]),
      target: rows.map((row) => LABELS[row] ?? 0),
    }));
  }
  return state;
}

describe('on ONNX Runtime every optimiser does what it does in the interpreter', () => {
  const variants: readonly Partial<OptimizerSettings>[] = [
    ...OPTIMIZERS.map((optimizer) => ({ optimizer })),
    { optimizer: 'adamw', amsgrad: true, weightDecay: 0.1, clipNorm: 0.1, useEma: true },
    { optimizer: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 0.1, clipValue: 0.05 },
    { optimizer: 'rmsprop', momentum: 0.9, centered: true, epsilon: 1e-3, globalClipNorm: 0.2 },
    { optimizer: 'muon', excludeLayers: 'dense2', adamLrRatio: 0.1, accumulationSteps: 2 },
    { optimizer: 'nadam', accumulationSteps: 3, useEma: true, clipNorm: 0.1 },
  ];

  test.each(variants.map((variant) => [JSON.stringify(variant), variant] as const))(
    '%s',
    async (_, variant) => {
      const settings = optimizerSettings({ learningRate: 0.01, ...variant, seed: 2 });
      const training = compiled(MODEL, settings, FACTS, BATCH);
      const opened = await onnxRunner(ort)(training.bytes);
      const { state } = await trainCall(
        training,
        opened,
        startingState(training, 2),
        {
          features: { data: FEATURES, shape: [BATCH * STEPS, 5] },
          target: { data: LABELS, shape: [BATCH * STEPS] },
        },
        ROWS,
      );
      await opened.close();
      const reference = interpreted(settings, BATCH, STEPS);
      for (const { name } of training.state) {
        [...(state[name]?.data ?? [])].map(Number).forEach((value, at) => {
          const expected = reference[name]?.[at] ?? Number.NaN;
          const error = Math.abs(value - expected) / Math.max(1, Math.abs(expected));
          expect(error, `${name}[${at}]: ${value} for ${expected}`).toBeLessThan(1e-4);
        });
      }
    },
  );
});

test.each([
  { optimizer: 'sgd' },
  { optimizer: 'sgd', momentum: 0.9, nesterov: true },
  { optimizer: 'adamw', globalClipNorm: 0.1 },
] as const)('summing up over batches is one batch so many times as large: %o', (variant) => {
  const settings = optimizerSettings({ learningRate: 0.1, ...variant, seed: 3 });
  for (const accumulationSteps of [2, 3, 7]) {
    const size = BATCH * accumulationSteps;
    const whole = interpreted(settings, size, 1);
    const summed = interpreted({ ...settings, accumulationSteps }, BATCH, accumulationSteps);
    for (const name of ['dense1/kernel', 'dense1/bias', 'dense2/kernel', 'dense2/bias']) {
      Array.from(whole[name] ?? []).forEach((value, at) => {
        expect(summed[name]?.[at], `${name} after ${size} rows`).toBeCloseTo(value, 12);
      });
    }
  }
});
