import { type CapabilityClass, meetsFloor, type PriceEvent, productOf } from './price-history.ts';
import type { DatedPrice } from './price-trend.ts';

/** The cheapest price of a class from a date on, and whose it is. */
export interface EnvelopePoint extends DatedPrice {
  readonly model: string;
  readonly provider: string;
  readonly event: PriceEvent['event'];
  readonly source: string;
  readonly confidence: PriceEvent['confidence'];
}

/**
 * Lower envelope of a class: at each date the cheapest product that meets the floor, one point for each
 * day on which that price changes, up as well as down. A price holds until the same product has a new
 * one; that a product was withdrawn is not in the sheet. Of a product's rows of one day (tariffs by time
 * of day) the cheapest counts. Prices from after `until` are not seen.
 * @source COST_MODEL.md §8.1
 */
export function lowerEnvelope(
  events: readonly PriceEvent[],
  capability: CapabilityClass,
  until: string,
): readonly EnvelopePoint[] {
  const known = events
    .filter((event) => event.date <= until && meetsFloor(event, capability))
    .sort((left, right) => (left.date < right.date ? -1 : left.date > right.date ? 1 : 0));
  const current = new Map<string, PriceEvent>();
  const points: EnvelopePoint[] = [];
  for (const [index, event] of known.entries()) {
    const product = productOf(event);
    const before = current.get(product);
    const sameDay = before !== undefined && before.date === event.date;
    if (!sameDay || event.blendedUsdPerMtok < before.blendedUsdPerMtok) current.set(product, event);
    if (known[index + 1]?.date === event.date) continue;
    const cheapest = [...current.values()].reduce((best, price) =>
      price.blendedUsdPerMtok < best.blendedUsdPerMtok ? price : best,
    );
    if (points.at(-1)?.usdPerMtok === cheapest.blendedUsdPerMtok) continue;
    points.push({
      date: event.date,
      usdPerMtok: cheapest.blendedUsdPerMtok,
      model: cheapest.model,
      provider: cheapest.provider,
      event: cheapest.event,
      source: cheapest.source,
      confidence: cheapest.confidence,
    });
  }
  return points;
}

/** What the class costs on a date; null before its first price. */
export function priceOn(envelope: readonly DatedPrice[], date: string): number | null {
  return envelope.findLast((point) => point.date <= date)?.usdPerMtok ?? null;
}
