import type { AppError } from '../errors.ts';
import type { LayerId } from '../ids.ts';
import { type Shape, sameShape } from '../shape.ts';
import { sampleAxes } from './axes.ts';
import { lastSize, type WeightSpec } from './layer-definition.ts';
import { trainable, type WeightConfig } from './weight-fields.ts';

/** What attention takes: queries, values, and keys where they are not the values. */
export interface AttentionShapes {
  /** [time, features], or […axes, features] where several axes are attended to */
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

/**
 * Axes of a sample, from 0, along which steps look at one another; all but the features where null.
 * Along the others every place attends by itself.
 */
export function attendedAxes(axes: readonly number[] | null, rank: number): readonly number[] {
  return axes === null
    ? Array.from({ length: rank - 1 }, (_, axis) => axis)
    : sampleAxes(axes, rank);
}

interface AttendingConfig {
  readonly attention_axes: readonly number[] | null;
  readonly sliding_window: number | null;
  readonly use_causal_mask: boolean;
  readonly rotary_max_wavelength: number | null;
}

/**
 * Fails unless all have the same number of axes, agree along those that are not attended to, and keys
 * have the values' places; and unless there is one order where an order is asked for.
 */
export function checkAttended(
  config: AttendingConfig,
  { query, value, key }: AttentionShapes,
  layerId: LayerId,
): AppError | null {
  const rank = Math.max(query.length, 2);
  const odd = [query, value, key].find((shape) => shape.length !== rank);
  if (odd !== undefined) {
    return { code: 'architecture/rank-mismatch', layerId, expectedRank: rank, actual: odd };
  }
  const axes = attendedAxes(config.attention_axes, rank);
  const refused = (expected: string): AppError => ({
    code: 'architecture/config-invalid',
    layerId,
    key: 'attention_axes',
    value: config.attention_axes?.join(', ') ?? 'null',
    expected,
  });
  const fit = axes.every((axis) => axis >= 0 && axis < rank - 1);
  if (!fit || new Set(axes).size < axes.length) return refused(`axes of ${rank} but the last`);
  const ordered = (['use_causal_mask', 'sliding_window', 'rotary_max_wavelength'] as const).find(
    (argument) => config[argument] !== false && config[argument] !== null,
  );
  if (ordered !== undefined && axes.length > 1) return refused(`one axis with ${ordered}`);
  const expected = value.map((size, axis) => (axes.includes(axis) ? size : (query[axis] ?? size)));
  const besideQuery = expected.with(-1, lastSize(value));
  if (!sameShape(value, besideQuery)) {
    const error = { code: 'architecture/shape-mismatch', layerId, expected: besideQuery } as const;
    return { ...error, actual: value };
  }
  const besideValue = value.with(-1, lastSize(key));
  return sameShape(key, besideValue)
    ? null
    : { code: 'architecture/shape-mismatch', layerId, expected: besideValue, actual: key };
}

export interface HeadsConfig extends WeightConfig<'kernel' | 'bias'> {
  readonly num_heads: number;
  /** Heads of keys and values, each for as many of the queries in turn; as many where left out. */
  readonly keyValueHeads?: number;
  readonly key_dim: number;
  readonly value_dim: number | null;
  /** [features] of what comes out; as many as the query has where null. */
  readonly output_shape: readonly number[] | null;
  readonly use_bias: boolean;
  readonly use_gate: boolean;
}

/** Projections of queries, keys and values to each head, and from the heads to the output. */
export function headsWeights(
  config: HeadsConfig,
  { query, value, key }: AttentionShapes,
): readonly WeightSpec[] {
  const { num_heads: heads, keyValueHeads = heads, key_dim, value_dim, use_bias } = config;
  const width = value_dim ?? key_dim;
  const projection = (name: string, kernel: Shape, bias: Shape): readonly WeightSpec[] => [
    trainable('kernel', config, kernel, `${name}/kernel`),
    ...(use_bias ? [trainable('bias', config, bias, `${name}/bias`)] : []),
  ];
  const toHeads = (name: string, shape: Shape, count: number, size: number) =>
    projection(name, [lastSize(shape), count, size], [count, size]);
  const given = config.output_shape?.[0] ?? lastSize(query);
  return [
    ...toHeads('query', query, heads, key_dim),
    ...toHeads('key', key, keyValueHeads, key_dim),
    ...(config.use_gate ? toHeads('gate', query, heads, width) : []),
    ...toHeads('value', value, keyValueHeads, width),
    ...projection('attention_output', [heads, width, given], [given]),
  ];
}
