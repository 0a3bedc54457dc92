import { currencyOfCountry } from './country-currencies.ts';
import type { AllSheets } from './fact-sheets.ts';
import type { CostBasis, FigureSource } from './run-cost.ts';
import { sheetSource } from './sheet-source.ts';

/** What amounts are shown in. Stored they are always in USD. */
export interface Money {
  /** ISO 4217. */
  readonly currency: string;
  /** Units of it for one USD. */
  readonly perUsd: number;
  /** Of the rate; null for the dollar, which has none. */
  readonly source: FigureSource | null;
  /** The region whose currency it is or should be; null where the user chose the currency, or no region. */
  readonly region: string | null;
  /** Why amounts are in USD although another currency is wanted; null where they are in the one wanted. */
  readonly gap: MoneyGap | null;
}

/** What is missing for the currency that is wanted. */
export type MoneyGap =
  /** No sheet has its rate, and the user gave none. */
  | { readonly kind: 'rate'; readonly currency: string }
  /** Nothing says which currency the region's country has. */
  | { readonly kind: 'country' };

/** Rows that money follows from. */
export type MoneySheets = Pick<AllSheets, 'electricity_prices' | 'exchange_rates'>;

/** How a user says what money to show. */
export interface MoneyWish {
  /** ISO 4217; null: that of the region's country. */
  readonly currency: string | null;
  /** Of `electricity_prices`; null: none is chosen, and amounts stay in USD unless a currency is. */
  readonly region: string | null;
}

/** What amounts are stored in. */
export const DOLLARS: Money = { currency: 'USD', perUsd: 1, source: null, region: null, gap: null };

/**
 * The money that amounts are shown in: the currency chosen, else that of the region's country, at the
 * dated rate of the sheet or the user's own in it. Without a rate amounts stay in USD, and it says so.
 */
export function moneyOf({ currency, region }: MoneyWish, sheets: MoneySheets): Money {
  if (currency !== null) return { ...atRate(currency, sheets), region: null };
  if (region === null) return DOLLARS;
  const iso2 = sheets.electricity_prices.find((row) => row.region === region)?.iso2 ?? '';
  const local = currencyOfCountry(iso2);
  if (local === null) return { ...DOLLARS, region, gap: { kind: 'country' } };
  return { ...atRate(local, sheets), region };
}

/** Amounts in a currency, or in USD where it has no rate. */
function atRate(currency: string, { exchange_rates }: MoneySheets): Money {
  if (currency === 'USD') return DOLLARS;
  const row = exchange_rates.find((rate) => rate.currency === currency);
  if (row === undefined) return { ...DOLLARS, gap: { kind: 'rate', currency } };
  const source = sheetSource(row, 'local_per_usd');
  return { ...DOLLARS, currency, perUsd: row.local_per_usd, source };
}

/** The currency that is wanted, whether or not amounts can be shown in it; null where nothing says which. */
export function wantedCurrency({ currency, gap }: Money): string | null {
  if (gap === null) return currency;
  return gap.kind === 'rate' ? gap.currency : null;
}

/** Digits of a rate that are told. */
const RATE_DIGITS = 6;

/** The rate that amounts are shown at, or why they are in USD; null where they are in dollars by choice. */
export function moneyBasis({ currency, perUsd, source, region, gap }: Money): CostBasis | null {
  if (gap !== null) {
    return gap.kind === 'rate'
      ? { key: 'cost.basis.rate-missing', values: { currency: gap.currency }, source: null }
      : { key: 'cost.basis.currency-unknown', values: { region: region ?? '' }, source: null };
  }
  if (source === null) return null;
  // Told as a word, so that no reader rounds it.
  const rate = String(Number(perUsd.toPrecision(RATE_DIGITS)));
  return { key: 'cost.basis.exchange-rate', values: { currency, rate }, source };
}
