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

type Feeds = Readonly<Record<string, ArrayLike<number>>>;
const feedsOf = (request: LayerRequest): Feeds => layerCase(request).feeds as never;

function outputOf(request: LayerRequest, feeds: Feeds = {}): readonly number[] {
  const { graph } = layerCase(request);
  return [...(interpret(graph, { ...feedsOf(request), ...feeds }).get('y')?.data ?? [])];
}

const mask = fc.option(fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 9, maxLength: 9 }));
const sizes = fc.record({
  queries: fc.integer({ min: 1, max: 3 }),
  keys: fc.integer({ min: 1, max: 3 }),
  batch: fc.integer({ min: 1, max: 2 }),
  inputs: fc.integer({ min: 1, max: 3 }),
  masks: fc.tuple(mask, mask, mask),
  layout: fc.constantFrom('channels-last', 'time-first'),
  seed: fc.nat(1_000_000),
});

type Sizes = typeof sizes extends fc.Arbitrary<infer Drawn> ? Drawn : never;

type AttentionType = 'MultiHeadAttention' | 'GroupQueryAttention' | 'Attention';

/** Queries, values and keys of drawn sizes and masks; their features are given. */
const requestOf =
  (type: AttentionType, features: readonly [number, number, number]) =>
  ({
    config,
    sizes: { queries, keys, batch, inputs, masks, layout, seed },
  }: {
    readonly config: LayerRequest['config'];
    readonly sizes: Sizes;
  }): LayerRequest => {
    const times = [queries, keys, keys].slice(0, inputs);
    return {
      type,
      config: config ?? {},
      inputShapes: times.map((time, place) => [time, features[place] ?? 1]),
      masks: times.map((time, place) => masks[place]?.slice(0, batch * time)),
      layouts: times.map(() => layout),
      batch,
      seed,
    };
  };

const heads = fc
  .record({
    config: fc.record({
      num_heads: fc.integer({ min: 1, max: 2 }),
      key_dim: fc.constant(2),
      value_dim: fc.constantFrom(null, 1, 3),
      output_shape: fc.constantFrom(null, 5, [4]),
      use_bias: fc.boolean(),
      use_gate: fc.boolean(),
      sliding_window: fc.constantFrom(null, 1, 2),
      use_causal_mask: fc.boolean(),
      rotary_max_wavelength: fc.constantFrom(null, 7),
    }),
    sizes,
  })
  .map(requestOf('MultiHeadAttention', [2, 3, 2]));

const grouped = fc
  .record({
    config: fc.record({
      head_dim: fc.constant(2),
      num_query_heads: fc.constant(4),
      num_key_value_heads: fc.constantFrom(1, 2, 4),
      use_bias: fc.boolean(),
      use_gate: fc.boolean(),
      sliding_window: fc.constantFrom(null, 2),
      use_causal_mask: fc.boolean(),
    }),
    sizes,
  })
  .map(requestOf('GroupQueryAttention', [2, 3, 2]));

/** Axes of [a, b, features] and of one axis more, and who looks at whom. */
const spread = fc
  .record({
    along: fc.constantFrom(
      ...([
        [2, null],
        [2, [1]],
        [2, [2]],
        [2, [-2]],
        [3, [1, 3]],
        [3, [2]],
        [3, null],
      ] as const),
    ),
    queries: fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 3, maxLength: 3 }),
    keys: fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 3, maxLength: 3 }),
    inputs: fc.integer({ min: 1, max: 3 }),
    mask: fc.option(fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 4, maxLength: 4 })),
    use_gate: fc.boolean(),
    ordered: fc.boolean(),
    layout: fc.constantFrom('channels-last', 'channels-first'),
    seed: fc.nat(1_000_000),
  })
  .map(
    ({ along: [axes, attended], queries, keys, inputs, mask, ordered, ...each }): LayerRequest => {
      const seen = (attended ?? [1, 2, 3]).map((axis) => (axis < 0 ? axis + axes + 2 : axis - 1));
      const query = queries.slice(0, axes);
      const value = query.map((size, axis) => (seen.includes(axis) ? (keys[axis] ?? 1) : size));
      const shapes = [
        [...query, 2],
        [...value, 3],
        [...value, 2],
      ].slice(0, inputs);
      const one = attended?.length === 1;
      return {
        type: 'MultiHeadAttention',
        config: {
          num_heads: 2,
          key_dim: 2,
          value_dim: 1,
          use_gate: each.use_gate,
          attention_axes: attended,
          use_causal_mask: one && ordered,
        },
        inputShapes: shapes,
        layouts: shapes.map(() => each.layout as 'channels-last'),
        masks: shapes.map(([places = 1]) => mask?.slice(0, 2 * places)),
        batch: 2,
        seed: each.seed,
      };
    },
  );

