import type { ModelWeight } from '../model-weights.ts';
import { adadelta } from './adadelta.ts';
import { adagrad } from './adagrad.ts';
import { adam } from './adam.ts';
import { adamax } from './adamax.ts';
import { lion } from './lion.ts';
import { muon } from './muon.ts';
import { nadam } from './nadam.ts';
import type { UpdateRule } from './optimizer.ts';
import { rmsprop } from './rmsprop.ts';
import type { OptimizerName, OptimizerSettings } from './settings.ts';
import { sgd } from './sgd.ts';

/** What decides how a weight is updated, besides the settings. */
type RuledWeight = Pick<ModelWeight, 'name' | 'shape'>;

/** An optimiser: the same rule for all weights, or one by weight. */
type Optimizer = UpdateRule | ((weight: RuledWeight, settings: OptimizerSettings) => UpdateRule);

const RULES: Readonly<Record<OptimizerName, Optimizer>> = {
  adam,
  adamw: adam,
  nadam,
  adamax,
  sgd,
  rmsprop,
  adagrad,
  adadelta,
  lion,
  muon,
};

/** How the settings' optimiser updates a weight. */
export function ruleFor(weight: RuledWeight, settings: OptimizerSettings): UpdateRule {
  const rule = RULES[settings.optimizer];
  return typeof rule === 'function' ? rule(weight, settings) : rule;
}
