import * as ort from 'onnxruntime-node';
import { expect, test } from 'vitest';
import type { ModelSpec } from '../architecture/model-spec.ts';
import { shuffledRows, uniformFloats } from '../random.ts';
import type { Shape } from '../shape.ts';
import { aLayer, aModel } from '../testing/builders.ts';
import { factsFor, optimizerSettings } from './testing/models.ts';
import { onnxRunner } from './testing/onnx-runner.ts';
import { compiled, startingState, trainCall } from './testing/train.ts';

/** Models that part and come together again, trained on ONNX Runtime. */

const open = onnxRunner(ort);
const ROWS = 256;
const BATCH = 32;

/** Accuracy of the last epoch's worst batch, after learning which of the samples are of class 1. */
async function accuracyAfter(
  model: ModelSpec,
  sample: Shape,
  isOne: (values: Float32Array) => boolean,
  epochs: number,
): Promise<number> {
  const size = sample.reduce((product, each) => product * each, 1);
  const features = uniformFloats(1, 'features', ROWS * size, -1, 1);
  const target = Int32Array.from({ length: ROWS }, (_, row) =>
    Number(isOne(features.subarray(row * size, (row + 1) * size))),
  );
  const pixels = Uint8Array.from(features, (value) => Math.floor((value + 1) * 128));
  const data = {
    features: { data: sample.length === 1 ? features : pixels, shape: [ROWS, ...sample] },
    target: { data: target, shape: [ROWS] },
  };
  const settings = optimizerSettings({ learningRate: 0.02 });
  const training = compiled(model, settings, factsFor(sample, 2), BATCH);
  const opened = await open(training.bytes);
  let state = startingState(training, 1);
  let accuracy: readonly number[] = [];
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    const call = await trainCall(training, opened, state, data, shuffledRows(1, epoch, ROWS));
    state = call.state;
    accuracy = call.metrics.map(({ accuracy = 0 }) => accuracy);
  }
  await opened.close();
  return Math.min(...accuracy);
}

test('two inputs that share a row’s features, each with a layer of its own, learn together', async () => {
  const model = aModel({
    layers: [
      aLayer('left', 'Input', { shape: [2] }),
      aLayer('right', 'Input', { shape: [3] }),
      aLayer('left_dense', 'Dense', { units: 8, activation: 'tanh' }, ['left']),
      aLayer('right_dense', 'Dense', { units: 64, activation: 'tanh' }, ['right']),
      aLayer('both', 'Concatenate', {}, ['left_dense', 'right_dense']),
      aLayer('end', 'Dense', { units: 2, activation: 'softmax' }),
    ],
  });
  const sum = ([a = 0, , , , e = 0]: Float32Array) => a + e > 0;
  expect(await accuracyAfter(model, [5], sum, 20)).toBeGreaterThan(0.9);
});

test('a short cut around convolutions learns, its channels first all the way', async () => {
  const model = aModel({
    layers: [
      aLayer('input', 'Input', { shape: [6, 6, 1] }),
      aLayer('scale', 'Rescaling', { scale: 1 / 128, offset: -1 }),
      aLayer('conv', 'Conv2D', { filters: 4, kernel_size: 3, padding: 'same' }),
      aLayer('inner', 'Conv2D', { filters: 4, kernel_size: 3, padding: 'same' }),
      aLayer('norm', 'BatchNormalization'),
      aLayer('sum', 'Add', {}, ['norm', 'conv']),
      aLayer('relu', 'ReLU'),
      aLayer('pool', 'MaxPooling2D', { pool_size: 3 }),
      aLayer('flat', 'Flatten'),
      aLayer('end', 'Dense', { units: 2, activation: 'softmax' }),
    ],
  });
  const brightLeft = (values: Float32Array) =>
    values.reduce((sum, value, at) => sum + (at % 6 < 3 ? value : -value), 0) > 0;
  expect(await accuracyAfter(model, [6, 6, 1], brightLeft, 20)).toBeGreaterThan(0.85);
});
