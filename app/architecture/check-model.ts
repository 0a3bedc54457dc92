import type { AppError } from '../errors.ts';
import type { LayerId } from '../ids.ts';
import type { Shape } from '../shape.ts';
import { inferLayers, inferModel, parameterCount } from './infer-model.ts';
import type { ModelSpec } from './model-spec.ts';

/** What the page shows beside one layer. Shapes are without the batch axis. */
export interface LayerReport {
  readonly id: LayerId;
  readonly type: string;
  /** Null where this layer, or one before it, is at fault. */
  readonly shape: Shape | null;
  /** Of all outputs; null where `shape` is. */
  readonly outputShapes: readonly Shape[] | null;
  /** Numbers in its weights; 0 where unknown. */
  readonly parameters: number;
  /** This layer's own fault; a layer behind a faulty one has none. */
  readonly error: AppError | null;
}

export interface ModelReport {
  readonly layers: readonly LayerReport[];
  /** Over the layers that are known. */
  readonly parameters: number;
  readonly trainableParameters: number;
  /** Null while anything is wrong. */
  readonly outputShape: Shape | null;
  /** The first fault, be it of a layer or of the model as a whole. */
  readonly error: AppError | null;
}

/** Looks at every layer of a model, also of one that is still wrong. */
export function checkModel(model: ModelSpec): ModelReport {
  const outcomes = inferLayers(model);
  const counts = outcomes.map(({ inferred }) => parameterCount(inferred?.weights ?? []));
  const whole = inferModel(model);
  return {
    layers: outcomes.map(({ layer, inferred, error }, index) => ({
      id: layer.id,
      type: layer.type,
      shape: inferred?.shape ?? null,
      outputShapes: inferred?.outputShapes ?? null,
      parameters: counts[index]?.total ?? 0,
      error,
    })),
    parameters: counts.reduce((sum, count) => sum + count.total, 0),
    trainableParameters: counts.reduce((sum, count) => sum + count.trainable, 0),
    outputShape: whole.ok ? whole.value.outputs[0].shape : null,
    error: whole.ok ? null : whole.error,
  };
}
