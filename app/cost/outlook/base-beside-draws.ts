import type { Decision } from '../decision/decision.ts';
import type { CostBasis } from '../run-cost.ts';
import type { Outlook } from './outlook.ts';

/**
 * Options whose cost with every figure at its base, which is what a decision shows, lies below P10 or above
 * P90 of the draws, in sentences: there the two say different things, and a reader is told which is which.
 * Costs are present values, USD.
 */
export function basesBesideDraws(
  decision: Pick<Decision, 'options'>,
  { options }: Pick<Outlook, 'options'>,
): readonly CostBasis[] {
  return options.flatMap(({ option, usd }): readonly CostBasis[] => {
    const shown = decision.options.find(({ kind, feasible }) => kind === option && feasible);
    const baseUsd = shown?.presentValueUsd ?? null;
    if (usd === null || baseUsd === null) return [];
    // Where nothing varies all are one amount, to the last bit or nearly.
    const slack = 1e-9 * Math.abs(usd.p50);
    const side = baseUsd < usd.p10 - slack ? 'below' : baseUsd > usd.p90 + slack ? 'above' : null;
    if (side === null) return [];
    const values = { option, baseUsd, medianUsd: usd.p50 };
    return [{ key: `cost.base-${side}-draws`, values, source: null }];
  });
}
