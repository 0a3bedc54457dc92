import { attendedAxes } from '../../architecture/attention-heads.ts';
import type { Value } from '../graph.ts';
import { batchedProduct } from '../operators/batched-product.ts';
import { add, hyperbolicTangent, multiply } from '../operators/elementwise.ts';
import { reshape, transpose } from '../operators/movement.ts';
import { sum } from '../operators/reduction.ts';
import {
  countingSamples,
  foldedSequence,
  type Sequence,
  unfoldedSequence,
} from './attended-axes.ts';
import { type Heads, multiHeadAttention, weighedValues } from './attention.ts';
import { axisOrder, type LayerTensor } from './layer-tensor.ts';
import type { LoweringContext, LoweringTable } from './lowering.ts';

/** Queries, values and keys as a layer is given them, folded to sequences: one input stands for all. */
function sequencesOf({ inputs }: LoweringContext, attended: readonly number[] = [0]) {
  const [query, value = query, key = value] = inputs;
  if (query === undefined || value === undefined || key === undefined) {
    throw new Error('Attention takes a sequence');
  }
  const known = new Map<LayerTensor, Sequence>();
  const folded = (tensor: LayerTensor): Sequence => {
    const sequence = known.get(tensor) ?? foldedSequence(tensor, attended);
    known.set(tensor, sequence);
    return sequence;
  };
  const [queries, values, keys] = [folded(query), folded(value), folded(key)];
  return {
    query,
    sequences: { query: queries.value, value: values.value, key: keys.value },
    masks: {
      query: queries.mask,
      value: values.mask,
      key: key === value ? undefined : keys.mask,
    },
  };
}

const given = (...masks: readonly (Value | undefined)[]): readonly Value[] =>
  masks.filter((mask) => mask !== undefined);

/** How well each key [time, batch, features] fits each query, as [batch, queries, keys]. */
function scoresOf(
  query: Value,
  key: Value,
  mode: 'dot' | 'concat',
  scale: Value | null,
  context: LoweringContext,
): Value {
  const scaled = (x: Value): Value => (scale === null ? x : multiply(x, scale));
  if (mode === 'dot') {
    const options = { transposeRight: true, leadLeft: true, leadRight: true };
    return scaled(batchedProduct(query, key, options));
  }
  const [queries = 1, batch = 1, features = 1] = query.shape;
  const [keys = 1] = key.shape;
  const along = (x: Value) => transpose(x, [1, 0, 2]);
  const pairs = add(
    reshape(along(query), [batch, queries, 1, features]),
    reshape(along(key), [batch, 1, keys, features]),
  );
  const fits = sum(hyperbolicTangent(scaled(pairs)), [3]);
  return multiply(fits, context.weight('concat_score_weight'));
}

interface SeenConfig {
  readonly use_bias: boolean;
  readonly use_causal_mask: boolean;
  readonly sliding_window: number | null;
}

/** @param attended axes of a sample, from 0, along which steps look at one another */
function severalHeads(
  heads: Heads,
  { use_bias, use_causal_mask, sliding_window }: SeenConfig,
  attended: readonly number[],
  context: LoweringContext,
): LayerTensor {
  const { query, sequences, masks } = sequencesOf(context, attended);
  const { value, layout } = query;
  const batch = value.shape[axisOrder(layout, value.shape.length).indexOf(0)] ?? 1;
  const found = multiHeadAttention(
    sequences,
    heads,
    (name) => (use_bias || !name.endsWith('/bias') ? context.weight(name) : undefined),
    {
      causal: use_causal_mask,
      window: sliding_window,
      queryMask: masks.query,
      keyMasks: given(masks.value, masks.key),
    },
    countingSamples(context, batch),
  );
  return unfoldedSequence(found, query, attended);
}

export const attentionLayers = {
  MultiHeadAttention: ({ config, inputShapes }, _input, context) =>
    severalHeads(
      {
        count: config.num_heads,
        gated: config.use_gate,
        dropout: config.dropout,
        rotaryMaxWavelength: config.rotary_max_wavelength,
      },
      config,
      attendedAxes(config.attention_axes, inputShapes[0]?.length ?? 2),
      context,
    ),
  GroupQueryAttention: ({ config }, _input, context) =>
    severalHeads(
      {
        count: config.num_query_heads,
        keyValueCount: config.num_key_value_heads,
        gated: config.use_gate,
        dropout: config.dropout,
        rotaryMaxWavelength: null,
      },
      config,
      [0],
      context,
    ),
  Attention: ({ config }, _input, context) => {
    const { sequences, masks } = sequencesOf(context);
    const scale = config.use_scale ? context.weight('scale') : null;
    const scores = scoresOf(sequences.query, sequences.key, config.score_mode, scale, context);
    const visibility = { causal: config.use_causal_mask, keyMasks: given(masks.value) };
    const found = weighedValues(scores, sequences.value, visibility, config.dropout, context);
    const [batch = 1, queries = 1] = found.shape;
    const value =
      masks.query === undefined
        ? found
        : multiply(found, reshape(masks.query, [batch, queries, 1]));
    return { value, layout: 'channels-last' };
  },
} satisfies Partial<LoweringTable>;
