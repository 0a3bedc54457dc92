import type { Result } from '../errors.ts';
import type { Field, Fields, ValuesOf } from '../field.ts';
import type { LayerId } from '../ids.ts';
import type { Shape } from '../shape.ts';
import type { Initializer } from './initializers.ts';

export const LAYER_CATEGORIES = [
  'core',
  'activation',
  'sequence',
  'attention',
  'convolution',
  'pooling',
  'merging',
  'reshaping',
  'normalization',
  'regularization',
  'preprocessing',
  'augmentation',
] as const;
export type LayerCategory = (typeof LAYER_CATEGORIES)[number];

/** Activations by their Keras names; `softmax` and `log_softmax` go over the last axis. */
export const ACTIVATIONS = [
  'linear',
  'relu',
  'sigmoid',
  'tanh',
  'softmax',
  'gelu',
  'silu',
  'mish',
  'elu',
  'selu',
  'leaky_relu',
  'relu6',
  'hard_sigmoid',
  'hard_silu',
  'softplus',
  'softsign',
  'exponential',
  'log_softmax',
] as const;
export type Activation = (typeof ACTIVATIONS)[number];

/** One weight of a layer in Keras' layout. Not trainable: a statistic that the forward pass keeps. */
export interface WeightSpec {
  readonly name: string;
  readonly shape: Shape;
  readonly initializer: Initializer;
  readonly trainable: boolean;
  /** Times the plan's learning rate; 1 where left out, 0 for a weight that stays as it is. */
  readonly learningRateFactor?: number | undefined;
  /** Places that start at 1 whatever the initialiser says, from the first up to before the second. */
  readonly ones?: readonly [from: number, to: number] | undefined;
  /** What is added to the loss for it, as text: `l2(0.01)`. */
  readonly regularizer?: string | undefined;
  /** What it is brought back to behind each update, as text: `max_norm(2)`. */
  readonly constraint?: string | undefined;
}

/** Whether training changes a weight: it is no statistic, and not frozen. */
export function learns({ trainable, learningRateFactor }: WeightSpec): boolean {
  return trainable && learningRateFactor !== 0;
}

/** All that Hearth knows of one layer type before compiling it. Shapes are without the batch axis. */
export interface LayerDefinition<Type extends string = string, Config extends Fields = Fields> {
  /** Keras class name. */
  readonly type: Type;
  readonly category: LayerCategory;
  /** Arguments by their Keras names, in the order of Keras' signature. */
  readonly fields: Config;
  /** Further arguments that follow from these, e.g. those of a layer that it wraps. */
  innerFields?(config: ValuesOf<Config>): Fields;
  /** How many inputs it takes: exactly so many, or as many as lie in between. */
  readonly inputCount: number | { readonly minimum: number; readonly maximum: number };
  /**
   * What it does with a mask, which says of each time step whether it is there. `passes` on by
   * default, as layers do that work step by step; `uses` it and passes on none; `refuses` it.
   */
  readonly masking?: 'passes' | 'uses' | 'refuses';
  /** For layers that look up rows by number: how many rows there are, and which argument says so. */
  tableRows?(config: ValuesOf<Config>): { readonly argument: string; readonly count: number };
  /** Whether the first output carries a mask; what `masking` says where left out. */
  masksOutput?(
    config: ValuesOf<Config>,
    inputsMasked: readonly boolean[],
    inputShapes: readonly Shape[],
  ): boolean;
  /** Fails where the inputs do not suit the layer. The error names `layerId`. */
  inferShape(
    config: ValuesOf<Config>,
    inputShapes: readonly Shape[],
    layerId: LayerId,
  ): Result<Shape>;
  /** Shapes of further outputs, e.g. final states; only asked where `inferShape` succeeded. */
  furtherOutputs?(config: ValuesOf<Config>, inputShapes: readonly Shape[]): readonly Shape[];
  /**
   * Activation that its output comes straight from; where left out, what an argument `activation`
   * says, else `linear`.
   */
  finalActivation?(config: ValuesOf<Config>, inputShapes: readonly Shape[]): Activation;
  /** In Keras' order; only asked where `inferShape` succeeded. */
  weights(config: ValuesOf<Config>, inputShapes: readonly Shape[]): readonly WeightSpec[];
}

/** Lets the compiler work out the config's type from its fields. */
export function defineLayer<const Type extends string, const Config extends Fields>(
  definition: LayerDefinition<Type, Config>,
): LayerDefinition<Type, Config> {
  return definition;
}

/** The input shape of a layer that takes exactly one. */
export function soleInput(inputShapes: readonly Shape[]): Shape {
  const [shape] = inputShapes;
  if (shape === undefined || inputShapes.length !== 1) {
    throw new Error(`Expected one input shape, found ${inputShapes.length}`);
  }
  return shape;
}

/** Size along the last axis: features or channels. */
export function lastSize(shape: Shape): number {
  const size = shape.at(-1);
  if (size === undefined) throw new Error('A scalar has no last axis');
  return size;
}

export const ACTIVATION_FIELD = {
  kind: 'choice',
  choices: ACTIVATIONS,
  default: 'linear',
} as const satisfies Field;
