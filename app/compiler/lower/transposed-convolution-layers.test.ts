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

const transposed = (type: LayerType, inputShape: readonly number[], config: Config) =>
  ({ type, config: { filters: 3, ...config }, inputShapes: [inputShape] }) satisfies LayerRequest;

const WITH_PEER: readonly LayerRequest[] = [
  { kernel_size: 3 },
  { kernel_size: 3, strides: 2, padding: 'same', activation: 'relu' },
  { kernel_size: 2, strides: 2, use_bias: false },
  { kernel_size: [4, 3], strides: [2, 1], padding: 'same', activation: 'tanh' },
  { kernel_size: 2, strides: 3 },
  { kernel_size: 1, strides: 3, padding: 'same' },
].map((config) => transposed('Conv2DTranspose', [3, 4, 2], config));

const WITHOUT_PEER: readonly LayerRequest[] = [
  ...[
    { kernel_size: 3, strides: 2 },
    { kernel_size: 4, strides: 2, padding: 'same' },
    { kernel_size: 3, strides: 2, padding: 'same', output_padding: 0 },
    { kernel_size: 3, strides: 3, output_padding: 2 },
    { kernel_size: 3, dilation_rate: 2, padding: 'same', activation: 'relu' },
  ].map((config) => transposed('Conv1DTranspose', [5, 2], config)),
  transposed('Conv2DTranspose', [2, 3, 2], {
    kernel_size: [3, 2],
    strides: [2, 3],
    padding: 'same',
    output_padding: [1, 2],
  }),
  transposed('Conv2DTranspose', [3, 3, 2], { kernel_size: 2, dilation_rate: [2, 3] }),
  { ...transposed('Conv1DTranspose', [1, 3], { kernel_size: 5, padding: 'same' }), batch: 1 },
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
  const request = fc
    .record({
      kernel_size: fc.tuple(size(4), size(3)),
      strides: fc.tuple(size(3), size(3)),
      dilation: size(2),
      padding: fc.constantFrom('valid', 'same'),
      output_padding: fc.option(fc.tuple(fc.nat(2), fc.nat(2))),
    })
    .chain(({ dilation, ...config }) => {
      const dilation_rate = Math.max(...config.strides) > 1 ? 1 : dilation;
      return fc.tuple(size(3), size(3), size(2)).map(([height, width, batch]) => ({
        ...transposed('Conv2DTranspose', [height, width, 1], { ...config, dilation_rate }),
        batch,
      }));
    })
    .filter(
      ({ type, config, inputShapes: [shape = []] }) =>
        inferModel(chain(shape, [[type, config]])).ok,
    );

  test('have the slope of central differences', () => {
    fc.assert(
      fc.property(request, (each) => {
        expect(layerGradientError(each)).toBeLessThan(1e-6);
      }),
      { numRuns: 30 },
    );
  });

  test('give on ONNX Runtime what they give in the interpreter', async () => {
    await fc.assert(
      fc.asyncProperty(request, async (each) => {
        expect(await layerDisagreements(each, open)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});

test('each step lays the kernel down once, the output being cut at both ends', () => {
  const { graph } = layerCase({
    type: 'Conv1DTranspose',
    config: { filters: 1, kernel_size: 4, strides: 2, padding: 'same' },
    inputShapes: [[2, 1]],
    batch: 1,
  });
  const feeds = { x0: [1, 10], kernel: [1, 2, 3, 4], bias: [100] };
  // 1 2 3 4 from the first step, 10 20 30 40 two further on; one is cut off at each end.
  expect([...(interpret(graph, feeds).get('y')?.data ?? [])]).toEqual([102, 113, 124, 130]);
});

describe('errors at the layer', () => {
  const errorOf = (inputShape: readonly number[], config: Config) => {
    const result = inferModel(
      chain(inputShape, [['Conv1DTranspose', { filters: 2, kernel_size: 2, ...config }]]),
    );
    return result.ok ? null : result.error;
  };

  test('output padding of a stride or more', () => {
    expect(errorOf([4, 2], { strides: 2, output_padding: 2 })).toEqual({
      code: 'architecture/config-invalid',
      layerId: 'conv1dtranspose1',
      key: 'output_padding',
      value: '[2]',
      expected: 'integer in [0, 2)',
    });
  });

  test('an output of which nothing is left', () => {
    expect(errorOf([1, 2], { padding: 'same', output_padding: 0 })).toMatchObject({
      code: 'architecture/config-invalid',
      key: 'output_padding',
      expected: 'null',
    });
  });

  test('strides with dilation, and an input of other axes', () => {
    expect(errorOf([4, 2], { strides: 2, dilation_rate: 2 })).toMatchObject({
      code: 'architecture/config-invalid',
      key: 'dilation_rate',
    });
    expect(errorOf([4, 4, 2], {})).toMatchObject({ code: 'architecture/rank-mismatch' });
  });
});
