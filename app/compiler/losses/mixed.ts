import type { FittedModel } from '../../architecture/fits-dataset.ts';
import type { InferredLayer, InferredLayerOf } from '../../architecture/inferred-layer.ts';
import type { Value } from '../graph.ts';
import { mixedShare, neighbours } from '../lower/mix-up.ts';
import type { RandomPool } from '../lower/random-pool.ts';
import { add, multiply, subtract } from '../operators/elementwise.ts';
import { reshape } from '../operators/movement.ts';
import { overSamples } from './reduce.ts';

/** How a batch's samples were mixed: which share each kept, [batch], and what it was mixed with. */
export interface Mixture {
  readonly share: Value;
  /** What of each sample is of its neighbour: targets, weights. */
  neighbour(values: Value): Value;
}

const isMixing = (layer: InferredLayer): layer is InferredLayerOf<'MixUp'> =>
  layer.type === 'MixUp';

/** The mixture that a model trains on; null where it mixes nothing. */
export function mixtureOf(
  { augmentation, layers }: Pick<FittedModel, 'augmentation' | 'layers'>,
  batch: number,
  random: RandomPool,
): Mixture | null {
  const mixing = [...augmentation, ...layers].find(isMixing);
  if (mixing === undefined) return null;
  const share = mixedShare(batch, mixing.config.alpha, (shape, alpha) =>
    random.betaNumbers(mixing.id, shape, alpha),
  );
  return { share: reshape(share, [batch]), neighbour: neighbours };
}

/** Losses towards both answers, each as much as the sample is of it. */
export function mixedLosses(own: Value, neighbour: Value, { share }: Mixture): Value {
  const kept = overSamples(share, own.shape);
  return add(multiply(own, kept), multiply(neighbour, subtract(1, kept)));
}
