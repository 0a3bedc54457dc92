import { type AppError, fail, ok, type Result } from '../errors.ts';
import type { Field } from '../field.ts';
import type { LayerId } from '../ids.ts';
import type { Shape } from '../shape.ts';
import { KERNEL_AND_BIAS_FIELDS } from './kernel-and-bias.ts';
import { defineLayer, lastSize, type WeightSpec } from './layer-definition.ts';
import { ACTIVITY_FIELDS } from './regularizers.ts';
import { trainable, type WeightConfig } from './weight-fields.ts';

const RATE = { kind: 'number', minimum: 0, below: 1, default: 0 } as const satisfies Field;
const SIZE = { kind: 'integer', minimum: 1, maximum: 65_536 } as const;

/** What attention takes: queries, values, and keys where they are not the values. */
export interface AttentionShapes {
  /** [time, features] */
  readonly query: Shape;
  readonly value: Shape;
  readonly key: Shape;
}

/** One input stands for all three, and the second for values and keys. */
export function attentionShapes(inputs: readonly Shape[]): AttentionShapes {
  const [query = [], value = query, key = value] = inputs;
  return { query, value, key };
}

/** Fails unless all are sequences, and keys and values have the same steps. */
export function checkSequences(
  { query, value, key }: AttentionShapes,
  layerId: LayerId,
): AppError | null {
  const flat = [query, value, key].find((shape) => shape.length !== 2);
  if (flat !== undefined) {
    return { code: 'architecture/rank-mismatch', layerId, expectedRank: 2, actual: flat };
  }
  const expected = key.with(0, value[0] ?? 1);
  return key[0] === value[0]
    ? null
    : { code: 'architecture/shape-mismatch', layerId, expected, actual: key };
}

export interface HeadsConfig extends WeightConfig<'kernel' | 'bias'> {
  readonly num_heads: number;
  readonly key_dim: number;
  readonly value_dim: number | null;
  /** Features of what comes out; as many as the query has where null. */
  readonly output_shape: number | null;
  readonly use_bias: boolean;
}

/** Projections of queries, keys and values to each head, and from the heads to the output. */
export function headsWeights(
  config: HeadsConfig,
  { query, value, key }: AttentionShapes,
): readonly WeightSpec[] {
  const { num_heads: heads, key_dim, value_dim, use_bias } = config;
  const width = value_dim ?? key_dim;
  const projection = (name: string, kernel: Shape, bias: Shape): readonly WeightSpec[] => [
    trainable('kernel', config, kernel, `${name}/kernel`),
    ...(use_bias ? [trainable('bias', config, bias, `${name}/bias`)] : []),
  ];
  const features = lastSize(query);
  const given = config.output_shape ?? features;
  return [
    ...projection('query', [features, heads, key_dim], [heads, key_dim]),
    ...projection('key', [lastSize(key), heads, key_dim], [heads, key_dim]),
    ...projection('value', [lastSize(value), heads, width], [heads, width]),
    ...projection('attention_output', [heads, width, given], [given]),
  ];
}

/**
 * Every query looks at all keys, in each head in its own way, and takes a mean of the values weighed
 * by how well they fit. Takes queries, values and perhaps keys, each [time, features]; one input alone
 * attends to itself. A query that may look nowhere gets zeros.
 *
 * Two arguments have their place here that Keras has elsewhere: `use_causal_mask`, of the call, hides
 * what comes later. `rotary_max_wavelength`, of Hearth's own, turns queries and keys by angles that
 * grow with time, as RotaryEmbedding does, so that their products depend on the distance.
 * `activity_regularizer` counts the queries, keys, values and what comes out, as in Keras.
 * @source Vaswani et al. 2017, arXiv:1706.03762; Su et al. 2021, arXiv:2104.09864
 */
const multiHeadAttention = defineLayer({
  type: 'MultiHeadAttention',
  category: 'attention',
  fields: {
    num_heads: { kind: 'integer', minimum: 1, maximum: 1024 },
    key_dim: SIZE,
    value_dim: { ...SIZE, default: null },
    dropout: RATE,
    output_shape: { ...SIZE, default: null },
    ...KERNEL_AND_BIAS_FIELDS,
    ...ACTIVITY_FIELDS,
    use_causal_mask: { kind: 'boolean', default: false },
    rotary_max_wavelength: { kind: 'number', above: 0, default: null },
  },
  inputCount: { minimum: 1, maximum: 3 },
  masksOutput: (_config, [masked = false]) => masked,
  inferShape: (config, inputs, layerId) => {
    const shapes = attentionShapes(inputs);
    const error = checkSequences(shapes, layerId) ?? oddRotation(config, layerId);
    if (error !== null) return fail(error);
    const { query } = shapes;
    return ok(query.with(1, config.output_shape ?? lastSize(query)));
  },
  weights: (config, inputs) => headsWeights(config, attentionShapes(inputs)),
});

/** A rotation turns pairs of features. */
function oddRotation(
  { key_dim, rotary_max_wavelength }: HeadsConfig & { rotary_max_wavelength: number | null },
  layerId: LayerId,
): AppError | null {
  if (rotary_max_wavelength === null || key_dim % 2 === 0) return null;
  return {
    code: 'architecture/config-invalid',
    layerId,
    key: 'key_dim',
    value: String(key_dim),
    expected: 'even integer',
  };
}

/**
 * Attention of one head without projections: takes queries, values and perhaps keys, and weighs the
 * values by `dot`, the product of query and key, or by `concat`, the sum of tanh(query + key).
 * @source Luong et al. 2015, arXiv:1508.04025; Keras 3 `Attention`
 */
const attention = defineLayer({
  type: 'Attention',
  category: 'attention',
  fields: {
    use_scale: { kind: 'boolean', default: false },
    score_mode: { kind: 'choice', choices: ['dot', 'concat'], default: 'dot' },
    dropout: RATE,
    use_causal_mask: { kind: 'boolean', default: false },
  },
  inputCount: { minimum: 1, maximum: 3 },
  masksOutput: (_config, [masked = false]) => masked,
  inferShape: (_config, inputs, layerId): Result<Shape> => {
    const shapes = attentionShapes(inputs);
    const error = checkSequences(shapes, layerId);
    if (error !== null) return fail(error);
    const { query, value, key } = shapes;
    if (lastSize(query) === lastSize(key)) return ok(query.with(1, lastSize(value)));
    const expected = key.with(1, lastSize(query));
    return fail({ code: 'architecture/shape-mismatch', layerId, expected, actual: key });
  },
  weights: ({ use_scale, score_mode }) => {
    const one = { shape: [], initializer: 'ones', trainable: true } as const;
    return [
      ...(use_scale ? [{ ...one, name: 'scale' }] : []),
      ...(score_mode === 'concat' ? [{ ...one, name: 'concat_score_weight' }] : []),
    ];
  },
});

export const ATTENTION_LAYERS = {
  MultiHeadAttention: multiHeadAttention,
  Attention: attention,
} as const;
