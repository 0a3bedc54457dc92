import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { fitsDataset } from '../architecture/fits-dataset.ts';
import { uniformFloats } from '../random.ts';
import { aLayer } from '../testing/builders.ts';
import { compileStages } from './compile-stages.ts';
import { compileTraining } from './compile-training.ts';
import { emitTraining } from './emit-onnx.ts';
import { STANDARD_PLAN } from './execution-plan.ts';
import type { Graph, Value } from './graph.ts';
import { initialState } from './initial-state.ts';
import { cast } from './operators/elementwise.ts';
import { passesFor } from './passes/pipeline.ts';
import { rewrite } from './passes/rewrite.ts';
import { applyPasses } from './passes/simplify.ts';
import { chain, factsFor, optimizerSettings } from './testing/models.ts';
import { onnxRunner } from './testing/onnx-runner.ts';
import { startingState, trainCall } from './testing/train.ts';
import { buildTrainingStep, type Precision } from './training-step.ts';

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

/**
 * What a device with arithmetic in float16 computes, for one without: operands and results of products
 * are rounded to 11 bits, sums are in float32. ONNX Runtime's processor kernels lack float16, and it
 * drops the conversions around them; a pair of conversions by itself it carries out.
 */
function rounded(graph: Graph): Graph {
  const halved = (value: Value): Value => cast(cast(value, 'float16'), 'float32');
  return rewrite(graph, (node, inputs, target) => {
    const [input] = inputs;
    if (node.op === 'cast' && input !== undefined) {
      if (node.attributes.to === 'float16') return [halved(input)];
      return node.inputs[0]?.dtype === 'float16' ? [input] : null;
    }
    if (!node.outputs.some(({ dtype }) => dtype === 'float16')) return null;
    const types = node.outputs.map(({ dtype, shape }) => ({
      dtype: dtype === 'float16' ? ('float32' as const) : dtype,
      shape,
    }));
    return target.append(node.op, inputs, node.attributes, types).map(halved);
  });
}

/** Trains in products that are rounded, or in full precision. */
async function trainedInProducts(model: typeof PERCEPTRON, isHalf: boolean, size: number) {
  const shape = model === PERCEPTRON ? [6] : [6, 6, 2];
  const facts = factsFor(shape, 3);
  const fitted = fitsDataset(model, facts);
  if (!fitted.ok) throw new Error(fitted.error.code);
  const precision = isHalf ? 'mixed_float16' : 'float32';
  const settings = optimizerSettings({ learningRate: 0.01 });
  const step = buildTrainingStep(fitted.value, facts.input, {
    settings,
    batchSize: BATCH,
    precision,
    seed: 1,
  });
  const planned = applyPasses(step.graph, passesFor(STANDARD_PLAN, precision));
  const graph = isHalf ? rounded(planned) : planned;
  const bytes = emitTraining(graph, step.carried, step.measured, STANDARD_PLAN, null);
  const session = await open(bytes);
  const count = ROWS * shape.reduce((product, each) => product * each, 1);
  const isImage = step.featureType === 'uint8';
  const values = uniformFloats(3, 'features', count, 0, isImage ? 255 : size);
  const data = {
    features: { data: isImage ? Uint8Array.from(values) : values, shape: [ROWS, ...shape] },
    target: { data: Int32Array.from({ length: ROWS }, (_, row) => row % 3), shape: [ROWS] },
  };
  const parts = step.carried.flatMap((each) => each.parts);
  const { measures, featureType, targetType } = step;
  const compiled = {
    bytes,
    state: parts,
    measures,
    batchSize: BATCH,
    mostSteps: 40,
    stretch: null,
    loopless: false,
    unchanged: [],
    lookedUp: null,
    featureType,
    targetType,
  };
  const rows = Int32Array.from({ length: 40 * BATCH }, (_, place) => place % ROWS);
  const done = await trainCall(compiled, session, startingState(compiled, 1), data, rows);
  await session.close();
  return done;
}

/** Bytes as they come would make gradients overflow at every one of the first steps. */
const SCALED = {
  ...CONVOLUTION,
  layers: CONVOLUTION.layers.toSpliced(1, 0, aLayer('scaled', 'Rescaling', { scale: 1 / 255 })),
};

describe('with products that are really rounded', () => {
  test.each([
    ['a perceptron', PERCEPTRON],
    ['a convolutional network', SCALED],
  ])('%s learns as it does in full precision', async (_, model) => {
    const full = await trainedInProducts(model, false, 1);
    const half = await trainedInProducts(model, true, 1);
    const apart = half.losses.map((loss, step) => Math.abs(loss - (full.losses[step] ?? 0)));
    // In between a step may be left out, as its gradients go beyond float16 at first.
    expect(Math.max(...apart.slice(0, 4), ...apart.slice(-4))).toBeLessThan(0.03);
    // Twelve bits less of every product cannot go unnoticed.
    expect(Math.max(...apart)).toBeGreaterThan(1e-5);
    expect(half.losses.at(-1)).toBeLessThan(half.losses[0] ?? 0);
  });

  test('gradients beyond its range lower the scale, and leave the weights whole', async () => {
    const { state, losses } = await trainedInProducts(PERCEPTRON, true, 3000);
    expect(state['@loss_scale']?.data[0]).toBeLessThan(2 ** 15);
    expect(Array.from(state['dense1/kernel']?.data ?? [], Number).every(Number.isFinite)).toBe(
      true,
    );
    expect(losses.every(Number.isFinite)).toBe(true);
  });
});
