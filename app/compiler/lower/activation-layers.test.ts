import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import * as ort from 'onnxruntime-node';
import { beforeAll, describe, expect, test } from 'vitest';
import { inferModel } from '../../architecture/infer-model.ts';
import { interpret } from '../interpret.ts';
import {
  type LayerRequest,
  layerCase,
  layerDisagreements,
  layerGradientError,
} from '../testing/layer-cases.ts';
import { chain } from '../testing/models.ts';
import { onnxRunner } from '../testing/onnx-runner.ts';
import type { Layout } from './layer-tensor.ts';

const open = onnxRunner(ort);

beforeAll(async () => {
  await tf.setBackend('cpu');
  await tf.ready();
});

const outputOf = (request: LayerRequest): readonly number[] => {
  const { graph, feeds } = layerCase(request);
  return [...(interpret(graph, feeds as never).get('y')?.data ?? [])];
};

const IMAGE = [4, 3, 2];

const CASES: readonly Pick<LayerRequest, 'type' | 'config'>[] = [
  { type: 'ReLU' },
  { type: 'ReLU', config: { max_value: 1.333 } },
  { type: 'ReLU', config: { max_value: 6 } },
  { type: 'ReLU', config: { negative_slope: 0.1 } },
  { type: 'ReLU', config: { threshold: 0.777 } },
  { type: 'ReLU', config: { max_value: 1.333, negative_slope: 0.3, threshold: 0.4444 } },
  { type: 'LeakyReLU' },
  { type: 'LeakyReLU', config: { negative_slope: 0.05 } },
  { type: 'ELU' },
  { type: 'ELU', config: { alpha: 2.5 } },
  { type: 'PReLU' },
  { type: 'PReLU', config: { shared_axes: [1, 2] } },
  { type: 'PReLU', config: { shared_axes: 3 } },
  { type: 'Softmax' },
  { type: 'Softmax', config: { axis: 1 } },
  { type: 'Softmax', config: { axis: [1, -1] } },
  { type: 'Softmax', config: { axis: [3, 2, 1] } },
];

describe.each(CASES)('$type $config', (request) => {
  const layouts: readonly Layout[] = ['channels-last', 'channels-first'];
  const cases = layouts.map((layout) => ({
    ...request,
    inputShapes: [IMAGE],
    layouts: [layout],
  }));

  test('gives the same in every layout', () => {
    const [last, first] = cases.map(outputOf);
    expect(last?.length).toBe(3 * 24);
    expect(first).toEqual(last);
  });

  test('has the slope of central differences', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.constantFrom(...cases), (seed, each) => {
        expect(layerGradientError({ ...each, seed })).toBeLessThan(1e-6);
      }),
      { numRuns: 6 },
    );
  });

  test('gives on ONNX Runtime what it gives in the interpreter', async () => {
    for (const each of cases) expect(await layerDisagreements(each, open)).toEqual([]);
  });
});

test.each([
  ['ReLU', { max_value: 1.2 }, () => tf.layers.reLU({ maxValue: 1.2 })],
  ['LeakyReLU', { negative_slope: 0.05 }, () => tf.layers.leakyReLU({ alpha: 0.05 })],
  ['LeakyReLU', {}, () => tf.layers.leakyReLU()],
  ['ELU', {}, () => tf.layers.elu()],
  ['PReLU', {}, () => tf.layers.prelu()],
  ['PReLU', { shared_axes: [1, 2] }, () => tf.layers.prelu({ sharedAxes: [1, 2] })],
  ['Softmax', {}, () => tf.layers.softmax({ axis: -1 })],
] as const)('%s %o is that of TensorFlow.js', (type, config, reference) => {
  const request: LayerRequest = { type, config, inputShapes: [IMAGE] };
  const { graph, feeds } = layerCase(request);
  const x = tf.tensor(feeds.x0 as Float32Array, [3, ...IMAGE]);
  const layer = reference();
  layer.build([3, ...IMAGE]);
  const weights = layer.weights.map(({ shape }) =>
    tf.tensor(feeds.alpha as Float32Array, shape as number[]),
  );
  layer.setWeights(weights);
  const expected = (layer.apply(x) as tf.Tensor).dataSync();
  const found = interpret(graph, feeds as never).get('y')?.data ?? [];
  found.forEach((value, at) => {
    expect(value).toBeCloseTo(expected[at] ?? Number.NaN, 5);
  });
});

test('ReLU with slope, limit and threshold has Keras’ values', () => {
  const request: LayerRequest = {
    type: 'ReLU',
    config: { max_value: 1.5, negative_slope: 0.5, threshold: 1 },
    inputShapes: [[4]],
    batch: 1,
  };
  const { graph } = layerCase(request);
  const y = interpret(graph, { x0: [-1, 0.5, 1.25, 3] }).get('y')?.data ?? [];
  // Below the threshold 0.5 · (x − 1).
  expect([...y]).toEqual([-1, -0.25, 1.25, 1.5]);
});

test('Softmax over several axes adds up to 1 along them together', () => {
  const y = outputOf({ type: 'Softmax', config: { axis: [1, 3] }, inputShapes: [[2, 3, 2]] });
  for (const column of [0, 1, 2]) {
    const places = [0, 1].flatMap((row) => [0, 1].map((at) => (row * 3 + column) * 2 + at));
    expect(places.reduce((sum, place) => sum + (y[place] ?? 0), 0)).toBeCloseTo(1, 12);
  }
});

test('layers over wide dense layers, whose batch stands last', () => {
  for (const type of ['PReLU', 'ReLU', 'Softmax'] as const) {
    const plain: LayerRequest = { type, inputShapes: [[5]] };
    expect(outputOf({ ...plain, layouts: ['batch-last'] })).toEqual(outputOf(plain));
  }
});

test.each([
  ['PReLU', { shared_axes: 4 }, 'shared_axes', 'axis of 3'],
  ['Softmax', { axis: 0 }, 'axis', 'axis of 3'],
  ['Softmax', { axis: [-4, 1] }, 'axis', 'axis of 3'],
  ['Softmax', { axis: [-1, 3] }, 'axis', 'axis of 3'],
  ['ReLU', { max_value: -1 }, 'max_value', 'number ≥ 0 | null'],
] as const)('%s %o is refused at its layer', (type, config, key, expected) => {
  const result = inferModel(chain(IMAGE, [[type, config]]));
  expect(result.ok ? null : result.error).toMatchObject({
    code: 'architecture/config-invalid',
    layerId: `${type.toLowerCase()}1`,
    key,
    expected,
  });
});
