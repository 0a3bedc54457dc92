import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { inferModel } from '../../architecture/infer-model.ts';
import { interpret } from '../interpret.ts';
import { layerCase, layerDisagreements, layerGradientError } from '../testing/layer-cases.ts';
import { chain } from '../testing/models.ts';
import { onnxRunner } from '../testing/onnx-runner.ts';

const open = onnxRunner(ort);

function normalised(shape: readonly number[], config: object, x0: readonly number[]) {
  const { graph } = layerCase({
    type: 'Normalization',
    config: config as never,
    inputShapes: [shape],
    batch: 1,
  });
  return [...(interpret(graph, { x0 }).get('y')?.data ?? [])];
}

test('each feature is brought to its mean and deviation, and back', () => {
  const config = { mean: [1, -2, 0], variance: [4, 0.25, 1] };
  expect(normalised([3], config, [5, -2, 3])).toEqual([2, 0, 3]);
  expect(normalised([3], { ...config, invert: true }, [2, 0, 3])).toEqual([5, -2, 3]);
});

test('one mean for all, and along several axes', () => {
  expect(normalised([2], { mean: 3, variance: 4 }, [3, 7])).toEqual([0, 2]);
  const config = { axis: [1, 2], mean: [0, 1, 2, 3], variance: [1, 1, 4, 1] };
  expect(normalised([2, 2], config, [1, 1, 4, 3])).toEqual([1, 0, 1, 0]);
  expect(normalised([2, 2], { axis: 1, mean: [0, 1], variance: 1 }, [1, 2, 3, 4])).toEqual([
    1, 2, 2, 3,
  ]);
});

test('a feature that never varies is not divided by zero', () => {
  expect(normalised([1], { mean: 2, variance: 0 }, [2])).toEqual([0]);
});

test('every layout gives the same, with its slope, on ONNX Runtime too', async () => {
  for (const layout of ['channels-last', 'channels-first'] as const) {
    for (const invert of [false, true]) {
      const request = {
        type: 'Normalization',
        config: { mean: [0.5, -1, 2], variance: [2, 0.3, 1], invert },
        inputShapes: [[2, 2, 3]],
        layouts: [layout],
      } as const;
      expect(layerGradientError(request)).toBeLessThan(1e-6);
      expect(await layerDisagreements(request, open)).toEqual([]);
    }
  }
});

test.each([
  [{ mean: [1, 2], variance: 1 }, 'mean', '1 or 3 numbers'],
  [{ mean: 1, variance: [1, 2, 3, 4] }, 'variance', '1 or 3 numbers'],
  [{ mean: 1, variance: -1 }, 'variance', 'number or list of numbers ≥ 0'],
  [{ variance: 1 }, 'mean', 'number or list of numbers'],
  [{ mean: 0, variance: 1, axis: 3 }, 'axis', 'axis of 2'],
])('%o is refused at its layer', (config, key, expected) => {
  const result = inferModel(chain([4, 3], [['Normalization', config]]));
  expect(result.ok ? null : result.error).toMatchObject({
    code: 'architecture/config-invalid',
    layerId: 'normalization1',
    key,
    expected,
  });
});

describe('CategoryEncoding', () => {
  const encoded = (output_mode: string, numbers: readonly number[], shape: readonly number[]) => {
    const { graph, layer } = layerCase({
      type: 'CategoryEncoding',
      config: { num_tokens: 4, output_mode },
      inputShapes: [shape],
      batch: 1,
    });
    const y = interpret(graph, { x0: numbers }).get('y');
    return { values: [...(y?.data ?? [])], shape: layer.shape };
  };

  test('tells which numbers there are, how often, or each by itself', () => {
    const numbers = [2, 0, 2];
    expect(encoded('multi_hot', numbers, [3])).toEqual({ values: [1, 0, 1, 0], shape: [4] });
    expect(encoded('count', numbers, [3])).toEqual({ values: [1, 0, 2, 0], shape: [4] });
    expect(encoded('one_hot', numbers, [3])).toEqual({
      values: [0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0],
      shape: [3, 4],
    });
    expect(encoded('one_hot', [3], [1])).toEqual({ values: [0, 0, 0, 1], shape: [4] });
  });

  test('takes numbers that are too large or too small for the nearest', () => {
    expect(encoded('multi_hot', [-3, 9], [2]).values).toEqual([1, 0, 0, 1]);
  });

  test('gives the same on ONNX Runtime', async () => {
    for (const output_mode of ['multi_hot', 'count', 'one_hot']) {
      const config = { num_tokens: 5, output_mode };
      const request = {
        type: 'CategoryEncoding',
        config,
        inputShapes: [[4]],
        batch: 3,
        wholeBelow: 5,
      } as const;
      expect(await layerDisagreements(request, open)).toEqual([]);
    }
  });
});
