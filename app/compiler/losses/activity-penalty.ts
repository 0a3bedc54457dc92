import type { InferredLayer } from '../../architecture/inferred-layer.ts';
import type { Value } from '../graph.ts';
import { axisOrder, type LayerTensor } from '../lower/layer-tensor.ts';
import type { LoweredModel } from '../lower/lower-model.ts';
import { allAxes, sum } from '../operators/reduction.ts';
import { addedUp, regularizerCost } from './regularizer-cost.ts';

/**
 * What the outputs of layers, or of those inside them, cost each sample by their
 * `activity_regularizer`, [batch]; null where none has one. Keras adds up a batch and divides by its size: the mean of these. Padded steps of
 * a sequence count as the others do.
 * @source Keras 3 `Layer.__call__`
 */
export function activityPenalty(
  layers: readonly InferredLayer[],
  { tensors, activities }: Pick<LoweredModel, 'tensors' | 'activities'>,
): Value | null {
  const penalties = layers.flatMap((layer) => {
    const regularizer = activityRegularizer(layer);
    if (regularizer === null) return [];
    const counted = activities.get(layer.id) ?? tensors.get(layer.id) ?? [];
    return counted.flatMap(
      (output) => regularizerCost(regularizer, output.value, perSample(output)) ?? [],
    );
  });
  return addedUp(penalties);
}

function activityRegularizer({ config }: { readonly config: object }): string | null {
  if (!('activity_regularizer' in config)) return null;
  const { activity_regularizer: regularizer } = config;
  return typeof regularizer === 'string' ? regularizer : null;
}

const perSample =
  ({ value, layout }: LayerTensor) =>
  (sizes: Value): Value => {
    const batch = axisOrder(layout, value.shape.length).indexOf(0);
    return sum(
      sizes,
      allAxes(value).filter((axis) => axis !== batch),
    );
  };
