import type { LayerType } from '../../architecture/catalogue.ts';
import type { InferredLayerOf } from '../../architecture/inferred-layer.ts';
import type { Shape } from '../../shape.ts';
import type { Graph, Value } from '../graph.ts';
import type { LayerTensor } from './layer-tensor.ts';
import type { Statistic } from './statistic.ts';

export type Mode = 'training' | 'inference';

/** What a layer may ask for while it is lowered. */
export interface LoweringContext {
  readonly mode: Mode;
  readonly graph: Graph;
  /** All that the layer takes, in order; `input` is the first. */
  readonly inputs: readonly LayerTensor[];
  /**
   * Whether one operator computes a whole recurrent layer, as cards do where it is of the usual kind,
   * rather than a scan of one for each of its parts.
   */
  readonly wholeSequences?: boolean | undefined;
  /** The layer's weight or statistic of this name, in Keras' layout. */
  weight(name: string): Value;
  /** In training: how a statistic goes on after this step. */
  updateStatistic(name: string, next: Statistic): void;
  /** Says what an `activity_regularizer` counts where that is not the layer's outputs. */
  countActivity(...values: readonly LayerTensor[]): void;
  /**
   * In training: numbers in [0, 1) that differ from step to step, from layer to layer, and within
   * a layer from stream to stream.
   */
  uniformNumbers(shape: Shape, stream?: string): Value;
  /** In training: as `uniformNumbers`, but of the normal distribution of mean 0 and deviation 1. */
  normalNumbers(shape: Shape, stream?: string): Value;
  /** In training: numbers in [0, 1] of the symmetric beta distribution. */
  betaNumbers(shape: Shape, alpha: number): Value;
}

/**
 * Turns one layer into operators: its output, or all of its outputs where it has several. The
 * layer's shapes have been checked; failures are bugs. A mask that the layer passes on unchanged
 * need not be mentioned.
 */
export type Lowering<Type extends LayerType> = (
  layer: InferredLayerOf<Type>,
  input: LayerTensor,
  context: LoweringContext,
) => LayerTensor | readonly LayerTensor[];

export type LoweringTable = { readonly [Type in LayerType]: Lowering<Type> };
