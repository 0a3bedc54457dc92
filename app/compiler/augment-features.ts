import type { FittedModel } from '../architecture/fits-dataset.ts';
import type { Value } from './graph.ts';
import { channelsLast, featuresTensor, type LayerTensor } from './lower/layer-tensor.ts';
import { lowerLayer } from './lower/lower-model.ts';
import type { RandomPool } from './lower/random-pool.ts';

/**
 * Samples as training sees them, changed by chance as the plan says: what is drawn depends on the seed
 * and the step alone, so that a resumed run goes on as it would have.
 * @param features [batch, …sample] float32, channels last
 */
export function augmentFeatures(
  { augmentation }: Pick<FittedModel, 'augmentation'>,
  features: Value,
  random: RandomPool,
): Value {
  const options = { mode: 'training', weights: new Map<string, Value>(), random } as const;
  let tensor: LayerTensor = featuresTensor(features);
  for (const layer of augmentation) {
    const found = { options, statistics: new Map(), activities: new Map() };
    const [changed] = lowerLayer(features.graph, layer, [tensor], found);
    if (changed === undefined) throw new Error(`${layer.id} gives nothing`);
    tensor = changed;
  }
  return channelsLast(tensor);
}
