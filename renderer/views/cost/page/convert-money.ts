import type { ScenarioInput } from '../../../../app/cost/decision/scenario.ts';
import type { DecisionMoney } from '../../../../app/cost/decision/shown-input.ts';

/** Digits that an amount keeps: more would show the exchange rate's own. */
const DIGITS = 6;

/** An amount that the user gave in one currency, in another. */
export function convertMoney(
  input: ScenarioInput,
  from: DecisionMoney,
  to: DecisionMoney,
): ScenarioInput {
  const convert = (amount: number) =>
    Number(((amount / from.perUsd) * to.perUsd).toPrecision(DIGITS));
  const { low, high, currency: _, ...rest } = input;
  return {
    ...rest,
    base: convert(input.base),
    ...(low !== undefined && { low: convert(low) }),
    ...(high !== undefined && { high: convert(high) }),
    ...(to.currency !== 'USD' && { currency: to.currency }),
  };
}
