import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import * as ort from 'onnxruntime-node';
import { beforeAll, describe, expect, test } from 'vitest';
import type { LayerType } from '../../architecture/catalogue.ts';
import { inferModel } from '../../architecture/infer-model.ts';
import type { LayerSpec } from '../../architecture/model-spec.ts';
import { interpret } from '../interpret.ts';
import {
  type LayerRequest,
  layerCase,
  layerDisagreements,
  layerGradientError,
  layerOutput,
} from '../testing/layer-cases.ts';
import { chain } from '../testing/models.ts';
import { onnxRunner } from '../testing/onnx-runner.ts';
import { tensorflowOutput } from '../testing/tensorflow-output.ts';

const open = onnxRunner(ort);

beforeAll(async () => {
  await tf.setBackend('cpu');
  await tf.ready();
});

type Config = LayerSpec['config'];

const SHAPES = { 1: [8, 4], 2: [6, 5, 4], 3: [5, 4, 6, 2] } as const;

function requests(type: LayerType, rank: 1 | 2 | 3, configs: readonly Config[]): LayerRequest[] {
  const own: Config = /^(Conv|Sep)/.test(type) ? { filters: 6 } : {};
  return configs.map((config) => ({
    type,
    config: { ...own, ...config },
    inputShapes: [SHAPES[rank]],
  }));
}

/** What any convolution takes, kernels larger than a stride and smaller ones. */
const WINDOWS: readonly Config[] = [
  { kernel_size: 3 },
  { kernel_size: 2, padding: 'same', activation: 'relu' },
  { kernel_size: 2, strides: 3, padding: 'same', use_bias: false },
  { kernel_size: 3, strides: 2 },
  { kernel_size: 3, dilation_rate: 2, padding: 'same', activation: 'tanh' },
  { kernel_size: 1, strides: 2 },
];
const MULTIPLIED = WINDOWS.map((config, at) => ({ ...config, depth_multiplier: 1 + (at % 2) }));
const UNDILATED = MULTIPLIED.filter((config) => !('dilation_rate' in config));

const VOLUMES: readonly Config[] = [
  { kernel_size: 2, filters: 3 },
  { kernel_size: [3, 1, 2], strides: [2, 3, 1], padding: 'same', activation: 'relu', filters: 2 },
  { kernel_size: [2, 2, 3], strides: [3, 1, 2], use_bias: false, filters: 2 },
  { kernel_size: [1, 2, 2], padding: 'same', filters: 2 },
];

/** Larger than what it slides over, one sample, one step. */
const SHORT: LayerRequest = {
  type: 'Conv1D',
  config: { filters: 2, kernel_size: 5, padding: 'same' },
  inputShapes: [[1, 3]],
  batch: 1,
};

const WITH_PEER: readonly LayerRequest[] = [
  ...requests('Conv1D', 1, WINDOWS),
  ...requests('Conv2D', 2, WINDOWS),
  ...requests('DepthwiseConv2D', 2, UNDILATED),
  ...requests('SeparableConv2D', 2, MULTIPLIED),
  ...requests('Conv3D', 3, VOLUMES),
  SHORT,
];

const WITHOUT_PEER: readonly LayerRequest[] = [
  ...requests('DepthwiseConv1D', 1, MULTIPLIED),
  ...requests('SeparableConv1D', 1, MULTIPLIED),
  ...requests('Conv1D', 1, [
    { kernel_size: 3, padding: 'causal' },
    { kernel_size: 3, padding: 'causal', strides: 2, activation: 'relu' },
    { kernel_size: 2, padding: 'causal', dilation_rate: 3 },
    { kernel_size: 3, groups: 2 },
  ]),
  ...requests('Conv2D', 2, [{ kernel_size: [2, 3], groups: 2, strides: [2, 1] }]),
  // TensorFlow.js' layer forgets its dilation. Keras allows strides beside it.
  ...requests('DepthwiseConv2D', 2, [
    { kernel_size: 3, dilation_rate: 2, padding: 'same' },
    { kernel_size: 2, dilation_rate: 2, strides: 2 },
  ]),
  ...requests('Conv3D', 3, [
    { kernel_size: [2, 3, 2], dilation_rate: [3, 1, 2], padding: 'same', filters: 2 },
    { kernel_size: [3, 2, 2], dilation_rate: [2, 2, 1], filters: 4, groups: 2 },
  ]),
  {
    type: 'Conv3D',
    config: { filters: 2, kernel_size: [5, 2, 3], padding: 'same' },
    inputShapes: [[1, 2, 1, 1]],
    batch: 1,
  },
  { ...SHORT, config: { ...SHORT.config, padding: 'causal' } },
];

