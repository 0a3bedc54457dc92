import fc from 'fast-check';
import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
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

const open = onnxRunner(ort);

function outputOf(request: LayerRequest): readonly number[] {
  const { graph, feeds } = layerCase(request);
  return [...(interpret(graph, feeds as never).get('y')?.data ?? [])];
}

const CASES: readonly LayerRequest[] = [
  { type: 'SinePositionEncoding', inputShapes: [[4, 6]] },
  { type: 'SinePositionEncoding', config: { max_wavelength: 20 }, inputShapes: [[1, 3]] },
  { type: 'PositionEmbedding', config: { sequence_length: 4 }, inputShapes: [[4, 2]] },
  { type: 'PositionEmbedding', config: { sequence_length: 9 }, inputShapes: [[3, 2]] },
  { type: 'RotaryEmbedding', inputShapes: [[5, 4]] },
  { type: 'RotaryEmbedding', config: { scaling_factor: 3 }, inputShapes: [[3, 2, 4]] },
];

describe.each(CASES)('$type $config on $inputShapes', (request) => {
  const layouts = request.inputShapes[0]?.length === 2 ? ['channels-last', 'time-first'] : [];

  test('has the slopes of central differences, in every layout', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.constantFrom(undefined, ...layouts), (seed, layout) => {
        const each = { ...request, seed, layouts: layout === undefined ? [] : [layout as never] };
        expect(layerGradientError(each)).toBeLessThan(1e-6);
      }),
      { numRuns: 8 },
    );
  });

  test('gives the same in every layout, and on ONNX Runtime', async () => {
    for (const layout of layouts) {
      expect(outputOf({ ...request, layouts: [layout as never] })).toEqual(outputOf(request));
    }
    expect(await layerDisagreements(request, open)).toEqual([]);
  });
});

test('the first step’s waves are zeros and ones, the others turn slower from pair to pair', () => {
  const y = outputOf({ type: 'SinePositionEncoding', inputShapes: [[2, 4]], batch: 1 });
  expect(y.slice(0, 4)).toEqual([0, 1, 0, 1]);
  const expected = [Math.sin(1), Math.cos(1), Math.sin(0.01), Math.cos(0.01)];
  y.slice(4).forEach((value, at) => {
    expect(value).toBeCloseTo(expected[at] ?? Number.NaN, 6);
  });
});

test('a rotation keeps lengths, and turns the first step not at all', () => {
  const request: LayerRequest = { type: 'RotaryEmbedding', inputShapes: [[3, 4]], batch: 1 };
  const y = outputOf(request);
  const x = [...(layerCase(request).feeds.x0 as Float32Array)];
  expect(y.slice(0, 4)).toEqual(x.slice(0, 4));
  const length = (row: readonly number[], step: number) =>
    Math.hypot(...row.slice(4 * step, 4 * step + 4));
  for (const step of [1, 2]) expect(length(y, step)).toBeCloseTo(length(x, step), 6);
  const [a = 0, , b = 0] = x.slice(4);
  expect(y[4]).toBeCloseTo(a * Math.cos(1) - b * Math.sin(1), 6);
  expect(y[6]).toBeCloseTo(b * Math.cos(1) + a * Math.sin(1), 6);
});

describe('TokenAndPositionEmbedding', () => {
  const request: LayerRequest = {
    type: 'TokenAndPositionEmbedding',
    config: { vocabulary_size: 5, sequence_length: 4, embedding_dim: 2, mask_zero: true },
    inputShapes: [[3]],
    wholeBelow: 5,
  };

  test('adds what stands for the token to what stands for its place', () => {
    const { feeds, layer } = layerCase(request);
    expect(layer.masked).toBe(true);
    const tokens = feeds['token_embedding/embeddings'] as Float32Array;
    const places = feeds['position_embedding/embeddings'] as Float32Array;
    const x = feeds.x0 as Float32Array;
    outputOf(request).forEach((value, at) => {
      const [row, feature] = [Math.floor(at / 2), at % 2];
      const token = tokens[2 * (x[row] ?? 0) + feature] ?? Number.NaN;
      expect(value).toBeCloseTo(token + (places[2 * (row % 3) + feature] ?? Number.NaN), 12);
    });
  });

  test('has the slopes of central differences, and ONNX Runtime’s values', async () => {
    expect(layerGradientError(request)).toBeLessThan(1e-6);
    expect(await layerDisagreements(request, open)).toEqual([]);
  });
});

test.each([
  [[5, 2], ['PositionEmbedding', { sequence_length: 4 }], 'architecture/config-invalid'],
  [[5], ['PositionEmbedding', { sequence_length: 9 }], 'architecture/rank-mismatch'],
  [[5], ['SinePositionEncoding', {}], 'architecture/rank-mismatch'],
  [[5, 3], ['RotaryEmbedding', {}], 'architecture/shape-mismatch'],
  [[4], ['RotaryEmbedding', {}], 'architecture/rank-mismatch'],
  [
    [5],
    ['TokenAndPositionEmbedding', { vocabulary_size: 9, sequence_length: 4, embedding_dim: 2 }],
    'architecture/config-invalid',
  ],
] as const)('%j into %j is refused at its layer', (shape, line, code) => {
  const result = inferModel(chain([...shape], [line]));
  expect(result.ok ? null : result.error.code).toBe(code);
});
