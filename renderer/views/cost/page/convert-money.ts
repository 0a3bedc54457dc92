import type { ScenarioInput } from '../../../../app/cost/decision/scenario.ts';
import type { DecisionMoney } from '../../../../app/cost/decision/shown-input.ts';

/** Digits that an amount keeps: more would show the exchange rate's own. */
const DIGITS = 6;

/** An amount that the user gave, in another currency. */
export function convertMoney(
  input: ScenarioInput,
  from: DecisionMoney,
  to: DecisionMoney,
): ScenarioInput {
  const perUsd = input.currency === undefined || input.currency === 'USD' ? 1 : from.perUsd;
  const convert = (amount: number) => Number(((amount / perUsd) * to.perUsd).toPrecision(DIGITS));
  const { low, high, currency: _, ...rest } = input;
  return {
    ...rest,
    base: convert(input.base),
    ...(low !== undefined && { low: convert(low) }),
    ...(high !== undefined && { high: convert(high) }),
    ...(to.currency !== 'USD' && { currency: to.currency }),
  };
}
