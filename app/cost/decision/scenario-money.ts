import { fail, ok, type Result } from '../../errors.ts';
import { type Money, moneyOf } from '../money.ts';
import type { ResolveContext } from './resolve-context.ts';
import type { Scenario } from './scenario.ts';

/** What the money of a scenario is worked out with. */
type MoneyContext = Pick<ResolveContext, 'settings' | 'sheets'>;

/**
 * What a scenario's amounts are shown in: the currency that it names, else that of its region's
 * country, else as in the settings. A country's currency without a rate leaves amounts in USD, with a
 * remark; one that the scenario names, or that amounts of its own are in, fails with `cost/rate-missing`.
 */
export function moneyOfScenario(
  { currency, region, inputs }: Pick<Scenario, 'currency' | 'region' | 'inputs'>,
  { settings, sheets }: MoneyContext,
): Result<Money> {
  const wish =
    currency === null && region === null
      ? { currency: settings.currency, region: settings.tariffRegion }
      : { currency, region };
  const money = moneyOf(wish, sheets);
  const missing = money.gap?.kind === 'rate' ? money.gap.currency : null;
  const isNeeded =
    currency !== null || Object.values(inputs).some((input) => input.currency === missing);
  return missing !== null && isNeeded
    ? fail({ code: 'cost/rate-missing', currency: missing })
    : ok(money);
}
