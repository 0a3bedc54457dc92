/**
 * Demand at constant elasticity. Elasticities are written without their sign: 1.11 means that a price
 * one per cent lower sells 1.11 per cent more.
 * @source COST_MODEL.md §9
 */

/** Quantity after over before, for a price after over before. */
export function quantityRatio(priceRatio: number, elasticity: number): number {
  return priceRatio ** -elasticity;
}

/** What is spent after over before. */
export function spendRatio(priceRatio: number, elasticity: number): number {
  return priceRatio ** (1 - elasticity);
}

/** What a falling price does to spending. */
export type Rebound = 'spend-grows' | 'neutral' | 'spend-shrinks';

export function rebound(elasticity: number): Rebound {
  if (elasticity === 1) return 'neutral';
  return elasticity > 1 ? 'spend-grows' : 'spend-shrinks';
}