const plain = fc
  .record({
    config: fc.record({
      use_scale: fc.boolean(),
      score_mode: fc.constantFrom('dot', 'concat'),
      use_causal_mask: fc.boolean(),
    }),
    sizes,
  })
  .map(requestOf('Attention', [2, 2, 2]));

describe.each([
  ['MultiHeadAttention', heads],
  ['MultiHeadAttention over several axes', spread],
  ['GroupQueryAttention', grouped],
  ['Attention', plain],
] as const)('%s', (_name, request) => {
  test('has the slopes of central differences, whatever is masked', () => {
    fc.assert(
      fc.property(request, (each) => {
        expect(layerGradientError(each)).toBeLessThan(1e-6);
      }),
      { numRuns: 25 },
    );
  });

  test('gives on ONNX Runtime what it gives in the interpreter', async () => {
    await fc.assert(
      fc.asyncProperty(request, fc.boolean(), async (each, isStandard) => {
        const plan = isStandard ? STANDARD_PLAN : machine;
        expect(await layerDisagreements(each, open, 1e-4, plan)).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });
});

const SELF: LayerRequest = {
  type: 'MultiHeadAttention',
  config: { num_heads: 2, key_dim: 3 },
  inputShapes: [[4, 5]],
  batch: 1,
};

describe('what a query sees', () => {
  test('one input attends to itself', () => {
    const feeds = feedsOf(SELF);
    const twice = {
      ...SELF,
      inputShapes: [
        [4, 5],
        [4, 5],
      ],
    };
    expect(outputOf(twice, { ...feeds, x1: feeds.x0 ?? [] })).toEqual(outputOf(SELF));
  });

  test('what comes later changes nothing before it, if hidden', () => {
    const causal = { ...SELF, config: { ...SELF.config, use_causal_mask: true } };
    const x0 = Array.from(feedsOf(causal).x0 ?? []);
    const changed = x0.map((value, at) => (at >= 15 ? value + 1 : value));
    const [before, after] = [outputOf(causal), outputOf(causal, { x0: changed })];
    expect(after.slice(0, 15)).toEqual(before.slice(0, 15));
    expect(after.slice(15)).not.toEqual(before.slice(15));
  });

  test('what is masked changes nothing elsewhere', () => {
    const masked = { ...SELF, masks: [[1, 1, 0, 1]] };
    const x0 = Array.from(feedsOf(masked).x0 ?? []);
    const changed = x0.map((value, at) => (at >= 10 && at < 15 ? 9 : value));
    expect(outputOf(masked, { x0: changed })).toEqual(outputOf(masked));
    // A step that is not there sees nothing, and only the output's bias is left.
    const bias = Array.from(feedsOf(masked)['attention_output/bias'] ?? []);
    expect(outputOf(masked).slice(10, 15)).toEqual(bias);
  });

  test('where all is masked, every number is finite', () => {
    for (const type of ['MultiHeadAttention', 'Attention'] as const) {
      const config = type === 'Attention' ? {} : SELF.config;
      const empty = { ...SELF, type, config: config ?? {}, masks: [[0, 0, 0, 0]] };
      expect(outputOf(empty).every(Number.isFinite)).toBe(true);
      expect(layerGradientError(empty)).toBeLessThan(1e-6);
    }
  });

  test('with rotary positions only distances count', () => {
    const config = { ...SELF.config, key_dim: 4, rotary_max_wavelength: 10 };
    const one = {
      ...SELF,
      config,
      inputShapes: [
        [1, 5],
        [2, 5],
      ],
    };
    const feeds = feedsOf(one);
    const [first, second] = [0, 5].map((from) => Array.from(feeds.x1 ?? []).slice(from, from + 5));
    const none = Array<number>(5).fill(0);
    if (first === undefined || second === undefined) throw new Error('Two steps');
    // The same two steps, seen from a query two steps further on.
    const later: LayerRequest = {
      ...one,
      inputShapes: [
        [3, 5],
        [4, 5],
      ],
      masks: [undefined, [0, 0, 1, 1]],
    };
    const x0 = [...none, ...none, ...Array.from(feeds.x0 ?? [])];
    const found = outputOf(later, { ...feeds, x0, x1: [...none, ...none, ...first, ...second] });
    outputOf(one).forEach((value, at) => {
      expect(found[10 + at]).toBeCloseTo(value, 6);
    });
    const still = { ...one, config: { ...config, rotary_max_wavelength: null } };
    expect(outputOf(still)).not.toEqual(outputOf(one));
  });

  test('a window hides what is as far away as it is wide', () => {
    const near = { ...SELF, config: { ...SELF.config, sliding_window: 2 } };
    const x0 = Array.from(feedsOf(near).x0 ?? []);
    const changed = x0.map((value, at) => (at >= 15 ? value + 1 : value));
    const [before, after] = [outputOf(near), outputOf(near, { x0: changed })];
    expect(after.slice(0, 10)).toEqual(before.slice(0, 10));
    expect(after.slice(10, 15)).not.toEqual(before.slice(10, 15));
    // The fourth query is three steps behind the only key.
    const far = { ...near, inputShapes: [...SELF.inputShapes, [1, 5]] };
    const bias = Array.from(feedsOf(far)['attention_output/bias'] ?? []);
    expect(outputOf(far).slice(15)).toEqual(bias);
    expect(outputOf(far).slice(5, 10)).not.toEqual(bias);
  });

  test('a gate that is shut leaves only the bias of the output', () => {
    const gated = { ...SELF, config: { ...SELF.config, use_gate: true } };
    const feeds = feedsOf(gated);
    const shut = (feeds['gate/bias'] ?? []).length;
    const closed = outputOf(gated, {
      'gate/kernel': Array<number>(5 * shut).fill(0),
      'gate/bias': Array<number>(shut).fill(-1000),
    });
    const bias = Array.from(feeds['attention_output/bias'] ?? []);
    expect(closed).toEqual([...bias, ...bias, ...bias, ...bias]);
  });

  test('along one of two axes every place of the other attends by itself', () => {
    const config = { ...SELF.config, attention_axes: [2] };
    const rows: LayerRequest = { ...SELF, config, inputShapes: [[3, 4, 5]] };
    const feeds = feedsOf(rows);
    const x0 = Array.from(feeds.x0 ?? []);
    const apart = [0, 1, 2].flatMap((row) =>
      outputOf(SELF, { ...feeds, x0: x0.slice(20 * row, 20 * (row + 1)) }),
    );
    outputOf(rows).forEach((value, at) => {
      expect(value).toBeCloseTo(apart[at] ?? Number.NaN, 12);
    });
  });

  test('over all of several axes it is as if they were one', () => {
    const image: LayerRequest = { ...SELF, inputShapes: [[2, 2, 5]] };
    outputOf(image, feedsOf(SELF)).forEach((value, at) => {
      expect(value).toBeCloseTo(outputOf(SELF)[at] ?? Number.NaN, 12);
    });
  });

  test('heads that share keys and values are those with the same ones', () => {
    const config = { head_dim: 3, num_query_heads: 4, num_key_value_heads: 2 };
    const shared: LayerRequest = { ...SELF, type: 'GroupQueryAttention', config };
    const feeds = feedsOf(shared);
    const twice = (name: string) => {
      const values = Array.from(feeds[name] ?? []);
      const pieces = Array.from({ length: values.length / 3 }, (_, at) =>
        values.slice(3 * at, 3 * at + 3),
      );
      return pieces.flatMap((piece) => [...piece, ...piece]);
    };
    const own: LayerRequest = { ...SELF, config: { num_heads: 4, key_dim: 3 } };
    const repeated = ['key/kernel', 'key/bias', 'value/kernel', 'value/bias'];
    const given = Object.fromEntries(repeated.map((name) => [name, twice(name)]));
    const found = outputOf(own, { ...feeds, ...given });
    outputOf(shared).forEach((value, at) => {
      expect(value).toBeCloseTo(found[at] ?? Number.NaN, 12);
    });
  });

  test('dropout hides some of it in training', () => {
    const config = { ...SELF.config, dropout: 0.5 };
    expect(outputOf({ ...SELF, config, mode: 'inference' })).toEqual(outputOf(SELF));
    expect(outputOf({ ...SELF, config })).not.toEqual(outputOf(SELF));
  });
});

test('weights are laid out as in Keras', () => {
  const config = { num_heads: 3, key_dim: 4, value_dim: 5, output_shape: 8 };
  const result = inferModel(chain([7, 6], [['MultiHeadAttention', config]]));
  const layer = result.ok ? result.value.layers[1] : undefined;
  expect(layer?.shape).toEqual([7, 8]);
  expect(layer?.weights.map(({ name, shape }) => [name, shape])).toEqual([
    ['query/kernel', [6, 3, 4]],
    ['query/bias', [3, 4]],
    ['key/kernel', [6, 3, 4]],
    ['key/bias', [3, 4]],
    ['value/kernel', [6, 3, 5]],
    ['value/bias', [3, 5]],
    ['attention_output/kernel', [3, 5, 8]],
    ['attention_output/bias', [8]],
  ]);
});

describe('bad input', () => {
  const withInputs = (shapes: readonly (readonly number[])[], type: string, config: object) => {
    const model = chain(
      [4, 6],
      [...shapes.map((shape) => ['Input', { shape }] as const), [type, config as never]],
    );
    const ids = model.layers.slice(0, -1).map(({ id }) => id);
    const layers = model.layers.map((layer) =>
      layer.type === type ? { ...layer, inputs: ids } : layer,
    );
    const result = inferModel({ ...model, layers });
    return result.ok ? null : result.error;
  };
  const HEADS = { num_heads: 2, key_dim: 3 };

  test('keys with other steps than the values', () => {
    expect(
      withInputs(
        [
          [5, 6],
          [4, 6],
        ],
        'MultiHeadAttention',
        HEADS,
      ),
    ).toMatchObject({
      code: 'architecture/shape-mismatch',
      expected: [5, 6],
      actual: [4, 6],
    });
  });

  test('keys with other features than the queries, without projections between', () => {
    expect(withInputs([[4, 5]], 'Attention', {})).toMatchObject({
      code: 'architecture/shape-mismatch',
      expected: [4, 6],
    });
  });

  test('what is no sequence', () => {
    expect(withInputs([[4, 6, 2]], 'Attention', {})).toMatchObject({
      code: 'architecture/rank-mismatch',
      expectedRank: 2,
    });
  });

  test.each([
    [{ attention_axes: [3] }, 'axes of 3 but the last'],
    [{ attention_axes: [0] }, 'axes of 3 but the last'],
    [{ attention_axes: [1, -3] }, 'axes of 3 but the last'],
    [{ use_causal_mask: true }, 'one axis with use_causal_mask'],
    [{ attention_axes: [1, 2], sliding_window: 2 }, 'one axis with sliding_window'],
    [{ rotary_max_wavelength: 9 }, 'one axis with rotary_max_wavelength'],
  ])('%j over two axes', (config, expected) => {
    const model = chain([4, 5, 6], [['MultiHeadAttention', { ...HEADS, ...config }]]);
    const result = inferModel(model);
    expect(result.ok ? null : result.error).toMatchObject({ key: 'attention_axes', expected });
  });

  test('values that differ along an axis that is not attended to', () => {
    expect(
      withInputs([[5, 6, 2]], 'MultiHeadAttention', { ...HEADS, attention_axes: [2] }),
    ).toMatchObject({ code: 'architecture/rank-mismatch', expectedRank: 2 });
  });

  test('heads of keys and values that do not divide those of the queries', () => {
    const config = { head_dim: 3, num_query_heads: 4, num_key_value_heads: 3 };
    expect(withInputs([], 'GroupQueryAttention', config)).toMatchObject({
      key: 'num_key_value_heads',
      expected: 'divisor of 4',
    });
  });

  test('a rotation of an odd number of features', () => {
    const config = { ...HEADS, rotary_max_wavelength: 100 };
    expect(withInputs([], 'MultiHeadAttention', config)).toMatchObject({
      code: 'architecture/config-invalid',
      key: 'key_dim',
      expected: 'even integer',
    });
  });
});
