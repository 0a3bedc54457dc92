import type { Decision, OptionKind } from '../cost/decision/decision.ts';
import type { InputId } from '../cost/decision/inputs.ts';
import type { ResolvedInput } from '../cost/decision/resolved-inputs.ts';
import type { Scenario } from '../cost/decision/scenario.ts';
import { ok, type Result } from '../errors.ts';
import type { TimelineStep } from './timeline.ts';

/** What a cut of token prices does to a decision between owning, renting and an API. */
export interface DecisionStep {
  readonly cuts: number;
  /** API prices over today's. */
  readonly priceRatio: number;
  /** Null where no option can do the work. */
  readonly recommended: OptionKind | null;
  /** Whether something else is recommended than today. */
  readonly turned: boolean;
  readonly options: readonly {
    readonly id: OptionKind;
    /** Null where a price is missing. */
    readonly usdPerMonth: number | null;
    readonly feasible: boolean;
  }[];
}

/** Inputs that are prices of tokens behind an API. */
const TOKEN_PRICES: readonly InputId[] = [
  'api.inputUsdPerMtok',
  'api.cachedUsdPerMtok',
  'api.outputUsdPerMtok',
  'api.longInputUsdPerMtok',
  'api.longCachedUsdPerMtok',
  'api.longOutputUsdPerMtok',
  'api.trainingUsdPerMtok',
];

/** The same decision with API prices multiplied. Prices resolve to USD, so the copies are in USD. */
export function scenarioAtPrices(
  scenario: Scenario,
  inputs: readonly ResolvedInput[],
  ratio: number,
): Scenario {
  const moved = inputs
    .filter(({ id }) => TOKEN_PRICES.includes(id))
    .map(({ id, base, low, high }) => [
      id,
      { base: base * ratio, low: low * ratio, high: high * ratio, currency: 'USD' },
    ]);
  return { ...scenario, inputs: { ...scenario.inputs, ...Object.fromEntries(moved) } };
}

/**
 * The decision today and after each cut of a timeline.
 * @param decide works a scenario out, as `cost.decide` does
 */
export async function decisionSteps(
  scenario: Scenario,
  timeline: readonly Pick<TimelineStep, 'cuts' | 'priceRatio'>[],
  decide: (scenario: Scenario) => Promise<Result<Decision>>,
): Promise<Result<readonly DecisionStep[]>> {
  const today = await decide(scenario);
  if (!today.ok) return today;
  const first = today.value.recommendation.option;
  const steps: DecisionStep[] = [];
  for (const { cuts, priceRatio } of timeline) {
    const decided =
      priceRatio === 1
        ? today
        : await decide(scenarioAtPrices(scenario, today.value.inputs, priceRatio));
    if (!decided.ok) return decided;
    const { recommendation, options } = decided.value;
    steps.push({
      cuts,
      priceRatio,
      recommended: recommendation.option,
      turned: recommendation.option !== first,
      options: options.map(({ id, usdPerMonth, feasible }) => ({ id, usdPerMonth, feasible })),
    });
  }
  return ok(steps);
}
