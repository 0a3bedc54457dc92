import type { FunctionTable } from '../function-text.ts';

/**
 * Penalties on the size of numbers by their Keras names: `l1 · Σ|x| + l2 · Σx²`, added to the loss.
 * @source Keras 3 `keras.regularizers`
 */
const SIZE_PENALTIES = {
  l1: { l1: { usual: 0.01, minimum: 0 } },
  l2: { l2: { usual: 0.01, minimum: 0 } },
  l1_l2: { l1: { usual: 0, minimum: 0 }, l2: { usual: 0, minimum: 0 } },
} as const satisfies FunctionTable;

/**
 * Penalties on weights: on their size, or, of a matrix, on the angles between its rows or columns.
 * @source Keras 3 `keras.regularizers`
 */
export const REGULARIZERS = {
  ...SIZE_PENALTIES,
  orthogonal_regularizer: { factor: { usual: 0.01, minimum: 0 }, mode: ['rows', 'columns'] },
} as const satisfies FunctionTable;

const AXIS = { axis: { usual: [0] } } as const;

/**
 * What weights are brought back to behind each update, by their Keras names. Norms are taken along
 * `axis` of the weight, counted from 0: 0 for a dense kernel, `[0, 1, 2]` for one of images.
 * @source Keras 3 `keras.constraints`
 */
export const CONSTRAINTS = {
  max_norm: { max_value: { usual: 2, minimum: 0 }, ...AXIS },
  min_max_norm: {
    min_value: { usual: 0, minimum: 0 },
    max_value: { usual: 1, minimum: 0 },
    rate: { usual: 1, minimum: 0, maximum: 1 },
    ...AXIS,
  },
  unit_norm: AXIS,
  non_neg: {},
} as const satisfies FunctionTable;

export const REGULARIZER_FIELD = {
  kind: 'function',
  functions: REGULARIZERS,
  default: null,
} as const;

/** What outputs cost; a penalty of each sample, and of the batch the mean. */
export const ACTIVITY_FIELDS = {
  activity_regularizer: { kind: 'function', functions: SIZE_PENALTIES, default: null },
} as const;

export const CONSTRAINT_FIELD = {
  kind: 'function',
  functions: CONSTRAINTS,
  default: null,
} as const;
