import type { Value } from '../graph.ts';
import { batchedProduct } from '../operators/batched-product.ts';
import { add, hyperbolicTangent, multiply } from '../operators/elementwise.ts';
import { reshape, transpose } from '../operators/movement.ts';
import { sum } from '../operators/reduction.ts';
import { multiHeadAttention, weighedValues } from './attention.ts';
import { type LayerTensor, timeFirst } from './layer-tensor.ts';
import type { LoweringContext, LoweringTable } from './lowering.ts';

/** Queries, values and keys as a layer is given them: one input stands for all. */
function sequencesOf({ inputs }: LoweringContext) {
  const [query, value = query, key = value] = inputs;
  if (query === undefined || value === undefined || key === undefined) {
    throw new Error('Attention takes a sequence');
  }
  const known = new Map<LayerTensor, Value>();
  const inOrder = (tensor: LayerTensor): Value => {
    const x = known.get(tensor) ?? timeFirst(tensor);
    known.set(tensor, x);
    return x;
  };
  return {
    sequences: { query: inOrder(query), value: inOrder(value), key: inOrder(key) },
    masks: { query: query.mask, value: value.mask, key: key === value ? undefined : key.mask },
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

export const attentionLayers = {
  MultiHeadAttention: ({ config }, _input, context) => {
    const { sequences, masks } = sequencesOf(context);
    const value = multiHeadAttention(
      sequences,
      {
        count: config.num_heads,
        dropout: config.dropout,
        rotaryMaxWavelength: config.rotary_max_wavelength,
      },
      (name) => (config.use_bias || !name.endsWith('/bias') ? context.weight(name) : undefined),
      {
        causal: config.use_causal_mask,
        queryMask: masks.query,
        keyMasks: given(masks.value, masks.key),
      },
      context,
    );
    return { value, layout: 'time-first' };
  },
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
