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

const SERIES = [4, 6];
const IMAGE = [2, 3, 6];

type Case = Pick<LayerRequest, 'type' | 'config' | 'mode' | 'masks'> & {
  readonly shapes: readonly (readonly number[])[];
};

const CASES: readonly Case[] = [
  { type: 'LayerNormalization', shapes: [[5], SERIES, IMAGE] },
  { type: 'LayerNormalization', config: { center: false, epsilon: 0.1 }, shapes: [SERIES] },
  { type: 'LayerNormalization', config: { scale: false }, shapes: [SERIES] },
  { type: 'LayerNormalization', config: { axis: 1 }, shapes: [SERIES, IMAGE] },
  { type: 'LayerNormalization', config: { axis: [1, -1] }, shapes: [SERIES, IMAGE] },
  { type: 'GroupNormalization', config: { groups: 3 }, shapes: [[6], SERIES, IMAGE] },
  { type: 'GroupNormalization', config: { groups: -1, center: false }, shapes: [SERIES, IMAGE] },
  { type: 'GroupNormalization', config: { groups: 1, axis: 1, scale: false }, shapes: [IMAGE] },
  { type: 'GroupNormalization', config: { groups: 3, axis: -2 }, shapes: [IMAGE] },
  { type: 'RMSNormalization', shapes: [[5], SERIES, IMAGE] },
  { type: 'RMSNormalization', config: { axis: [1, 2], epsilon: 0.1 }, shapes: [IMAGE] },
  { type: 'UnitNormalization', shapes: [[5], SERIES, IMAGE] },
  { type: 'UnitNormalization', config: { axis: [2, 1] }, shapes: [IMAGE] },
  { type: 'BatchNormalization', config: { axis: 1 }, shapes: [SERIES, IMAGE] },
  { type: 'BatchNormalization', config: { axis: 2 }, shapes: [IMAGE], mode: 'inference' },
  {
    type: 'BatchNormalization',
    masks: [[1, 1, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0]],
    shapes: [SERIES],
  },
];

const LAYOUTS: Readonly<Record<number, readonly Layout[]>> = {
  1: ['channels-last', 'batch-last'],
  2: ['channels-last', 'channels-first', 'time-first'],
  3: ['channels-last', 'channels-first'],
};

describe.each(CASES)('$type $config of $shapes', ({ shapes, ...each }) => {
  const requests = shapes.map((shape) =>
    (LAYOUTS[shape.length] ?? []).map(
      (layout): LayerRequest => ({ ...each, inputShapes: [shape], layouts: [layout] }),
    ),
  );

  test('gives the same in every layout', () => {
    for (const sameShape of requests) {
      const [plain, ...others] = sameShape.map((request) => {
        const { graph, feeds } = layerCase(request);
        return [...(interpret(graph, feeds as never).get('y')?.data ?? [])];
      });
      for (const other of others) {
        other.forEach((value, at) => {
          expect(value).toBeCloseTo(plain?.[at] ?? Number.NaN, 10);
        });
      }
    }
  });

  test('has the slope of central differences', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.constantFrom(...requests.flat()), (seed, request) => {
        expect(layerGradientError({ ...request, seed })).toBeLessThan(1e-6);
      }),
      { numRuns: 5 },
    );
  });

  test('gives on ONNX Runtime what it gives in the interpreter', async () => {
    for (const request of requests.flat()) {
      expect(await layerDisagreements(request, open)).toEqual([]);
    }
  });
});

test.each([
  [{}, SERIES, { epsilon: 0.001 }],
  [{ axis: [2, 1] }, SERIES, { axis: [1, 2] }],
  [
    { center: false, scale: false, epsilon: 0.1 },
    IMAGE,
    { center: false, scale: false, epsilon: 0.1 },
  ],
])('LayerNormalization %o of %o is that of TensorFlow.js', (config, shape, reference) => {
  const { graph, feeds, layer } = layerCase({
    type: 'LayerNormalization',
    config,
    inputShapes: [shape],
  });
  const peer = tf.layers.layerNormalization(reference);
  peer.build([3, ...shape]);
  peer.setWeights(
    layer.weights.map((weight) => tf.tensor(feeds[weight.name] as Float32Array, [...weight.shape])),
  );
  const x = tf.tensor(feeds.x0 as Float32Array, [3, ...shape]);
  const expected = (peer.apply(x) as tf.Tensor).dataSync();
  const found = interpret(graph, feeds as never).get('y')?.data ?? [];
  expect(found.length).toBe(expected.length);
  found.forEach((value, at) => {
    expect(value).toBeCloseTo(expected[at] ?? Number.NaN, 4);
  });
});

