import { learns } from '../../architecture/layer-definition.ts';
import type { Value } from '../graph.ts';
import type { ModelWeight, WeightValues } from '../model-weights.ts';
import { sum } from '../operators/reduction.ts';
import { addedUp, regularizerCost } from './regularizer-cost.ts';

/**
 * What the weights that training changes cost by their regularisers, a scalar; null where none has
 * one. As in Keras, it does not depend on the size of the batch.
 */
export function weightPenalty(weights: readonly ModelWeight[], values: WeightValues): Value | null {
  const penalties = weights.filter(learns).flatMap(({ name, regularizer }) => {
    if (regularizer === undefined) return [];
    const value = values.get(name);
    if (value === undefined) throw new Error(`No weight ${name}`);
    return regularizerCost(regularizer, value, (sizes) => sum(sizes)) ?? [];
  });
  return addedUp(penalties);
}
