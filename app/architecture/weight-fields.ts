import type { Shape } from '../shape.ts';
import { type Initializer, initializerField } from './initializers.ts';
import type { WeightSpec } from './layer-definition.ts';
import { CONSTRAINT_FIELD, REGULARIZER_FIELD } from './regularizers.ts';

/** Arguments for weights by the first part of their names: `kernel_initializer`, … */
export type WeightFields<Prefix extends string> = {
  readonly [Name in `${Prefix}_initializer`]: ReturnType<typeof initializerField>;
} & {
  readonly [Name in `${Prefix}_regularizer`]: typeof REGULARIZER_FIELD;
} & {
  readonly [Name in `${Prefix}_constraint`]: typeof CONSTRAINT_FIELD;
};

/** What these arguments read to. */
export type WeightConfig<Prefix extends string> = {
  readonly [Name in `${Prefix}_initializer`]: Initializer;
} & {
  readonly [Name in `${Prefix}_regularizer` | `${Prefix}_constraint`]: string | null;
};

/**
 * The arguments that say how weights start, what large ones cost and what they are held to, in Keras'
 * order.
 * @param usual Keras' default initialisers
 */
export function weightFields<const Prefix extends string>(
  usual: Readonly<Record<Prefix, Initializer>>,
): WeightFields<Prefix> {
  const weights = Object.entries<Initializer>(usual);
  const fields = [
    ...weights.map(([prefix, each]) => [`${prefix}_initializer`, initializerField(each)]),
    ...weights.map(([prefix]) => [`${prefix}_regularizer`, REGULARIZER_FIELD]),
    ...weights.map(([prefix]) => [`${prefix}_constraint`, CONSTRAINT_FIELD]),
  ];
  // Three for each prefix, which is what the type states.
  return Object.fromEntries(fields) as WeightFields<Prefix>;
}

/**
 * A weight that training changes, as its layer's arguments say.
 * @param prefix of the arguments that are about it
 * @param name   where it is not the prefix
 */
export function trainable<Prefix extends string>(
  prefix: Prefix,
  config: WeightConfig<Prefix>,
  shape: Shape,
  name?: string,
): WeightSpec;
export function trainable(
  prefix: string,
  config: Readonly<Record<string, string | null>>,
  shape: Shape,
  name: string = prefix,
): WeightSpec {
  const initializer = config[`${prefix}_initializer`];
  if (!initializer) throw new Error(`Nothing says how ${prefix} starts`);
  return {
    name,
    shape,
    initializer,
    trainable: true,
    regularizer: config[`${prefix}_regularizer`] ?? undefined,
    constraint: config[`${prefix}_constraint`] ?? undefined,
  };
}
