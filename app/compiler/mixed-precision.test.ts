import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { uniformFloats } from '../random.ts';
import { compileStages } from './compile-stages.ts';
import { compileTraining } from './compile-training.ts';
import { STANDARD_PLAN } from './execution-plan.ts';
import { initialState } from './initial-state.ts';
import { chain, factsFor, optimizerSettings } from './testing/models.ts';
import { onnxRunner } from './testing/onnx-runner.ts';
import { startingState, trainCall } from './testing/train.ts';
import type { Precision } from './training-step.ts';

const open = onnxRunner(ort);
const BATCH = 8;
const ROWS = 32;

const PERCEPTRON = chain(
  [6],
  [
    ['Dense', { units: 16, activation: 'relu' }],
    ['Dense', { units: 3, activation: 'softmax' }],
  ],
);
const CONVOLUTION = chain(
  [6, 6, 2],
  [
    ['Conv2D', { filters: 16, kernel_size: 3, activation: 'relu', padding: 'same' }],
    ['BatchNormalization'],
    ['MaxPooling2D'],
    ['Flatten'],
    ['Dense', { units: 3, activation: 'softmax' }],
  ],
);

/** Trains from one seed. */
async function trained(model: typeof PERCEPTRON, precision: Precision, steps: number) {
  const shape = model === PERCEPTRON ? [6] : [6, 6, 2];
  const plan = { ...optimizerSettings({ learningRate: 0.01 }), precision };
  const compiled = compileTraining(model, plan, factsFor(shape, 3), BATCH);
  if (!compiled.ok) throw new Error(compiled.error.code);
  const isImage = compiled.value.featureType === 'uint8';
  const count = ROWS * shape.reduce((product, each) => product * each, 1);
  const values = uniformFloats(3, 'features', count, 0, isImage ? 255 : 1);
  const data = {
    features: {
      data: isImage ? Uint8Array.from(values) : values,
      shape: [ROWS, ...shape],
    },
    target: { data: Int32Array.from({ length: ROWS }, (_, row) => row % 3), shape: [ROWS] },
  };
  const session = await open(compiled.value.bytes);
  const rows = Int32Array.from({ length: steps * BATCH }, (_, place) => place % ROWS);
  const before = startingState(compiled.value, 1);
  const { state, losses } = await trainCall(compiled.value, session, before, data, rows);
  await session.close();
  return { state, losses };
}

describe('half precision where it is safe', () => {
  test('products and convolutions take and give float16, nothing else does', () => {
    const plan = { ...optimizerSettings(), precision: 'mixed_float16' } as const;
    const facts = factsFor([6, 6, 2], 3);
    const stages = compileStages(CONVOLUTION, plan, facts, BATCH, STANDARD_PLAN);
    if (!stages.ok) throw new Error(stages.error.code);
    const { text = '' } = stages.value.find(({ name }) => name === 'mixed-precision') ?? {};
    const halves = text.split('\n').filter((line) => / float16 .* = /.test(line));
    const operators = new Set(halves.map((line) => / = (\w+)/.exec(line)?.[1]));
    expect(operators).toEqual(
      new Set(['cast', 'matrixProduct', 'convolution', 'convolutionFilterGradient']),
    );
  });

  test.each([
    ['a perceptron', PERCEPTRON],
    ['a convolutional network', CONVOLUTION],
  ])('%s learns as it does in full precision', async (_, model) => {
    const full = await trained(model, 'float32', 40);
    const mixed = await trained(model, 'mixed_float16', 40);
    mixed.losses.forEach((loss, step) => {
      // Float16 has 11 bits; their errors add up over the steps.
      expect(Math.abs(loss - (full.losses[step] ?? 0))).toBeLessThan(0.03);
    });
    expect(mixed.losses.at(-1)).toBeLessThan(mixed.losses[0] ?? 0);
  });

  test('weights and moments stay float32', async () => {
    const { state } = await trained(PERCEPTRON, 'mixed_float16', 1);
    expect(state['dense1/kernel']?.data).toBeInstanceOf(Float32Array);
    expect(state['dense1/kernel@m']?.data).toBeInstanceOf(Float32Array);
  });
});

describe('the loss scale', () => {
  test('stays while nothing overflows, and counts the steps', async () => {
    const { state } = await trained(PERCEPTRON, 'mixed_float16', 5);
    expect(state['@loss_scale']?.data[0]).toBe(2 ** 15);
    expect(state['@finite_steps']?.data[0]).toBe(5);
  });

  test('is no part of a run in full precision', () => {
    const compiled = compileTraining(PERCEPTRON, optimizerSettings(), factsFor([6], 3), BATCH);
    if (!compiled.ok) throw new Error(compiled.error.code);
    expect([...initialState(compiled.value.state, 1).keys()]).not.toContain('@loss_scale');
  });
});
