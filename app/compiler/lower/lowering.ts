import type { LayerType } from '../../architecture/catalogue.ts';
import type { InferredLayerOf } from '../../architecture/infer-model.ts';
import type { Shape } from '../../shape.ts';
import type { Value } from '../graph.ts';
import type { LayerTensor } from './layer-tensor.ts';

export type Mode = 'training' | 'inference';

/** What a layer may ask for while it is lowered. */
export interface LoweringContext {
  readonly mode: Mode;
  /** The layer's weight or statistic of this name, in Keras' layout. */
  weight(name: string): Value;
  /** In training: the value that a statistic has after this step. */
  updateStatistic(name: string, next: Value): void;
  /** In training: numbers in [0, 1) that differ from step to step and from layer to layer. */
  uniformNumbers(shape: Shape): Value;
}

/** Turns one layer into operators. The layer's shapes have been checked; failures are bugs. */
export type Lowering<Type extends LayerType> = (
  layer: InferredLayerOf<Type>,
  input: LayerTensor,
  context: LoweringContext,
) => LayerTensor;

export type LoweringTable = { readonly [Type in LayerType]: Lowering<Type> };
