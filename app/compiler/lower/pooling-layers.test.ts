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

function expectClose(found: readonly number[], expected: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  found.forEach((value, at) => {
    expect(value).toBeCloseTo(expected[at] ?? Number.NaN, 5);
  });
}

const WINDOWS: readonly LayerSpec['config'][] = [
  { pool_size: 2 },
  { pool_size: 3, strides: 1 },
  { pool_size: 3, strides: 2, padding: 'same' },
  { pool_size: 2, strides: 3 },
  { pool_size: 2, strides: 3, padding: 'same' },
  { pool_size: 4, strides: 1, padding: 'same' },
  { pool_size: 1 },
];

const windowsOf = (type: LayerType, inputShape: readonly number[]): readonly LayerRequest[] =>
  WINDOWS.map((config) => ({ type, config, inputShapes: [inputShape] }));

const globally = (type: LayerType, inputShape: readonly number[]): readonly LayerRequest[] =>
  [false, true].map((keepdims) => ({ type, config: { keepdims }, inputShapes: [inputShape] }));

const SEQUENCE = [7, 3];
const IMAGE = [5, 6, 2];

const CASES: readonly LayerRequest[] = [
  ...windowsOf('MaxPooling1D', SEQUENCE),
  ...windowsOf('AveragePooling1D', SEQUENCE),
  ...windowsOf('MaxPooling2D', IMAGE),
  ...windowsOf('AveragePooling2D', IMAGE),
  { type: 'MaxPooling1D', inputShapes: [SEQUENCE] },
  { type: 'AveragePooling2D', config: { pool_size: [2, 3] }, inputShapes: [[4, 6, 2]] },
  {
    type: 'AveragePooling2D',
    config: { pool_size: [3, 2], strides: [1, 2], padding: 'same' },
    inputShapes: [IMAGE],
  },
  // Larger than what it slides over, which padding makes room for.
  {
    type: 'AveragePooling1D',
    config: { pool_size: 5, strides: 2, padding: 'same' },
    inputShapes: [[1, 2]],
    batch: 1,
  },
  {
    type: 'MaxPooling2D',
    config: { pool_size: 4, padding: 'same' },
    inputShapes: [[1, 2, 1]],
    batch: 1,
  },
  ...globally('GlobalMaxPooling1D', SEQUENCE),
  ...globally('GlobalAveragePooling1D', SEQUENCE),
  ...globally('GlobalMaxPooling2D', IMAGE),
  ...globally('GlobalAveragePooling2D', IMAGE),
];

describe.each(CASES)('$type $config of $inputShapes', (request) => {
  test('gives what TensorFlow.js gives', () => {
    // It knows no keepdims, which changes no value.
    const { keepdims: _, ...config } = request.config ?? {};
    expectClose(layerOutput(request), tensorflowOutput(tf, { ...request, config }));
  });

  test('gives the same whichever way its input is laid out', () => {
    const { layer, outputs } = layerCase(request);
    expect(outputs[0]?.shape.slice(1)).toEqual(layer.shape);
    expect(layerOutput({ ...request, layouts: ['channels-first'] })).toEqual(layerOutput(request));
  });

  test('has the slope of central differences', () => {
    for (const seed of [1, 2]) {
      expect(layerGradientError({ ...request, seed })).toBeLessThan(1e-6);
    }
  });

  test('gives on ONNX Runtime what it gives in the interpreter', async () => {
    expect(await layerDisagreements(request, open)).toEqual([]);
  });
});

describe('windows of any size', () => {
  const size = (maximum: number) => fc.integer({ min: 1, max: maximum });
  const request = fc
    .record({
      type: fc.constantFrom('MaxPooling2D' as const, 'AveragePooling2D' as const),
      config: fc.record({
        pool_size: fc.tuple(size(3), size(3)),
        strides: fc.tuple(size(4), size(4)),
        padding: fc.constantFrom('valid', 'same'),
      }),
      inputShapes: fc.tuple(fc.tuple(size(5), size(5), size(2))),
      batch: size(2),
      seed: fc.nat(1000),
    })
    .filter(({ config: { pool_size, padding }, inputShapes: [[height, width]] }) => {
      return padding === 'same' || (pool_size[0] <= height && pool_size[1] <= width);
    });

  test('have the slope of central differences', () => {
    fc.assert(
      fc.property(request, (each) => {
        expect(layerGradientError(each)).toBeLessThan(1e-6);
      }),
      { numRuns: 40 },
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

test('an average leaves padding out of the count, as Keras does', () => {
  const { graph } = layerCase({
    type: 'AveragePooling1D',
    config: { pool_size: 3, strides: 1, padding: 'same' },
    inputShapes: [[3, 1]],
    batch: 1,
  });
  const y = interpret(graph, { x0: [1, 2, 6] }).get('y')?.data ?? [];
  expect([...y]).toEqual([1.5, 3, 4]);
});

describe('a masked sequence', () => {
  const masked: LayerRequest = {
    type: 'GlobalAveragePooling1D',
    inputShapes: [[3, 2]],
    batch: 2,
    masks: [[1, 1, 0, 0, 0, 0]],
  };

  test('is averaged over the steps that are there; none gives 0 where Keras gives NaN', () => {
    const { graph, mask } = layerCase(masked);
    expect(mask).toBeUndefined();
    const x0 = [1, 10, 3, 30, Number.NaN, 7, 1, 1, 1, 1, 1, 1];
    const y = interpret(graph, { x0 }).get('y')?.data ?? [];
    expect([...y]).toEqual([2, 20, 0, 0]);
  });

  test('has the slope of central differences, also on ONNX Runtime', async () => {
    expect(layerGradientError(masked)).toBeLessThan(1e-6);
    expect(await layerDisagreements(masked, open)).toEqual([]);
  });
});

describe('errors at the layer', () => {
  const errorOf = (inputShape: readonly number[], type: string, config: LayerSpec['config']) => {
    const result = inferModel(chain(inputShape, [[type, config]]));
    return result.ok ? null : result.error;
  };

  test('a window larger than its input', () => {
    expect(errorOf([3, 2], 'AveragePooling1D', { pool_size: 4 })).toEqual({
      code: 'architecture/window-too-large',
      layerId: 'averagepooling1d1',
      window: [4],
      actual: [3, 2],
    });
  });

  test('an input of other axes', () => {
    expect(errorOf([4, 4, 1], 'MaxPooling1D', {})).toMatchObject({
      code: 'architecture/rank-mismatch',
      expectedRank: 2,
    });
    expect(errorOf([4], 'GlobalMaxPooling2D', {})).toMatchObject({
      code: 'architecture/rank-mismatch',
      expectedRank: 3,
    });
  });

  test('an average without a size, which Keras has no default for', () => {
    expect(errorOf([4, 4, 1], 'AveragePooling2D', {})).toMatchObject({
      code: 'architecture/config-invalid',
      key: 'pool_size',
      expected: 'integer or [height, width] in [1, 1024]',
    });
  });
});
