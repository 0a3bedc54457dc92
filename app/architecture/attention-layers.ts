import { type AppError, fail, ok, type Result } from '../errors.ts';
import type { Field } from '../field.ts';
import type { LayerId } from '../ids.ts';
import type { Shape } from '../shape.ts';
import { attentionShapes, checkAttended, checkSequences, headsWeights } from './attention-heads.ts';
import { KERNEL_AND_BIAS_FIELDS } from './kernel-and-bias.ts';
import { defineLayer, lastSize } from './layer-definition.ts';
import { ACTIVITY_FIELDS } from './regularizers.ts';

const RATE = { kind: 'number', minimum: 0, below: 1, default: 0 } as const satisfies Field;
const SIZE = { kind: 'integer', minimum: 1, maximum: 65_536 } as const;
const HEADS = { kind: 'integer', minimum: 1, maximum: 1024 } as const;
/** A query sees keys that are less than so many steps away from it. */
const SLIDING_WINDOW = { kind: 'integer', minimum: 1, default: null } as const;
const USE_GATE = { kind: 'boolean', default: false } as const;
const USE_CAUSAL_MASK = { kind: 'boolean', default: false } as const;

/**
 * Every query looks at all keys, in each head in its own way, and takes a mean of the values weighed
 * by how well they fit. Takes queries, values and perhaps keys, each [time, features]; one input alone
 * attends to itself. A query that may look nowhere gets zeros. With `use_gate` each number that a head
 * gives is let through as far as a sigmoid of the query says.
 *
 * With more axes than time, all of them are attended to at once, or `attention_axes` alone, every place
 * of the others by itself. A mask says which places of the first axis are there; where that is not
 * attended to, it hides nothing. A causal mask and a window go along the one attended axis; Keras
 * takes the first axis whatever is attended to.
 *
 * Two arguments have their place here that Keras has elsewhere: `use_causal_mask`, of the call, hides
 * what comes later. `rotary_max_wavelength`, of Hearth's own, turns queries and keys by angles that
 * grow with time, as RotaryEmbedding does, so that their products depend on the distance.
 * `activity_regularizer` counts the queries, keys, values and what comes out, as in Keras.
 * @source Vaswani et al. 2017, arXiv:1706.03762; Su et al. 2021, arXiv:2104.09864; Qiu et al. 2025,
 * arXiv:2505.06708; Keras 3.15 `MultiHeadAttention`
 */
const multiHeadAttention = defineLayer({
  type: 'MultiHeadAttention',
  category: 'attention',
  fields: {
    num_heads: HEADS,
    key_dim: SIZE,
    value_dim: { ...SIZE, default: null },
    dropout: RATE,
    output_shape: { kind: 'sizes', rank: 1, minimum: 1, default: null },
    attention_axes: { kind: 'axes', default: null },
    sliding_window: SLIDING_WINDOW,
    ...KERNEL_AND_BIAS_FIELDS,
    ...ACTIVITY_FIELDS,
    use_gate: USE_GATE,
    use_causal_mask: USE_CAUSAL_MASK,
    rotary_max_wavelength: { kind: 'number', above: 0, default: null },
  },
  inputCount: { minimum: 1, maximum: 3 },
  masksOutput: (_config, [masked = false]) => masked,
  inferShape: (config, inputs, layerId) => {
    const shapes = attentionShapes(inputs);
    const error = checkAttended(config, shapes, layerId) ?? oddRotation(config, layerId);
    if (error !== null) return fail(error);
    const { query } = shapes;
    return ok(query.with(-1, config.output_shape?.[0] ?? lastSize(query)));
  },
  weights: (config, inputs) => headsWeights(config, attentionShapes(inputs)),
});

/** A rotation turns pairs of features. */
function oddRotation(
  {
    key_dim,
    rotary_max_wavelength,
  }: { readonly key_dim: number; readonly rotary_max_wavelength: number | null },
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
 * MultiHeadAttention over sequences whose keys and values have fewer heads than the queries: each
 * serves `num_query_heads / num_key_value_heads` of them, one after the other. All heads are
 * `head_dim` wide, and as many features go out as the query has.
 * @source Ainslie et al. 2023, arXiv:2305.13245; Keras 3.15 `GroupQueryAttention`
 */
const groupQueryAttention = defineLayer({
  type: 'GroupQueryAttention',
  category: 'attention',
  fields: {
    head_dim: SIZE,
    num_query_heads: HEADS,
    num_key_value_heads: HEADS,
    dropout: RATE,
    ...KERNEL_AND_BIAS_FIELDS,
    sliding_window: SLIDING_WINDOW,
    ...ACTIVITY_FIELDS,
    use_gate: USE_GATE,
    use_causal_mask: USE_CAUSAL_MASK,
  },
  inputCount: { minimum: 1, maximum: 3 },
  masksOutput: (_config, [masked = false]) => masked,
  inferShape: ({ num_query_heads, num_key_value_heads }, inputs, layerId) => {
    const shapes = attentionShapes(inputs);
    const error = checkSequences(shapes, layerId);
    if (error !== null) return fail(error);
    if (num_query_heads % num_key_value_heads === 0) return ok(shapes.query);
    return fail({
      code: 'architecture/config-invalid',
      layerId,
      key: 'num_key_value_heads',
      value: String(num_key_value_heads),
      expected: `divisor of ${num_query_heads}`,
    });
  },
  weights: (config, inputs) =>
    headsWeights(
      {
        ...config,
        num_heads: config.num_query_heads,
        keyValueHeads: config.num_key_value_heads,
        key_dim: config.head_dim,
        value_dim: null,
        output_shape: null,
      },
      attentionShapes(inputs),
    ),
});

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
    use_causal_mask: USE_CAUSAL_MASK,
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
  GroupQueryAttention: groupQueryAttention,
  Attention: attention,
} as const;
