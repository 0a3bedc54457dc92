import type { FunctionTable } from '../function-text.ts';

const SPREAD = { stddev: { usual: 0.05, minimum: 0 }, mean: { usual: 0 } } as const;
const RANGE = { minval: { usual: -0.05 }, maxval: { usual: 0.05 } } as const;
const GAIN = { gain: { usual: 1 } } as const;

/**
 * Initial values of weights by their Keras names, with Keras' arguments and defaults. A single number
 * given to a normal distribution is its deviation.
 * @source Keras 3 `keras.initializers`
 */
export const INITIALIZERS = {
  glorot_uniform: {},
  glorot_normal: {},
  he_uniform: {},
  he_normal: {},
  lecun_uniform: {},
  lecun_normal: {},
  zeros: {},
  ones: {},
  constant: { value: { usual: 0 } },
  uniform: RANGE,
  normal: SPREAD,
  random_uniform: RANGE,
  random_normal: SPREAD,
  truncated_normal: SPREAD,
  variance_scaling: {
    scale: { usual: 1, above: 0 },
    mode: ['fan_in', 'fan_out', 'fan_avg'],
    distribution: ['truncated_normal', 'untruncated_normal', 'uniform'],
  },
  orthogonal: GAIN,
  identity: GAIN,
} as const satisfies FunctionTable;

/** An initialiser with its arguments, as text: `zeros`, `constant(0.5)`. */
export type Initializer = string;

/** The argument of a layer that says how one of its weights starts. */
export const initializerField = (usual: Initializer) =>
  ({ kind: 'function', functions: INITIALIZERS, default: usual }) as const;
