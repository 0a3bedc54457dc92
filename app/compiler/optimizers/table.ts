import { adam } from './adam.ts';
import type { Optimizer, OptimizerSettings } from './optimizer.ts';
import { sgd } from './sgd.ts';

export const OPTIMIZERS: Readonly<Record<OptimizerSettings['optimizer'], Optimizer>> = {
  adam,
  sgd,
};