describe.each(WITH_PEER)('$type $config', (request) => {
  test('gives what TensorFlow.js gives', () => {
    const expected = tensorflowOutput(tf, request);
    const found = layerOutput(request);
    expect(found.length).toBe(expected.length);
    found.forEach((value, at) => {
      expect(value).toBeCloseTo(expected[at] ?? Number.NaN, 5);
    });
  });
});

describe.each([...WITH_PEER, ...WITHOUT_PEER])('$type $config', (request) => {
  test('has the shape that was inferred, whichever way its input is laid out', () => {
    const { layer, outputs } = layerCase(request);
    expect(outputs[0]?.shape.slice(1)).toEqual(layer.shape);
    expect(layerOutput({ ...request, layouts: ['channels-first'] })).toEqual(layerOutput(request));
  });

  test('has the slope of central differences', () => {
    expect(layerGradientError({ ...request, batch: 2 })).toBeLessThan(1e-6);
  });

  test('gives on ONNX Runtime what it gives in the interpreter', async () => {
    expect(await layerDisagreements(request, open)).toEqual([]);
  });
});

describe('windows of any size', () => {
  const size = (maximum: number) => fc.integer({ min: 1, max: maximum });
  const sizes = (rank: number, maximum: number) =>
    fc.array(size(maximum), { minLength: rank, maxLength: rank });
  const types = fc.constantFrom<[LayerType, 1 | 2 | 3]>(
    ['Conv1D', 1],
    ['Conv2D', 2],
    ['Conv3D', 3],
    ['DepthwiseConv1D', 1],
    ['DepthwiseConv2D', 2],
    ['SeparableConv1D', 1],
    ['SeparableConv2D', 2],
  );
  const window = types
    .chain(([type, rank]) => {
      const own = type.startsWith('Conv')
        ? fc.record({ filters: fc.constant(2), groups: size(2) })
        : fc.record({ depth_multiplier: size(2) });
      return fc.record({
        type: fc.constant(type),
        own: type.startsWith('Sep') ? own.map((config) => ({ ...config, filters: 2 })) : own,
        kernel_size: sizes(rank, 4 - Math.floor(rank / 2)),
        strides: sizes(rank, 3),
        dilation_rate: sizes(rank, 2),
        padding: fc.constantFrom('valid', 'same', ...(type === 'Conv1D' ? ['causal'] : [])),
        inputShape: fc
          .tuple(sizes(rank, 6 - rank), size(2))
          .map(([image, channels]) => [...image, channels]),
        batch: size(2),
        seed: fc.nat(1000),
      });
    })
    .map(({ type, own, inputShape, batch, seed, ...sliding }) => ({
      type,
      config: { ...own, ...sliding },
      inputShapes: [inputShape],
      batch,
      seed,
    }))
    .filter(
      ({ type, config, inputShapes: [shape = []] }) =>
        inferModel(chain(shape, [[type, config]])).ok,
    );

  test('have the slope of central differences', () => {
    fc.assert(
      fc.property(window, (request) => {
        expect(layerGradientError(request)).toBeLessThan(1e-6);
      }),
      { numRuns: 60 },
    );
  });

  test('give on ONNX Runtime what they give in the interpreter', async () => {
    await fc.assert(
      fc.asyncProperty(window, async (request) => {
        expect(await layerDisagreements(request, open)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('layers of one axis are those of two on an image of height 1', () => {
  test.each([
    ['Conv1D', 'Conv2D', { filters: 4, groups: 2 }],
    ['DepthwiseConv1D', 'DepthwiseConv2D', { depth_multiplier: 2 }],
    ['SeparableConv1D', 'SeparableConv2D', { filters: 3, depth_multiplier: 2 }],
  ] as const)('%s and %s', (sequence, image, own) => {
    const shared = { ...own, padding: 'same' } as const;
    const one = layerOutput({
      type: sequence,
      config: { ...shared, kernel_size: 3 },
      inputShapes: [[7, 4]],
    });
    const two = layerOutput({
      type: image,
      config: { ...shared, kernel_size: [1, 3] },
      inputShapes: [[1, 7, 4]],
    });
    expect(one.length).toBeGreaterThan(0);
    expect(two).toEqual(one);
  });
});

test('a causal convolution is an unpadded one after zeros, so no output sees later steps', () => {
  const config = { filters: 2, kernel_size: 3, dilation_rate: 2 };
  const causal: LayerRequest = {
    type: 'Conv1D',
    config: { ...config, padding: 'causal' },
    inputShapes: [[6, 1]],
    batch: 1,
  };
  const { graph, feeds } = layerCase(causal);
  const padded = layerCase({ ...causal, config, inputShapes: [[10, 1]] });
  const x0 = [0, 0, 0, 0, ...(feeds.x0 as Float32Array)];
  const expected = interpret(padded.graph, { ...feeds, x0 } as never).get('y')?.data ?? [];
  expect([...(interpret(graph, feeds as never).get('y')?.data ?? [])]).toEqual([...expected]);
});

describe('errors at the layer', () => {
  const errorOf = (inputShape: readonly number[], type: string, config: Config) => {
    const result = inferModel(chain(inputShape, [[type, config]]));
    return result.ok ? null : result.error;
  };

  test('a window larger than its input', () => {
    expect(errorOf([4, 2], 'DepthwiseConv1D', { kernel_size: 3, dilation_rate: 2 })).toEqual({
      code: 'architecture/window-too-large',
      layerId: 'depthwiseconv1d1',
      window: [5],
      actual: [4, 2],
    });
  });

  test('groups that do not divide the channels, and strides with dilation', () => {
    expect(errorOf([8, 3], 'Conv1D', { filters: 4, kernel_size: 2, groups: 2 })).toMatchObject({
      code: 'architecture/config-invalid',
      key: 'groups',
      expected: 'divisor of 3 and 4',
    });
    const both = { filters: 4, kernel_size: 2, strides: 2, dilation_rate: 2 };
    expect(errorOf([8, 3], 'Conv1D', both)).toMatchObject({
      code: 'architecture/config-invalid',
      key: 'dilation_rate',
      value: '[2]',
    });
  });

  test('a masked sequence, whose padding a window would mix in', () => {
    const tokens: Config = { input_dim: 5, output_dim: 3, mask_zero: true };
    const convolution: Config = { filters: 2, kernel_size: 2 };
    const model = chain(
      [6],
      [
        ['Embedding', tokens],
        ['Conv1D', convolution],
      ],
    );
    const result = inferModel(model);
    expect(result.ok ? null : result.error).toEqual({
      code: 'architecture/mask-refused',
      layerId: 'conv1d2',
      type: 'Conv1D',
      source: 'embedding1',
      takers: ['GlobalAveragePooling1D', 'SimpleRNN', 'GRU', 'LSTM', 'Bidirectional'],
    });
  });

  test('causal padding of an image, and an input of other axes', () => {
    expect(
      errorOf([8, 8, 3], 'Conv2D', { filters: 4, kernel_size: 2, padding: 'causal' }),
    ).toMatchObject({
      code: 'architecture/config-invalid',
      key: 'padding',
      expected: 'valid | same',
    });
    expect(errorOf([8, 3], 'SeparableConv2D', { filters: 4, kernel_size: 2 })).toMatchObject({
      code: 'architecture/rank-mismatch',
      expectedRank: 3,
    });
  });
});
