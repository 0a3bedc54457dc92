import type { AppError } from '../errors.ts';
import type { LayerId } from '../ids.ts';
import type { Shape } from '../shape.ts';
import type { BaseConfig } from './base-fields.ts';
import type { LayerConfig, LayerType } from './catalogue.ts';
import type { WeightSpec } from './layer-definition.ts';
import type { LayerSpec, OutputName } from './model-spec.ts';

/** One layer with all that follows from the model: shapes are without the batch axis. */
export interface InferredLayerOf<Type extends LayerType> {
  readonly id: LayerId;
  readonly type: Type;
  readonly config: LayerConfig<Type>;
  readonly base: BaseConfig;
  readonly inputs: readonly OutputName[];
  readonly inputShapes: readonly Shape[];
  /** Whether each input carries a mask. */
  readonly inputsMasked: readonly boolean[];
  /** Of its first output. */
  readonly shape: Shape;
  /** Of all outputs, the first one included. */
  readonly outputShapes: readonly Shape[];
  /** Whether its first output carries a mask. */
  readonly masked: boolean;
  readonly weights: readonly WeightSpec[];
}

/** Discriminated by `type`: a switch over it knows each config's fields. */
export type InferredLayer = { [Type in LayerType]: InferredLayerOf<Type> }[LayerType];

/** One layer on the way: inferred, at fault, or (both null) behind one that is. */
export interface LayerOutcome {
  readonly layer: LayerSpec;
  readonly inferred: InferredLayer | null;
  readonly error: AppError | null;
}
