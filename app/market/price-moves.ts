import { dayNumber } from './calendar.ts';
import { type PriceEvent, productOf } from './price-history.ts';

/** A product's price changed. */
export interface PriceMove {
  readonly date: string;
  readonly provider: string;
  readonly product: string;
  /** Price after over price before. */
  readonly factor: number;
}

/**
 * Changes of the same product's price, as rows of the sheet allow them to be seen. A product's price on
 * a day is the cheapest of its rows; free and unknown prices (0) are left out.
 */
export function priceMoves(events: readonly PriceEvent[], until: string): readonly PriceMove[] {
  const days = new Map<string, Map<string, PriceEvent>>();
  for (const event of events) {
    if (event.date > until || event.event === 'index' || event.blendedUsdPerMtok <= 0) continue;
    const product = productOf(event);
    const ofProduct = days.get(product) ?? new Map<string, PriceEvent>();
    const known = ofProduct.get(event.date);
    if (known === undefined || event.blendedUsdPerMtok < known.blendedUsdPerMtok) {
      ofProduct.set(event.date, event);
    }
    days.set(product, ofProduct);
  }
  const moves = [...days].flatMap(([product, byDay]) => {
    const prices = [...byDay.values()].sort((left, right) => (left.date < right.date ? -1 : 1));
    return prices.slice(1).flatMap((price, index) => {
      const factor = price.blendedUsdPerMtok / (prices[index]?.blendedUsdPerMtok ?? Number.NaN);
      return factor === 1 ? [] : [{ date: price.date, provider: price.provider, product, factor }];
    });
  });
  return moves.sort((left, right) => (left.date < right.date ? -1 : 1));
}

/** Days around a cut in which others' cuts are taken for answers to it. */
export const ANSWER_DAYS = 30;

export interface Clustering {
  readonly cuts: number;
  /** Share of cuts with one by another provider within ±30 days. */
  readonly answeredShare: number;
  /** The same share if the cuts lay at even chance over the span. */
  readonly expectedShare: number;
}

/** Whether providers cut prices at the same time: rows that the sheet marks as cuts. */
export function cutClustering(events: readonly PriceEvent[], until: string): Clustering | null {
  const cuts = events.filter(({ event, date }) => event === 'cut' && date <= until);
  const days = cuts.map(({ date }) => dayNumber(date));
  const span = Math.max(...days) - Math.min(...days);
  if (cuts.length < 2 || !(span > 0)) return null;
  const answered = cuts.filter((cut) =>
    cuts.some(
      (other) =>
        other.provider !== cut.provider &&
        Math.abs(dayNumber(other.date) - dayNumber(cut.date)) <= ANSWER_DAYS,
    ),
  );
  const window = Math.min(1, (2 * ANSWER_DAYS) / span);
  const expected = cuts.map((cut) => {
    const others = cuts.filter(({ provider }) => provider !== cut.provider).length;
    return 1 - (1 - window) ** others;
  });
  return {
    cuts: cuts.length,
    answeredShare: answered.length / cuts.length,
    expectedShare: expected.reduce((total, share) => total + share, 0) / expected.length,
  };
}

/** Middle value; null of none. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((left, right) => left - right);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[sorted.length / 2 - 1] ?? 0) + upper) / 2;
}
