import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import * as ort from 'onnxruntime-node';
import { beforeAll, describe, expect, test } from 'vitest';
import { fitsDataset } from '../../architecture/fits-dataset.ts';
import { inferModel } from '../../architecture/infer-model.ts';
import { emitPlain } from '../emit-onnx.ts';
import { Graph } from '../graph.ts';
import { interpret } from '../interpret.ts';
import { transpose } from '../operators/movement.ts';
import {
  type LayerRequest,
  layerCase,
  layerDisagreements,
  layerGradientError,
} from '../testing/layer-cases.ts';
import { chain } from '../testing/models.ts';
import { onnxRunner } from '../testing/onnx-runner.ts';
import { maskOfTokens } from './embedding-layers.ts';

const open = onnxRunner(ort);

beforeAll(async () => {
  await tf.setBackend('cpu');
  await tf.ready();
});

const EMBEDDING: LayerRequest = {
  type: 'Embedding',
  config: { input_dim: 4, output_dim: 3 },
  inputShapes: [[5]],
  wholeBelow: 4,
};

describe('Embedding', () => {
  test('is that of TensorFlow.js', () => {
    const { graph, feeds } = layerCase(EMBEDDING);
    const layer = tf.layers.embedding({ inputDim: 4, outputDim: 3 });
    layer.build([3, 5]);
    layer.setWeights([tf.tensor(feeds.embeddings as Float32Array, [4, 3])]);
    const x = tf.tensor(feeds.x0 as Float32Array, [3, 5], 'int32');
    const expected = (layer.apply(x) as tf.Tensor).dataSync();
    expect([...(interpret(graph, feeds as never).get('y')?.data ?? [])]).toEqual([...expected]);
  });

  test('adds up the gradients of rows that are looked up again', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.constantFrom([1], [6], [2, 3]), (seed, shape) => {
        const error = layerGradientError({ ...EMBEDDING, inputShapes: [shape], seed });
        expect(error).toBeLessThan(1e-6);
      }),
      { numRuns: 12 },
    );
  });

  test('gives on ONNX Runtime what it gives in the interpreter', async () => {
    expect(await layerDisagreements(EMBEDDING, open)).toEqual([]);
  });

  test('takes what is no row for the nearest one', async () => {
    const { graph, feeds } = layerCase({ ...EMBEDDING, inputShapes: [[4]], batch: 1 });
    const model = await open(emitPlain(graph));
    const x0 = Float32Array.of(-7, 0, 3, 1e6);
    const table = feeds.embeddings as Float32Array;
    const result = await model.run({
      x0: { data: x0, shape: [1, 4] },
      embeddings: { data: table, shape: [4, 3] },
    });
    await model.close();
    const rows = [0, 0, 3, 3].flatMap((row) => [...table.slice(3 * row, 3 * row + 3)]);
    expect([...(result.y ?? [])]).toEqual(rows);
    expect([...(interpret(graph, { ...feeds, x0 } as never).get('y')?.data ?? [])]).toEqual(rows);
  });

  test('masks zeros if told to', () => {
    const { mask, graph } = layerCase({
      ...EMBEDDING,
      config: { ...EMBEDDING.config, mask_zero: true },
      batch: 1,
    });
    if (mask === undefined) throw new Error('No mask');
    graph.outputs.set('mask', mask);
    const feeds = { x0: [0, 2, 0, 1, 3], embeddings: new Float32Array(12) };
    expect([...(interpret(graph, feeds).get('mask')?.data ?? [])]).toEqual([0, 1, 0, 1, 1]);
    expect(layerCase(EMBEDDING).mask).toBeUndefined();
  });

  test('reordering what it gives reorders its indices', () => {
    const graph = new Graph();
    const { graph: own, outputs, feeds } = layerCase(EMBEDDING);
    const [y] = outputs;
    if (y === undefined) throw new Error('No output');
    own.outputs.set('reordered', transpose(y, [1, 0, 2]));
    const results = interpret(own, feeds as never);
    expect(own.nodes.filter(({ op }) => op === 'transpose')[0]?.inputs[0]?.dtype).toBe('int32');
    const at = (b: number, t: number, e: number) => results.get('y')?.data[(b * 5 + t) * 3 + e];
    results.get('reordered')?.data.forEach((value, place) => {
      const [t, b, e] = [Math.floor(place / 9), Math.floor(place / 3) % 3, place % 3];
      expect(value).toBe(at(b, t, e));
    });
    expect(maskOfTokens(graph.input('x', 'int32', [2])).dtype).toBe('float32');
  });
});

describe('Masking', () => {
  const MASKING: LayerRequest = { type: 'Masking', inputShapes: [[3, 2]], batch: 1 };

  test('masks the steps whose features all have the value', () => {
    const { graph, mask } = layerCase({ ...MASKING, config: { mask_value: 7 } });
    if (mask === undefined) throw new Error('No mask');
    graph.outputs.set('mask', mask);
    const results = interpret(graph, { x0: [7, 7, 7, 0, -1, 2] });
    expect([...(results.get('mask')?.data ?? [])]).toEqual([0, 1, 1]);
    expect([...(results.get('y')?.data ?? [])]).toEqual([0, 0, 7, 0, -1, 2]);
  });

  test('passes the gradient of what it keeps', async () => {
    expect(layerGradientError(MASKING)).toBeLessThan(1e-6);
    expect(await layerDisagreements(MASKING, open)).toEqual([]);
  });

  test('takes sequences only', () => {
    const result = inferModel(chain([4], [['Masking']]));
    expect(result.ok ? null : result.error).toMatchObject({
      code: 'architecture/rank-mismatch',
      expectedRank: 2,
    });
  });
});

test('a mask of zeros needs one number a time step', () => {
  const config = { input_dim: 4, output_dim: 2, mask_zero: true };
  const result = inferModel(chain([3, 5], [['Embedding', config]]));
  expect(result.ok ? null : result.error).toMatchObject({
    code: 'architecture/rank-mismatch',
    layerId: 'embedding1',
    expectedRank: 1,
  });
});

test('a table smaller than the vocabulary is an error at its layer', () => {
  const model = (rows: number) =>
    chain(
      [6],
      [['Embedding', { input_dim: rows, output_dim: 2 }], ['Flatten'], ['Dense', { units: 1 }]],
    );
  const fitted = (rows: number) =>
    fitsDataset(model(rows), {
      task: 'regression',
      input: { kind: 'tokens', length: 6, vocabulary: 50 },
      classes: [],
    });
  expect(fitted(50).ok).toBe(true);
  const small = fitted(49);
  expect(small.ok ? null : small.error).toEqual({
    code: 'architecture/config-invalid',
    layerId: 'embedding1',
    key: 'input_dim',
    value: '49',
    expected: 'integer ≥ 50',
  });
});
