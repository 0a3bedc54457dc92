import type { Shape } from '../shape.ts';
import { type Initializer, initializerField } from './initializers.ts';
import type { WeightSpec } from './layer-definition.ts';

type InitializerField = ReturnType<typeof initializerField>;

/** Arguments for weights by the first part of their names: `kernel_initializer`, … */
export type WeightFields<Prefix extends string> = {
  readonly [Name in `${Prefix}_initializer`]: InitializerField;
};

/** What these arguments read to. */
export type WeightConfig<Prefix extends string> = {
  readonly [Name in `${Prefix}_initializer`]: Initializer;
};

/** The arguments that say how weights start, with Keras' defaults, in Keras' order. */
export function weightFields<const Prefix extends string>(
  usual: Readonly<Record<Prefix, Initializer>>,
): WeightFields<Prefix> {
  const fields = Object.entries<Initializer>(usual).map(([prefix, initializer]) => [
    `${prefix}_initializer`,
    initializerField(initializer),
  ]);
  // One for each prefix, which is what the type states.
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
  name: string = prefix,
): WeightSpec {
  return { name, shape, initializer: config[`${prefix}_initializer`], trainable: true };
}
