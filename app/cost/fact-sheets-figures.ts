import {
  amount,
  amounts,
  choice,
  day,
  number,
  orNull,
  PROVENANCE,
  positive,
  text,
  texts,
} from './fact-sheets-columns.ts';

/* Columns of the sheets about electricity, money and adjustable figures. */

const tariff = () => orNull(positive('USD/kWh', 0.005, 2));

/** Price and carbon of electricity in one region; prices come without VAT. */
export const ELECTRICITY_COLUMNS = {
  region: text(),
  iso2: orNull(text()),
  level: choice(['country', 'state', 'aggregate']),
  price_small_business_usd_per_kwh: tariff(),
  price_business_usd_per_kwh: tariff(),
  price_large_industrial_usd_per_kwh: tariff(),
  /** ISO 4217; the prices as they were published, by consumption band. */
  currency: text(),
  price_local_per_kwh: amounts('local/kWh'),
  fx_usd_per_local: positive('USD/local', 0.000001, 10_000),
  carbon_g_per_kwh: orNull(amount('g/kWh', 1, 2000)),
  carbon_as_of: orNull(day()),
  carbon_source: orNull(text()),
  carbon_alt_g_per_kwh: orNull(amount('g/kWh', 1, 2000)),
  carbon_alt_as_of: orNull(day()),
  carbon_alt_source: orNull(text()),
  ...PROVENANCE,
  derived_fields: texts(),
  recalled_fields: texts(),
  notes: orNull(text()),
} as const;

/** An adjustable figure with its range, in the unit it names. */
export const PARAMETER_COLUMNS = {
  name: text(),
  symbol: text(),
  low: orNull(number()),
  base: orNull(number()),
  high: orNull(number()),
  unit: text(),
  ...PROVENANCE,
  notes: orNull(text()),
} as const;

/** How much of a currency one US dollar buys. */
export const EXCHANGE_RATE_COLUMNS = {
  /** ISO 4217. */
  currency: text(),
  local_per_usd: positive('local/USD', 0.0001, 2_000_000),
  ...PROVENANCE,
  notes: orNull(text()),
} as const;

/** The general rate of value-added tax in a country, as a fraction. */
export const VAT_RATE_COLUMNS = {
  /** ISO 3166, two letters. */
  country: text(),
  rate: amount('fraction', 0.001, 0.5),
  ...PROVENANCE,
  notes: orNull(text()),
} as const;
