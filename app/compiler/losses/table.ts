import type { LossName } from '../../architecture/fits-dataset.ts';
import { crossEntropyLosses } from './cross-entropy.ts';
import type { Loss } from './loss.ts';
import { meanSquaredError } from './mean-squared-error.ts';

export const LOSSES: Readonly<Record<LossName, Loss>> = {
  ...crossEntropyLosses,
  'mean-squared-error': meanSquaredError,
};