function plain(
  type: LayerRequest['type'],
  config: object,
  x0: readonly number[],
  shape: readonly number[],
) {
  const { graph, feeds, layer } = layerCase({
    type,
    config: config as never,
    inputShapes: [shape],
    batch: 1,
  });
  const ones = layer.weights.map(({ name }) => [
    name,
    new Float64Array(feeds[name]?.length ?? 0).fill(name === 'beta' ? 0 : 1),
  ]);
  return [...(interpret(graph, { ...Object.fromEntries(ones), x0 }).get('y')?.data ?? [])];
}

describe('worked by hand', () => {
  test('RMSNormalization divides by √((9 + 16) / 2)', () => {
    const [a, b] = plain('RMSNormalization', {}, [3, 4], [2]);
    expect(a).toBeCloseTo(3 / Math.sqrt(12.5), 6);
    expect(b).toBeCloseTo(4 / Math.sqrt(12.5), 6);
  });

  test('UnitNormalization divides by the length, and leaves zeros', () => {
    expect(plain('UnitNormalization', {}, [3, 4], [2])).toEqual([0.6, 0.8]);
    expect(plain('UnitNormalization', {}, [0, 0], [2])).toEqual([0, 0]);
  });

  test('GroupNormalization takes channels two by two', () => {
    const y = plain('GroupNormalization', { groups: 2, epsilon: 1e-12 }, [1, 3, 10, 30], [4]);
    [-1, 1, -1, 1].forEach((value, at) => {
      expect(y[at]).toBeCloseTo(value, 6);
    });
  });
});

test('BatchNormalization leaves padding out of its statistics', () => {
  const { graph, feeds } = layerCase({
    type: 'BatchNormalization',
    config: { momentum: 0, epsilon: 1e-9 },
    inputShapes: [[4, 1]],
    masks: [[1, 1, 0, 0, 1, 1, 1, 0]],
    batch: 2,
  });
  // Steps that are there: 1, 3, 5, 7, 9 of mean 5 and variance 8.
  const x0 = [1, 3, 100, 100, 5, 7, 9, -100];
  const results = interpret(graph, { ...feeds, x0, gamma: [1], beta: [0] } as never);
  expect(results.get('moving_mean:next')?.data[0]).toBeCloseTo(5, 6);
  expect(results.get('moving_variance:next')?.data[0]).toBeCloseTo(8, 6);
  expect(results.get('y')?.data[0]).toBeCloseTo(-4 / Math.sqrt(8), 6);
});

test('a row of equal numbers becomes zeros, and its slope stays a number', async () => {
  const request: LayerRequest = {
    type: 'LayerNormalization',
    inputShapes: [[4]],
    range: [7, 7],
  };
  expect(layerGradientError(request)).toBeLessThan(1e-4);
  expect(await layerDisagreements(request, open)).toEqual([]);
});

test.each([
  ['LayerNormalization', { axis: [1, 3] }, 'axis', 'axis of 2'],
  ['RMSNormalization', { axis: 0 }, 'axis', 'axis of 2'],
  ['UnitNormalization', { axis: [-1, 2] }, 'axis', 'axis of 2'],
  ['BatchNormalization', { axis: -3 }, 'axis', 'axis of 2'],
  ['GroupNormalization', {}, 'groups', 'divisor of 6 or -1'],
  ['GroupNormalization', { groups: 4 }, 'groups', 'divisor of 6 or -1'],
  ['GroupNormalization', { groups: 0 }, 'groups', 'divisor of 6 or -1'],
] as const)('%s %o is refused at its layer', (type, config, key, expected) => {
  const result = inferModel(chain(SERIES, [[type, config]]));
  expect(result.ok ? null : result.error).toMatchObject({
    code: 'architecture/config-invalid',
    layerId: `${type.toLowerCase()}1`,
    key,
    expected,
  });
});
