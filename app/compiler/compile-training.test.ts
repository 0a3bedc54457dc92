import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import type { ModelSpec } from '../architecture/model-spec.ts';
import type { LayerId } from '../ids.ts';
import { shuffledRows, uniformFloats } from '../random.ts';
import { elementCount } from '../shape.ts';
import { compileInference } from './compile-inference.ts';
import { chain, factsFor, type LayerLine, optimizerSettings } from './testing/models.ts';
import { machinePlan, onnxRunner } from './testing/onnx-runner.ts';
import { compiled, type State, startingState, trainCall } from './testing/train.ts';

const open = onnxRunner(ort);

/** Every layer at once: a small image network with moving statistics and dropout. */
const EVERYTHING: readonly LayerLine[] = [
  ['Rescaling', { scale: 1 / 255 }],
  ['Conv2D', { filters: 4, kernel_size: 3, activation: 'relu' }],
  ['BatchNormalization'],
  ['MaxPooling2D'],
  ['Dropout', { rate: 0.3 }],
  ['Flatten'],
  ['Dense', { units: 8 }],
  ['Activation', { activation: 'tanh' }],
  ['Dense', { units: 3, activation: 'softmax' }],
];
const WIDE: readonly LayerLine[] = [
  ['Flatten'],
  ['Dense', { units: 272, activation: 'relu' }],
  ['Dense', { units: 3, activation: 'softmax' }],
];
const IMAGE = [8, 8, 1];

function imageData(rows: number) {
  const bytes = uniformFloats(5, 'image', rows * elementCount(IMAGE), 0, 256);
  return {
    features: { data: Uint8Array.from(bytes), shape: [rows, ...IMAGE] },
    target: { data: Int32Array.from({ length: rows }, (_, row) => row % 3), shape: [rows] },
  };
}

function tableData(rows: number) {
  const features = uniformFloats(1, 'features', rows * 3);
  const target = Int32Array.from({ length: rows }, (_, row) => {
    const values = [...features.subarray(row * 3, row * 3 + 3)];
    return values.indexOf(Math.max(...values));
  });
  return {
    features: { data: features, shape: [rows, 3] },
    target: { data: target, shape: [rows] },
  };
}

