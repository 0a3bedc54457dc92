import fc from 'fast-check';
import * as ort from 'onnxruntime-node';
import { beforeAll, describe, expect, test } from 'vitest';
import { inferModel } from '../../architecture/infer-model.ts';
import { type ExecutionPlan, STANDARD_PLAN } from '../execution-plan.ts';
import { interpret } from '../interpret.ts';
import {
  type LayerRequest,
  layerCase,
  layerDisagreements,
  layerGradientError,
} from '../testing/layer-cases.ts';
import { chain } from '../testing/models.ts';
import { machinePlan, onnxRunner } from '../testing/onnx-runner.ts';

const open = onnxRunner(ort);
let machine: ExecutionPlan = STANDARD_PLAN;

beforeAll(async () => {
  machine = await machinePlan(ort);
});

function outputOf(request: LayerRequest, feeds: object = {}): readonly number[] {
  const built = layerCase(request);
  const results = interpret(built.graph, { ...(built.feeds as object), ...feeds });
  return [...(results.get('y')?.data ?? [])];
}

const request = fc
  .record({
    type: fc.constantFrom('TransformerEncoder', 'TransformerDecoder'),
    config: fc.record({
      num_heads: fc.integer({ min: 1, max: 2 }),
      activation: fc.constantFrom('tanh', 'gelu'),
      normalize_first: fc.boolean(),
      // Rows of hardly any variance bend too sharply for the formula's error.
      layer_norm_epsilon: fc.constantFrom(0.1, 0.5),
    }),
    time: fc.integer({ min: 1, max: 3 }),
    others: fc.option(fc.integer({ min: 1, max: 3 })),
    batch: fc.integer({ min: 1, max: 2 }),
    mask: fc.option(fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 6, maxLength: 6 })),
    seed: fc.nat(1_000_000),
  })
  .map(({ type, config, time, others, batch, mask, seed }): LayerRequest => {
    const encoded = type === 'TransformerDecoder' && others !== null ? [[others, 2]] : [];
    const shapes = [[time, 3], ...encoded];
    return {
      type,
      config: { ...config, intermediate_dim: 2 },
      inputShapes: shapes,
      masks: shapes.map(([steps = 1]) => mask?.slice(0, batch * steps)),
      batch,
      seed,
    };
  });

test('slopes are those of central differences, whatever the arguments', () => {
  fc.assert(
    fc.property(request, (each) => {
      expect(layerGradientError(each)).toBeLessThan(1e-6);
    }),
    { numRuns: 20 },
  );
});

test('ONNX Runtime gives what the interpreter gives, whatever the arguments', async () => {
  await fc.assert(
    fc.asyncProperty(request, fc.boolean(), async (each, isStandard) => {
      const plan = isStandard ? STANDARD_PLAN : machine;
      expect(await layerDisagreements(each, open, 1e-4, plan)).toEqual([]);
    }),
    { numRuns: 12 },
  );
});

const BLOCK = { intermediate_dim: 8, num_heads: 2 };

describe('what a block sees', () => {
  const changedAt = (
    type: 'TransformerEncoder' | 'TransformerDecoder',
    more: Partial<LayerRequest>,
  ) => {
    const block: LayerRequest = { type, config: BLOCK, inputShapes: [[3, 4]], batch: 1, ...more };
    const x0 = Array.from(layerCase(block).feeds.x0 ?? [], Number);
    const changed = x0.map((value, at) => (at >= 8 ? value - 1 : value));
    const [before, after] = [outputOf(block), outputOf(block, { x0: changed })];
    return [0, 1, 2].map((step) => {
      const rows = [before, after].map((y) => JSON.stringify(y.slice(4 * step, 4 * step + 4)));
      return rows[0] !== rows[1];
    });
  };

  test('an encoder sees all steps, a decoder those before', () => {
    expect(changedAt('TransformerEncoder', {})).toEqual([true, true, true]);
    expect(changedAt('TransformerDecoder', {})).toEqual([false, false, true]);
    const config = { ...BLOCK, use_causal_mask: false };
    expect(changedAt('TransformerDecoder', { config })).toEqual([true, true, true]);
  });

  test('masked steps are seen by none', () => {
    const masks = [[1, 1, 0]];
    expect(changedAt('TransformerEncoder', { masks }).slice(0, 2)).toEqual([false, false]);
  });
});

test('dropout changes what training computes and nothing else', () => {
  const plain: LayerRequest = { type: 'TransformerEncoder', config: BLOCK, inputShapes: [[3, 4]] };
  const dropping = { ...plain, config: { ...BLOCK, dropout: 0.4 } };
  expect(outputOf({ ...dropping, mode: 'inference' })).toEqual(outputOf(plain));
  expect(outputOf(dropping)).not.toEqual(outputOf(plain));
});

test('weights are named and laid out as in KerasHub', () => {
  const result = inferModel(chain([5, 6], [['TransformerDecoder', BLOCK]]));
  const layer = result.ok ? result.value.layers[1] : undefined;
  const names = layer?.weights.map(({ name, shape }) => `${name} ${shape.join('×')}`);
  expect(names?.slice(0, 2)).toEqual([
    'self_attention/query/kernel 6×2×3',
    'self_attention/query/bias 2×3',
  ]);
  expect(names?.slice(8)).toEqual([
    'self_attention_layer_norm/gamma 6',
    'self_attention_layer_norm/beta 6',
    'feedforward_intermediate_dense/kernel 6×8',
    'feedforward_intermediate_dense/bias 8',
    'feedforward_output_dense/kernel 8×6',
    'feedforward_output_dense/bias 6',
    'feedforward_layer_norm/gamma 6',
    'feedforward_layer_norm/beta 6',
  ]);
});

test.each([
  [[5], BLOCK, { code: 'architecture/rank-mismatch', expectedRank: 2 }],
  [
    [5, 6],
    { ...BLOCK, num_heads: 7 },
    { code: 'architecture/config-invalid', key: 'num_heads', expected: 'integer in [1, 6]' },
  ],
] as const)('%j into %j is refused at its layer', (shape, config, error) => {
  const result = inferModel(chain([...shape], [['TransformerEncoder', config]]));
  expect(result.ok ? null : result.error).toMatchObject(error);
});
