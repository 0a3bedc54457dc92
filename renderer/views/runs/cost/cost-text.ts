import type { Locale } from '../../../locale.svelte.ts';

/** A price with the digits that its product needs, in the user's currency: `0.298 USD/kWh`. */
export function priceText(usd: number, unit: 'kWh' | 'h', locale: Locale): string {
  return `${locale.number(usd * locale.usdRate)} ${locale.currency}/${unit}`;
}

/**
 * A figure or, where it is an estimate, its range marked as one.
 * @param estimated whether it rests on anything not measured
 */
export function rangeText(
  low: number,
  high: number,
  estimated: boolean,
  worded: (value: number) => string,
): string {
  const [from, to] = [worded(low), worded(high)];
  const text = from === to ? from : `${from} – ${to}`;
  return estimated ? `≈ ${text}` : text;
}
