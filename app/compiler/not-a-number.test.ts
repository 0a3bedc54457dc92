import * as ort from 'onnxruntime-node';
import { beforeAll, describe, expect, test } from 'vitest';
import { ACTIVATIONS } from '../architecture/layer-definition.ts';
import { elementCount, type Shape } from '../shape.ts';
import { type ExecutionPlan, STANDARD_PLAN } from './execution-plan.ts';
import { layerDisagreements } from './testing/layer-cases.ts';
import { chain, factsFor, type LayerLine, optimizerSettings } from './testing/models.ts';
import { machinePlan, onnxRunner } from './testing/onnx-runner.ts';
import { compiled, startingState, trainCall } from './testing/train.ts';

// A number that is none reaches the loss, and a run stops at that very step (`train-loop.test.ts`). Two
// layers let none through: the largest of a window is the largest of what are numbers, and what is no
// row number is taken for row 0.

const open = onnxRunner(ort);
const BATCH = 2;
const SERIES: Shape = [4, 3];

let machine: ExecutionPlan = STANDARD_PLAN;
beforeAll(async () => {
  machine = await machinePlan(ort);
});

/** Losses of a step whose first row holds one NaN, by standard operators and the machine's own. */
async function lossesOf(shape: Shape, layers: readonly LayerLine[]): Promise<readonly number[]> {
  const facts = factsFor(shape, 2);
  const ends: readonly LayerLine[] = [['Flatten'], ['Dense', { units: 2, activation: 'softmax' }]];
  const features = new Float32Array(BATCH * elementCount(shape)).fill(0.3).with(1, Number.NaN);
  const losses: number[] = [];
  for (const plan of [STANDARD_PLAN, machine]) {
    const training = compiled(
      chain(shape, [...layers, ...ends]),
      optimizerSettings(),
      facts,
      BATCH,
      plan,
    );
    const model = await open(training.bytes);
    const call = await trainCall(
      training,
      model,
      startingState(training, 1),
      {
        features: { data: features, shape: [BATCH, ...shape] },
        target: { data: Int32Array.of(0, 1), shape: [BATCH] },
      },
      Int32Array.of(0, 1),
    );
    await model.close();
    losses.push(...call.losses);
  }
  return losses;
}

describe('a number that is none reaches the loss', () => {
  test.each(ACTIVATIONS)('through %s', async (activation) => {
    expect(await lossesOf([6], [['Dense', { units: 8, activation }]])).toEqual([NaN, NaN]);
    expect(await lossesOf([6], [['Activation', { activation }]])).toEqual([NaN, NaN]);
  });

  test.each<readonly [LayerLine]>([
    [['ReLU', { max_value: 1, threshold: 0.1, negative_slope: 0.1 }]],
    [['PReLU']],
    [['BatchNormalization']],
    [['LayerNormalization']],
    [['UnitNormalization']],
    [['Conv1D', { filters: 4, kernel_size: 3, padding: 'same', activation: 'relu' }]],
    [['AveragePooling1D', { pool_size: 2 }]],
    [['GlobalAveragePooling1D']],
    [['SimpleRNN', { units: 3, activation: 'relu' }]],
    [['GRU', { units: 3 }]],
    [['LSTM', { units: 3 }]],
    [['MultiHeadAttention', { num_heads: 1, key_dim: 2 }]],
  ])('through %o', async (line) => {
    expect(await lossesOf(SERIES, [line])).toEqual([NaN, NaN]);
  });
});

describe('a number that is none goes no further', () => {
  test.each<readonly [LayerLine]>([
    [['MaxPooling1D', { pool_size: 2 }]],
    [['MaxPooling1D', { pool_size: 3, strides: 1 }]],
    [['GlobalMaxPooling1D']],
  ])('than %o', async (line) => {
    for (const loss of await lossesOf(SERIES, [line])) expect(loss).toBeGreaterThan(0);
  });

  test.each([
    ['Embedding', { input_dim: 3, output_dim: 2 }],
    ['CategoryEncoding', { num_tokens: 3 }],
  ] as const)('than %s', async (type, config) => {
    for (const loss of await lossesOf([6], [[type, config]])) expect(loss).toBeGreaterThan(0);
    const range = [Number.NaN, Number.NaN] as const;
    const request = { type, config, inputShapes: [[4]], range };
    expect(await layerDisagreements(request, open)).toEqual([]);
  });
});
