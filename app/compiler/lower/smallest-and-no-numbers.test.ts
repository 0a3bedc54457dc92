import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { ACTIVATIONS } from '../../architecture/layer-definition.ts';
import type { LayerSpec } from '../../architecture/model-spec.ts';
import { elementCount, type Shape } from '../../shape.ts';
import { STANDARD_PLAN } from '../execution-plan.ts';
import { interpret } from '../interpret.ts';
import {
  type LayerRequest,
  layerCase,
  layerDisagreements,
  layerGradientError,
} from '../testing/layer-cases.ts';
import { disagreements } from '../testing/onnx-agreement.ts';
import { machinePlan, onnxRunner } from '../testing/onnx-runner.ts';

const open = onnxRunner(ort);

type Line = readonly [type: LayerRequest['type'], config?: LayerSpec['config']];

/** Layers that go through time, where there is but one step. */
const SEQUENCES: readonly Line[] = [
  ['SimpleRNN', { units: 3 }],
  ['GRU', { units: 3 }],
  ['GRU', { units: 3, reset_after: false, return_sequences: true }],
  ['LSTM', { units: 3, return_state: true }],
  ['LSTM', { units: 3, return_sequences: true, go_backwards: true }],
  ['Bidirectional', { layer: 'LSTM', units: 3 }],
  ['Bidirectional', { layer: 'GRU', units: 3, return_sequences: true }],
  ['TimeDistributed', { layer: 'Dense', units: 3 }],
  ['MultiHeadAttention', { num_heads: 2, key_dim: 3 }],
  [
    'MultiHeadAttention',
    { num_heads: 2, key_dim: 4, use_causal_mask: true, rotary_max_wavelength: 10 },
  ],
  ['Attention', { use_causal_mask: true }],
  ['TransformerEncoder', { intermediate_dim: 8, num_heads: 2 }],
  ['TransformerDecoder', { intermediate_dim: 8, num_heads: 2 }],
  ['Conv1D', { filters: 16, kernel_size: 3, padding: 'causal' }],
  ['DepthwiseConv1D', { kernel_size: 3, padding: 'same' }],
  ['SeparableConv1D', { filters: 3, kernel_size: 1 }],
  ['Conv1DTranspose', { filters: 3, kernel_size: 2 }],
  ['MaxPooling1D', { pool_size: 2, padding: 'same' }],
  ['AveragePooling1D', { pool_size: 2, padding: 'same' }],
  ['GlobalMaxPooling1D'],
  ['GlobalAveragePooling1D'],
  ['UpSampling1D'],
  ['Masking'],
  ['SpatialDropout1D', { rate: 0.5 }],
  ['RotaryEmbedding'],
  ['SinePositionEncoding'],
  ['PositionEmbedding', { sequence_length: 1 }],
  ['BatchNormalization'],
  ['LayerNormalization'],
];

/** What leaves masked steps out, though it has no others. */
const MASKED = SEQUENCES.filter(([type]) =>
  /RNN|GRU|LSTM|Bidirectional|Attention|Transformer|GlobalAverage/.test(type),
);

const inputsOf = (type: string, shape: Shape): readonly Shape[] =>
  /Attention/.test(type) ? [shape, shape] : [shape];

function request([type, config = {}]: Line): LayerRequest {
  return { type, config, inputShapes: inputsOf(type, [1, 4]), batch: 1 };
}

const named = (lines: readonly Line[]) =>
  lines.map((line) => [`${line[0]} ${JSON.stringify(line[1] ?? {})}`, line] as const);

describe('one sample of one step', () => {
  test.each(named(SEQUENCES))('goes through %s, and its gradient back', async (_, line) => {
    expect(layerGradientError(request(line))).toBeLessThan(1e-6);
    expect(await layerDisagreements(request(line), open)).toEqual([]);
  });

  test.each(named(MASKED))('goes through %s where it is masked', async (_, line) => {
    const own = request(line);
    const masked = { ...own, masks: own.inputShapes.map(() => [0]) };
    expect(layerGradientError(masked)).toBeLessThan(1e-6);
    expect(await layerDisagreements(masked, open)).toEqual([]);
  });
});

const ROW: Shape = [6];
const STEPS: Shape = [4, 16];
const IMAGE: Shape = [6, 6, 16];

