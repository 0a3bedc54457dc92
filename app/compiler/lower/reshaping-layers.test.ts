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

const CASES = [
  ['Flatten', {}, [2, 3, 4], () => tf.layers.flatten()],
  [
    'Reshape',
    { target_shape: [4, -1] },
    [2, 3, 4],
    () => tf.layers.reshape({ targetShape: [4, -1] }),
  ],
  [
    'Reshape',
    { target_shape: [1, 1, 5] },
    [5],
    () => tf.layers.reshape({ targetShape: [1, 1, 5] }),
  ],
  ['Reshape', { target_shape: [6] }, [2, 3], () => tf.layers.reshape({ targetShape: [6] })],
  ['Permute', { dims: [2, 1] }, [2, 3], () => tf.layers.permute({ dims: [2, 1] })],
  ['Permute', { dims: [1, 2] }, [2, 3], () => tf.layers.permute({ dims: [1, 2] })],
  ['Permute', { dims: [3, 1, 2] }, [2, 3, 4], () => tf.layers.permute({ dims: [3, 1, 2] })],
  ['Permute', { dims: [2, 3, 1] }, [2, 3, 4], () => tf.layers.permute({ dims: [2, 3, 1] })],
  ['Permute', { dims: [2, 1, 3] }, [2, 3, 4], () => tf.layers.permute({ dims: [2, 1, 3] })],
  ['RepeatVector', { n: 3 }, [4], () => tf.layers.repeatVector({ n: 3 })],
] as const;

describe.each(CASES)('%s %o of %o', (type, config, shape, reference) => {
  const layouts: Readonly<Record<number, readonly Layout[]>> = {
    1: ['channels-last', 'batch-last'],
    2: ['channels-last', 'channels-first', 'time-first'],
    3: ['channels-last', 'channels-first'],
  };
  const requests = (layouts[shape.length] ?? []).map(
    (layout): LayerRequest => ({ type, config, inputShapes: [shape], layouts: [layout] }),
  );

  test('is that of TensorFlow.js, in every layout', () => {
    for (const request of requests) {
      const { graph, feeds, outputs } = layerCase(request);
      const x = tf.tensor(feeds.x0 as Float32Array, [3, ...shape]);
      const expected = reference().apply(x) as tf.Tensor;
      expect(outputs[0]?.shape).toEqual(expected.shape);
      const found = interpret(graph, feeds as never).get('y')?.data ?? [];
      expect([...found]).toEqual([...expected.dataSync()]);
    }
  });

  test('has the slope of central differences, and ONNX Runtime agrees', async () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.constantFrom(...requests), (seed, request) => {
        expect(layerGradientError({ ...request, seed })).toBeLessThan(1e-6);
      }),
      { numRuns: 4 },
    );
    for (const request of requests) expect(await layerDisagreements(request, open)).toEqual([]);
  });
});

test('swapping the two axes of a sequence moves nothing: it becomes channels first', () => {
  const { graph } = layerCase({ type: 'Permute', config: { dims: [2, 1] }, inputShapes: [[5, 4]] });
  // Only the test's own way back to channels last.
  expect(graph.nodes.filter(({ op }) => op === 'transpose').length).toBe(1);
});

test.each([
  ['Reshape', { target_shape: [5, -1] }, 'target_shape', 'sizes, Π = 24'],
  ['Reshape', { target_shape: [-1, -1] }, 'target_shape', 'sizes, Π = 24'],
  ['Reshape', { target_shape: [0, -1] }, 'target_shape', 'sizes, Π = 24'],
  ['Reshape', { target_shape: [4, 5] }, 'target_shape', 'sizes, Π = 24'],
  ['Permute', { dims: [1, 3] }, 'dims', 'axes 1–2 in some order'],
  ['Permute', { dims: [2, 2] }, 'dims', 'axes 1–2 in some order'],
  ['Permute', { dims: [3, 1, 2] }, 'dims', 'axes 1–2 in some order'],
] as const)('%s %o is refused at its layer', (type, config, key, expected) => {
  const result = inferModel(chain([6, 4], [[type, config]]));
  expect(result.ok ? null : result.error).toMatchObject({
    code: 'architecture/config-invalid',
    layerId: `${type.toLowerCase()}1`,
    key,
    expected,
  });
});

test('only a vector can be repeated', () => {
  const result = inferModel(chain([6, 4], [['RepeatVector', { n: 2 }]]));
  expect(result.ok ? null : result.error).toMatchObject({
    code: 'architecture/rank-mismatch',
    layerId: 'repeatvector1',
    expectedRank: 1,
  });
});

test.each([
  ['Flatten', {}],
  ['Reshape', { target_shape: [-1] }],
  ['Permute', { dims: [2, 1] }],
] as const)('%s refuses a masked sequence, whose steps it would lose', (type, config) => {
  const result = inferModel(chain([6, 4], [['Masking'], [type, config]]));
  expect(result.ok ? null : result.error).toMatchObject({
    code: 'architecture/mask-refused',
    layerId: `${type.toLowerCase()}2`,
    source: 'masking1',
  });
});
