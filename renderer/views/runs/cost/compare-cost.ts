import type { CostEstimate, RunCost } from '../../../../app/cost/run-cost.ts';

/** How renting compares with this machine; ranges that overlap decide nothing. */
export type CostComparison =
  /** `factor`: how many times as much the cheapest rented machine costs at the least. */
  | { readonly kind: 'own-cheaper'; readonly factor: number; readonly rented: CostEstimate }
  /** `factor`: how many times as much this machine costs at the least. */
  | { readonly kind: 'rent-cheaper'; readonly factor: number; readonly rented: CostEstimate }
  | { readonly kind: 'undecided'; readonly rented: CostEstimate };

/** Compares with the rented machine that is cheapest by the middle of its range; null without one. */
export function compareCost({ own, rented }: RunCost): CostComparison | null {
  const [cheapest] = [...rented].sort(
    (left, right) => left.lowUsd + left.highUsd - right.lowUsd - right.highUsd,
  );
  if (cheapest === undefined) return null;
  if (own.highUsd > 0 && own.highUsd < cheapest.lowUsd) {
    return { kind: 'own-cheaper', factor: cheapest.lowUsd / own.highUsd, rented: cheapest };
  }
  if (cheapest.highUsd > 0 && cheapest.highUsd < own.lowUsd) {
    return { kind: 'rent-cheaper', factor: own.lowUsd / cheapest.highUsd, rented: cheapest };
  }
  return { kind: 'undecided', rented: cheapest };
}
