import type { CostEstimate, RunCost } from '../../../../app/cost/run-cost.ts';

/** How renting compares with this machine; ranges that overlap decide nothing. */
export type CostComparison =
  /** `factor`: how many times as much the cheapest rented machine costs at the least. */
  | { readonly kind: 'own-cheaper'; readonly factor: number; readonly rented: CostEstimate }
  /** `factor`: how many times as much this machine costs at the least. */
  | { readonly kind: 'rent-cheaper'; readonly factor: number; readonly rented: CostEstimate }
  | { readonly kind: 'undecided'; readonly rented: CostEstimate };

/**
 * Compares with the rented machines; null without one. Owning is cheaper only if no range of theirs
 * begins below what this machine cost, renting only if a whole range ends below it.
 */
export function compareCost({ own, rented }: RunCost): CostComparison | null {
  const [lowest] = [...rented].sort((left, right) => left.lowUsd - right.lowUsd);
  const [surest] = [...rented].sort((left, right) => left.highUsd - right.highUsd);
  if (lowest === undefined || surest === undefined) return null;
  if (own.highUsd > 0 && own.highUsd < lowest.lowUsd) {
    return { kind: 'own-cheaper', factor: lowest.lowUsd / own.highUsd, rented: lowest };
  }
  if (surest.highUsd > 0 && surest.highUsd < own.lowUsd) {
    return { kind: 'rent-cheaper', factor: own.lowUsd / surest.highUsd, rented: surest };
  }
  return { kind: 'undecided', rented: lowest };
}
