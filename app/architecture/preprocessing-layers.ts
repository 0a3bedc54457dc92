import { fail, ok } from '../errors.ts';
import { elementCount } from '../shape.ts';
import { checkedAxes } from './axes.ts';
import { defineLayer, soleInput } from './layer-definition.ts';

/** `input × scale + offset`; brings bytes of an image into a range that trains well. */
const rescaling = defineLayer({
  type: 'Rescaling',
  category: 'preprocessing',
  fields: { scale: { kind: 'number' }, offset: { kind: 'number', default: 0 } },
  inputCount: 1,
  inferShape: (_config, inputs) => ok(soleInput(inputs)),
  weights: () => [],
});

/**
 * `(input − mean) / √variance`, or with `invert` `input × √variance + mean`; one mean and variance
 * for all, or one for each place along `axis`.
 */
const normalization = defineLayer({
  type: 'Normalization',
  category: 'preprocessing',
  fields: {
    axis: { kind: 'axes', default: [-1] },
    mean: { kind: 'numbers' },
    variance: { kind: 'numbers', minimum: 0 },
    invert: { kind: 'boolean', default: false },
  },
  inputCount: 1,
  inferShape: ({ axis, mean, variance }, inputs, layerId) => {
    const shape = soleInput(inputs);
    const axes = checkedAxes(axis, shape.length, layerId, 'axis');
    if (!axes.ok) return axes;
    const count = elementCount(axes.value.map((each) => shape[each] ?? 1));
    for (const [key, numbers] of Object.entries({ mean, variance })) {
      if (numbers.length === 1 || numbers.length === count) continue;
      return fail({
        code: 'architecture/config-invalid',
        layerId,
        key,
        value: numbers.join(', '),
        expected: `1 or ${count} numbers`,
      });
    }
    return ok(shape);
  },
  weights: () => [],
});

export const ENCODINGS = ['multi_hot', 'one_hot', 'count'] as const;

/**
 * Whole numbers below `num_tokens` as vectors of that length: which of them there are along the last
 * axis, how often each, or one vector for each number. What is no such number counts as the nearest.
 */
const categoryEncoding = defineLayer({
  type: 'CategoryEncoding',
  category: 'preprocessing',
  fields: {
    num_tokens: { kind: 'integer', minimum: 1, maximum: 1_000_000 },
    output_mode: { kind: 'choice', choices: ENCODINGS, default: 'multi_hot' },
  },
  inputCount: 1,
  masking: 'refuses',
  tableRows: ({ num_tokens }) => ({ argument: 'num_tokens', count: num_tokens }),
  inferShape: ({ num_tokens, output_mode }, inputs) => {
    const shape = soleInput(inputs);
    const keepsAxis = output_mode === 'one_hot' && shape.at(-1) !== 1;
    return ok([...(keepsAxis ? shape : shape.slice(0, -1)), num_tokens]);
  },
  weights: () => [],
});

export const PREPROCESSING_LAYERS = {
  Rescaling: rescaling,
  Normalization: normalization,
  CategoryEncoding: categoryEncoding,
} as const;