const LEARNING: readonly (readonly [...Line, Shape])[] = [
  ...ACTIVATIONS.map((activation) => ['Activation', { activation }, ROW] as const),
  ['Dense', { units: 3 }, ROW],
  ['PReLU', {}, ROW],
  ['ReLU', { max_value: 6 }, ROW],
  ['LayerNormalization', {}, ROW],
  ['RMSNormalization', {}, ROW],
  ['UnitNormalization', {}, ROW],
  ['Dropout', { rate: 0.5 }, ROW],
  ['Conv1D', { filters: 16, kernel_size: 3, padding: 'same' }, STEPS],
  ['SimpleRNN', { units: 3 }, STEPS],
  ['GRU', { units: 3 }, STEPS],
  ['LSTM', { units: 3 }, STEPS],
  ['MultiHeadAttention', { num_heads: 2, key_dim: 3 }, STEPS],
  ['TransformerEncoder', { intermediate_dim: 8, num_heads: 2 }, STEPS],
  ['Conv2D', { filters: 16, kernel_size: 3 }, IMAGE],
  ['DepthwiseConv2D', { kernel_size: 3 }, IMAGE],
  ['Conv2DTranspose', { filters: 16, kernel_size: 3 }, IMAGE],
  ['GroupNormalization', { groups: 2 }, IMAGE],
  ['AveragePooling2D', { pool_size: 2 }, IMAGE],
  ['GlobalAveragePooling2D', {}, IMAGE],
  ['UpSampling2D', { interpolation: 'bilinear' }, IMAGE],
];

const POOLS: readonly (readonly [...Line, Shape])[] = [
  ['MaxPooling1D', {}, STEPS],
  ['GlobalMaxPooling1D', {}, STEPS],
  ['MaxPooling2D', {}, IMAGE],
  ['MaxPooling2D', { pool_size: 3, strides: 2 }, IMAGE],
  ['GlobalMaxPooling2D', {}, IMAGE],
];

/** A layer of two samples, of which the first has values that are no numbers, one where no more are asked for. */
async function withoutNumber(
  type: LayerRequest['type'],
  config: LayerSpec['config'],
  of: Shape,
  none = 1,
) {
  const { graph, feeds } = layerCase({ type, config, inputShapes: inputsOf(type, of), batch: 2 });
  if (feeds.x0 instanceof Float32Array) feeds.x0.fill(Number.NaN, 0, none);
  const disagreeing = [STANDARD_PLAN, await machinePlan(ort)].map((plan) =>
    disagreements(graph, feeds, open, 1e-4, plan),
  );
  const { data } = interpret(graph, feeds as Record<string, Float32Array>).get('y') ?? { data: [] };
  const isNone = Array.from(data, Number.isNaN);
  const half = isNone.length / 2;
  return {
    disagreeing: (await Promise.all(disagreeing)).flat(),
    own: isNone.slice(0, half).filter(Boolean).length,
    others: isNone.slice(half).filter(Boolean).length,
  };
}

describe('what is no number', () => {
  test.each(LEARNING.map((line) => [`${line[0]} ${JSON.stringify(line[1])}`, line] as const))(
    'comes out of %s as none, on every path, and leaves other samples alone',
    async (_, [type, config = {}, shape]) => {
      const { disagreeing, own, others } = await withoutNumber(type, config, shape);
      expect(disagreeing).toEqual([]);
      expect(own).toBeGreaterThan(0);
      expect(others).toBe(0);
    },
  );

  test.each(POOLS.map((line) => [`${line[0]} ${JSON.stringify(line[1])}`, line] as const))(
    'is passed over by %s beside numbers, on every path',
    async (_, [type, config = {}, shape]) => {
      const { disagreeing, own } = await withoutNumber(type, config, shape);
      expect(disagreeing).toEqual([]);
      expect(own).toBe(0);
    },
  );

  test.each(
    POOLS.flatMap(([type, config = {}, shape]) =>
      (type.startsWith('Global') ? ['valid'] : ['valid', 'same']).map(
        (padding) => [type, { ...config, ...(padding === 'same' && { padding }) }, shape] as const,
      ),
    ),
  )('is what comes out of %s %o where there is nothing else, on every path', async (...line) => {
    const [type, config, shape] = line;
    const { disagreeing, own, others } = await withoutNumber(
      type,
      config,
      shape,
      elementCount(shape),
    );
    expect(disagreeing).toEqual([]);
    expect(own).toBeGreaterThan(0);
    expect(others).toBe(0);
  });
});