describe('compileTraining', () => {
  test('a small network learns which of three numbers is the largest', async () => {
    const rows = 512;
    const data = tableData(rows);
    const model = chain(
      [3],
      [
        ['Dense', { units: 16, activation: 'relu' }],
        ['Dense', { units: 3, activation: 'softmax' }],
      ],
    );
    const facts = factsFor([3], 3);
    const training = compiled(model, optimizerSettings({ learningRate: 0.02 }), facts, 64);
    const opened = await open(training.bytes);
    let state = startingState(training, 1);
    let accuracy: readonly number[] = [];
    for (let epoch = 0; epoch < 20; epoch += 1) {
      const call = await trainCall(training, opened, state, data, shuffledRows(1, epoch, rows));
      state = call.state;
      accuracy = call.metrics.map((each) => each.accuracy ?? 0);
    }
    await opened.close();
    expect(accuracy.length).toBe(rows / 64);
    expect(Math.min(...accuracy)).toBeGreaterThan(0.9);
    expect(state['@step']?.data).toEqual(BigInt64Array.of(160n));

    const inference = compileInference(model, facts, 4, optimizerSettings());
    if (!inference.ok) throw new Error(inference.error.code);
    const predictor = await open(inference.value.bytes);
    const { output, losses, measures } = await predictor.run({
      ...state,
      features: {
        data: Float32Array.of(0.9, 0.1, 0.2, 0.3, 0.8, 0.1, 0, 0.3, 0.9, 0.5, 0.1, 0.9),
        shape: [4, 3],
      },
      target: { data: Int32Array.of(0, 1, 2, 0), shape: [4] },
      indices: { data: Int32Array.of(0, 1, 2, 3), shape: [4] },
      present: { data: Float32Array.of(1, 1, 1, 0), shape: [4] },
    });
    await predictor.close();
    const probabilities = [0, 1, 2, 3].map((row) =>
      [...(output ?? [])].map(Number).slice(row * 3, row * 3 + 3),
    );
    expect(probabilities.map((row) => row.indexOf(Math.max(...row)))).toEqual([0, 1, 2, 2]);
    probabilities.forEach((row, index) => {
      const label = [0, 1, 2, 0][index] ?? 0;
      expect(Number(losses?.[index])).toBeCloseTo(-Math.log(row[label] ?? 0), 4);
    });
    const [lossSum = 0, ...rest] = [...(measures ?? [])].map(Number);
    const firstThree = [...(losses ?? [])].slice(0, 3).map(Number);
    expect(lossSum).toBeCloseTo(
      firstThree.reduce((sum, loss) => sum + loss, 0),
      4,
    );
    expect(rest).toEqual([3, 3, 3]);
  });

  test.each([
    ['every layer', EVERYTHING],
    ['weights large enough for fused updates', WIDE],
  ])('however the steps are cut into calls, every bit is the same: %s', async (_, layers) => {
    const data = imageData(20);
    const training = compiled(
      chain(IMAGE, layers),
      optimizerSettings({ seed: 3 }),
      factsFor(IMAGE, 3),
      4,
      await machinePlan(ort),
    );
    const rows = Int32Array.from([0, 1, 2, 3].flatMap((epoch) => [...shuffledRows(3, epoch, 20)]));
    const steps = rows.length / 4;

    async function train(cuts: readonly number[], threads: number) {
      const opened = await open(training.bytes, threads);
      let state: State = startingState(training, 3);
      const losses: number[] = [];
      const edges = [0, ...cuts, steps];
      for (const [index, from] of edges.slice(0, -1).entries()) {
        const part = rows.slice(from * 4, (edges[index + 1] ?? 0) * 4);
        const call = await trainCall(training, opened, state, data, part);
        state = call.state;
        losses.push(...call.losses);
      }
      await opened.close();
      return { state, losses };
    }

    const whole = await train([], 1);
    expect(whole.losses.length).toBe(steps);
    for (const cuts of [[1], [7], [2, 3, 11, 19]]) {
      expect(await train(cuts, 1)).toEqual(whole);
    }
    expect(await train([5], 2)).toEqual(whole);
  });

  test.each([0, 1, 2])(
    'weights that are no numbers give such a loss, not a crash (%d)',
    async (at) => {
      const training = compiled(
        chain(IMAGE, EVERYTHING),
        optimizerSettings(),
        factsFor(IMAGE, 3),
        4,
      );
      const opened = await open(training.bytes);
      const start = startingState(training, 1);
      const kernel = start['conv2d2/kernel'];
      if (!(kernel?.data instanceof Float32Array)) throw new Error('No kernel');
      const broken = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY][at] ?? 0;
      kernel.data.fill(broken);
      const rows = Int32Array.from({ length: 12 }, (_, place) => place);
      const { losses } = await trainCall(training, opened, start, imageData(20), rows);
      await opened.close();
      expect(losses.at(-1)).toBeNaN();
    },
  );

  test('an autoencoder learns to give images back, whatever their classes are', async () => {
    const flat = elementCount(IMAGE);
    const model: ModelSpec = {
      ...chain(IMAGE, [
        ['Rescaling', { scale: 1 / 255 }],
        ['Flatten'],
        ['Dense', { units: 64, activation: 'relu' }],
        ['Dense', { units: flat, activation: 'sigmoid' }],
        ['Reshape', { target_shape: [...IMAGE] }],
      ]),
      outputs: [{ layer: 'reshape5' as LayerId, target: 'features' }],
    };
    const data = imageData(64);
    const settings = optimizerSettings({ learningRate: 0.01 });
    const training = compiled(model, settings, factsFor(IMAGE, 3), 16);
    const opened = await open(training.bytes);
    let state = startingState(training, 1);
    const losses: number[] = [];
    for (let epoch = 0; epoch < 60; epoch += 1) {
      const call = await trainCall(training, opened, state, data, shuffledRows(1, epoch, 64));
      state = call.state;
      losses.push(...call.losses);
    }
    await opened.close();
    expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) / 3);
  });

  test('a model that does not fit the data is refused with its layer', () => {
    const model = chain([3], [['Dense', { units: 4, activation: 'softmax' }]]);
    expect(() => compiled(model, optimizerSettings(), factsFor([3], 3), 8)).toThrow(
      'architecture/output-mismatch',
    );
  });
});
