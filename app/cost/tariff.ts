import { fail, ok, type Result } from '../errors.ts';
import type { Settings } from '../settings.ts';
import type { ElectricityPrice, SheetRow } from './fact-sheets.ts';
import type { CostBasis, FigureSource } from './run-cost.ts';
import { ownSource, sheetSource } from './sheet-source.ts';

/**
 * Used while neither a region is chosen nor one follows from the system's locale.
 * It goes with the default currency, and its sheet row has both price and carbon.
 */
const DEFAULT_TARIFF_REGION = 'United States';

/** What a kilowatt-hour costs this user, and what it emits. */
export interface Tariff {
  /** VAT included. */
  readonly usdPerKwh: number;
  /** Region of the sheet row that carbon, and without an own price the tariff, come from. */
  readonly region: string;
  readonly source: FigureSource;
  readonly carbonGPerKwh: number | null;
  readonly carbonSource: FigureSource | null;
  readonly basis: readonly CostBasis[];
}

export type TariffSettings = Pick<Settings, 'tariffRegion' | 'tariffUsdPerKwh' | 'vat'>;

/**
 * The tariff a run is charged at: the user's own price, else the chosen region's row, else the
 * row of the locale's country, else that of `DEFAULT_TARIFF_REGION`; the last two are marked
 * as assumptions. VAT is added to sheet prices only: the user's own price is what they pay. It is the
 * rate that the user keeps for the region's country, else that of the settings.
 * @param localeCountry ISO 3166 code of the system's locale, null where it names none
 * @returns `cost/tariff-unknown` if the chosen region is not in the sheet
 */
export function chooseTariff(
  settings: TariffSettings,
  prices: readonly ElectricityPrice[],
  localeCountry: string | null,
  vatRates: readonly SheetRow<'vat_rates'>[],
): Result<Tariff> {
  const chosen = settings.tariffRegion;
  const row =
    chosen === null
      ? (prices.find((price) => price.iso2 === localeCountry && localeCountry !== null) ??
        prices.find((price) => price.region === DEFAULT_TARIFF_REGION))
      : prices.find((price) => price.region === chosen);
  if (row === undefined) {
    return fail({ code: 'cost/tariff-unknown', region: chosen ?? DEFAULT_TARIFF_REGION });
  }
  const carbon = {
    region: row.region,
    carbonGPerKwh: row.carbon_g_per_kwh,
    carbonSource: carbonSource(row),
  };
  const assumedRegion: readonly CostBasis[] =
    chosen !== null
      ? []
      : [{ key: 'cost.basis.region-assumed', values: { region: row.region }, source: null }];
  if (settings.tariffUsdPerKwh !== null) {
    return ok({
      ...carbon,
      usdPerKwh: settings.tariffUsdPerKwh,
      source: { source: 'settings', asOf: null, kind: 'user' },
      basis: [
        { key: 'cost.basis.tariff-own', values: {}, source: null },
        ...(carbon.carbonGPerKwh === null ? [] : assumedRegion),
      ],
    });
  }
  const price = sheetPrice(row);
  if (price === null) return fail({ code: 'cost/tariff-unknown', region: row.region });
  const kept = vatRates.find(({ country }) => country === row.iso2);
  const vat = kept?.rate ?? settings.vat;
  return ok({
    ...carbon,
    usdPerKwh: price.usdPerKwh * (1 + vat),
    source: sheetSource(row, BANDS[price.band]),
    basis: [
      ...assumedRegion,
      { key: `cost.basis.tariff-${price.band}`, values: { region: row.region }, source: null },
      vatBasis(vat, kept),
    ],
  });
}

/** The VAT that is in a price, with who says so; that there is none where the user has set none. */
function vatBasis(vat: number, kept: SheetRow<'vat_rates'> | undefined): CostBasis {
  if (kept === undefined && vat === 0) {
    return { key: 'cost.basis.vat-none', values: {}, source: null };
  }
  const own: FigureSource = { source: 'settings', asOf: null, kind: 'user' };
  return {
    key: 'cost.basis.vat',
    values: { percent: percentage(vat) },
    source: kept === undefined ? own : sheetSource(kept, 'rate'),
  };
}

/** The column that holds the price of each band. */
export const BANDS = {
  'small-business': 'price_small_business_usd_per_kwh',
  business: 'price_business_usd_per_kwh',
  industrial: 'price_large_industrial_usd_per_kwh',
} as const;

/** The price of a row that comes nearest to what a small user pays, without VAT; null if it has none. */
export function sheetPrice(row: ElectricityPrice): {
  readonly usdPerKwh: number;
  readonly band: 'small-business' | 'business' | 'industrial';
} | null {
  if (row.price_small_business_usd_per_kwh !== null) {
    return { usdPerKwh: row.price_small_business_usd_per_kwh, band: 'small-business' };
  }
  if (row.price_business_usd_per_kwh !== null) {
    return { usdPerKwh: row.price_business_usd_per_kwh, band: 'business' };
  }
  if (row.price_large_industrial_usd_per_kwh !== null) {
    return { usdPerKwh: row.price_large_industrial_usd_per_kwh, band: 'industrial' };
  }
  return null;
}

/**
 * Country of a locale as systems write it.
 * @param locale e.g. `zh_CN.UTF-8`, `de-DE`, `zh-Hans-SG`
 * @returns `CN`, `DE`, `SG`; null for `C`, `POSIX`, `en`, …
 */
export function localeCountry(locale: string): string | null {
  const [tag = ''] = locale.split(/[.@]/);
  return (
    tag
      .split(/[-_]/)
      .slice(1)
      .find((part) => /^[A-Z]{2}$/.test(part)) ?? null
  );
}

function carbonSource(row: ElectricityPrice): FigureSource | null {
  if (row.carbon_g_per_kwh === null) return null;
  const own = ownSource(row, ['carbon_g_per_kwh']);
  if (own !== null) return own;
  const asSheet = sheetSource(row);
  return { ...asSheet, source: row.carbon_source ?? row.source, asOf: row.carbon_as_of };
}

/** A fraction as per cent, with at most one decimal. */
export function percentage(fraction: number): number {
  return Math.round(fraction * 1000) / 10;
}
