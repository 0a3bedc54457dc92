import { fail, ok } from '../errors.ts';
import { defineLayer, soleInput } from './layer-definition.ts';
import { ACTIVITY_FIELDS } from './regularizers.ts';
import { trainable, weightFields } from './weight-fields.ts';

/**
 * A learnt vector for each whole number below `input_dim`; what is no such number is taken for the
 * nearest. With `mask_zero`, 0 stands for padding and later layers skip it.
 */
export const embedding = defineLayer({
  type: 'Embedding',
  category: 'sequence',
  fields: {
    input_dim: { kind: 'integer', minimum: 1, maximum: 100_000_000 },
    output_dim: { kind: 'integer', minimum: 1, maximum: 1_000_000 },
    ...weightFields({ embeddings: 'uniform' }),
    ...ACTIVITY_FIELDS,
    mask_zero: { kind: 'boolean', default: false },
  },
  inputCount: 1,
  masksOutput: ({ mask_zero }) => mask_zero,
  tableRows: ({ input_dim }) => ({ argument: 'input_dim', count: input_dim }),
  inferShape: ({ output_dim, mask_zero }, inputs, layerId) => {
    const shape = soleInput(inputs);
    // A mask is one number for each time step.
    return mask_zero && shape.length !== 1
      ? fail({ code: 'architecture/rank-mismatch', layerId, expectedRank: 1, actual: shape })
      : ok([...shape, output_dim]);
  },
  weights: (config) => [trainable('embeddings', config, [config.input_dim, config.output_dim])],
});

/** Masks the time steps whose features all are `mask_value`, and sets them to 0. */
export const masking = defineLayer({
  type: 'Masking',
  category: 'sequence',
  fields: { mask_value: { kind: 'number', default: 0 } },
  inputCount: 1,
  masksOutput: () => true,
  inferShape: (_config, inputs, layerId) => {
    const shape = soleInput(inputs);
    return shape.length === 2
      ? ok(shape)
      : fail({ code: 'architecture/rank-mismatch', layerId, expectedRank: 2, actual: shape });
  },
  weights: () => [],
});
