import type { LossName } from '../../architecture/losses.ts';
import { centerLosses } from './center.ts';
import { crossEntropyLosses } from './cross-entropy.ts';
import { distanceLosses } from './distance.ts';
import { focalLosses } from './focal.ts';
import { hingeLosses } from './hinge.ts';
import type { Loss } from './loss.ts';
import { rankingLosses } from './ranking.ts';

export const LOSSES: Readonly<Record<LossName, Loss>> = {
  ...crossEntropyLosses,
  ...focalLosses,
  ...distanceLosses,
  ...hingeLosses,
  ...rankingLosses,
  ...centerLosses,
  // Over all classes; training draws some of them instead.
  sampled_softmax: crossEntropyLosses.sparse_categorical_crossentropy,
};
