import { type AppError, fail, ok } from '../errors.ts';
import type { Field } from '../field.ts';
import type { LayerId } from '../ids.ts';
import type { Shape } from '../shape.ts';
import { initializerField } from './initializers.ts';
import { defineLayer, lastSize, soleInput } from './layer-definition.ts';
import { trainable, weightFields } from './weight-fields.ts';

/**
 * Where in a sequence a step stands, which attention alone cannot tell. Names, arguments and formulas
 * are KerasHub's.
 */
const WAVELENGTH = { kind: 'number', above: 0, default: 10_000 } as const satisfies Field;
const LENGTH = { kind: 'integer', minimum: 1, maximum: 1_000_000 } as const satisfies Field;

/** Fails unless the input is a sequence of at least so many axes. */
function checkRank(shape: Shape, expectedRank: number, layerId: LayerId): AppError | null {
  return shape.length >= expectedRank
    ? null
    : { code: 'architecture/rank-mismatch', layerId, expectedRank, actual: shape };
}

/** Fails where there are more steps than learnt positions. */
export function checkLength(shape: Shape, length: number, layerId: LayerId): AppError | null {
  const [time = 1] = shape;
  if (time <= length) return null;
  return {
    code: 'architecture/config-invalid',
    layerId,
    key: 'sequence_length',
    value: String(length),
    expected: `integer ≥ ${time}`,
  };
}

/**
 * Sines and cosines of time, from fast to slow: what to add to a sequence [time, features], in its
 * shape. Even features are sines, odd ones cosines.
 * @source Vaswani et al. 2017, arXiv:1706.03762, §3.5; KerasHub `SinePositionEncoding`
 */
const sinePositionEncoding = defineLayer({
  type: 'SinePositionEncoding',
  category: 'sequence',
  fields: { max_wavelength: WAVELENGTH },
  inputCount: 1,
  inferShape: (_config, inputs, layerId) => {
    const shape = soleInput(inputs);
    if (shape.length === 2) return ok(shape);
    return fail({ code: 'architecture/rank-mismatch', layerId, expectedRank: 2, actual: shape });
  },
  weights: () => [],
});

/** A learnt vector for each place in a sequence: what to add to it, in its shape. */
const positionEmbedding = defineLayer({
  type: 'PositionEmbedding',
  category: 'sequence',
  fields: {
    sequence_length: LENGTH,
    initializer: initializerField('glorot_uniform'),
  },
  inputCount: 1,
  inferShape: ({ sequence_length }, inputs, layerId) => {
    const shape = soleInput(inputs);
    if (shape.length !== 2) {
      return fail({ code: 'architecture/rank-mismatch', layerId, expectedRank: 2, actual: shape });
    }
    const error = checkLength(shape, sequence_length, layerId);
    return error === null ? ok(shape) : fail(error);
  },
  weights: ({ sequence_length, initializer }, inputs) => [
    {
      name: 'embeddings',
      shape: [sequence_length, lastSize(soleInput(inputs))],
      initializer,
      trainable: true,
    },
  ],
});

/** The sum of a learnt vector for each token and one for each place it can stand at. */
const tokenAndPositionEmbedding = defineLayer({
  type: 'TokenAndPositionEmbedding',
  category: 'sequence',
  fields: {
    vocabulary_size: { kind: 'integer', minimum: 1, maximum: 100_000_000 },
    sequence_length: LENGTH,
    embedding_dim: { kind: 'integer', minimum: 1, maximum: 1_000_000 },
    ...weightFields({ embeddings: 'uniform' }),
    mask_zero: { kind: 'boolean', default: false },
  },
  inputCount: 1,
  masksOutput: ({ mask_zero }) => mask_zero,
  tableRows: ({ vocabulary_size }) => ({ argument: 'vocabulary_size', count: vocabulary_size }),
  inferShape: ({ sequence_length, embedding_dim }, inputs, layerId) => {
    const shape = soleInput(inputs);
    if (shape.length !== 1) {
      return fail({ code: 'architecture/rank-mismatch', layerId, expectedRank: 1, actual: shape });
    }
    const error = checkLength(shape, sequence_length, layerId);
    return error === null ? ok([...shape, embedding_dim]) : fail(error);
  },
  weights: (config) => {
    const { vocabulary_size, sequence_length, embedding_dim } = config;
    const table = (name: string, rows: number) =>
      trainable('embeddings', config, [rows, embedding_dim], `${name}/embeddings`);
    return [
      table('token_embedding', vocabulary_size),
      table('position_embedding', sequence_length),
    ];
  },
});

/**
 * Turns the first half of the features against the second by angles that grow with time, so that the
 * product of two steps depends on how far apart they are.
 * @source Su et al. 2021, arXiv:2104.09864; KerasHub `RotaryEmbedding`
 */
const rotaryEmbedding = defineLayer({
  type: 'RotaryEmbedding',
  category: 'sequence',
  fields: {
    max_wavelength: WAVELENGTH,
    scaling_factor: { kind: 'number', above: 0, default: 1 },
  },
  inputCount: 1,
  inferShape: (_config, inputs, layerId) => {
    const shape = soleInput(inputs);
    const error = checkRank(shape, 2, layerId);
    if (error !== null) return fail(error);
    const features = lastSize(shape);
    if (features % 2 === 0) return ok(shape);
    const expected = shape.with(-1, features + 1);
    return fail({ code: 'architecture/shape-mismatch', layerId, expected, actual: shape });
  },
  weights: () => [],
});

export const POSITION_LAYERS = {
  TokenAndPositionEmbedding: tokenAndPositionEmbedding,
  PositionEmbedding: positionEmbedding,
  SinePositionEncoding: sinePositionEncoding,
  RotaryEmbedding: rotaryEmbedding,
} as const;
