import type { GuardRails } from './forecast.ts';
import type { PriceEvent } from './price-history.ts';
import { median, priceMoves } from './price-moves.ts';

/** Rise taken where the history has none. */
const DEFAULT_RISE = 1.5;

/** What keeps forecasts within reason, with the middle one of the history's own rises. */
export function guardRails(
  events: readonly PriceEvent[],
  until: string,
  marginalCostUsdPerMtok: number,
  dampingPerYear: number,
): GuardRails {
  const rises = priceMoves(events, until).flatMap(({ factor }) => (factor > 1 ? [factor] : []));
  return { marginalCostUsdPerMtok, dampingPerYear, riseFactor: median(rises) ?? DEFAULT_RISE };
}
