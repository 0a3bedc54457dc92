import type { OwnFigure } from '../../app/cost/sheets/price-change.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import type { Settings } from '../../app/settings.ts';
import { ownFigure } from '../pricing/own-figure.ts';
import type { SheetReader } from '../pricing/read-sheets.ts';
import type { Store } from '../store/open.ts';
import { SETTING_RULES } from '../store/settings-rules.ts';

const SHEET = 'vat_rates';
const COLUMN = 'rate';

/** VAT belongs to a country: that of the chosen one is the user's own figure of the sheet `vat_rates`. */
export interface CountryVat {
  /** The settings with the chosen country's VAT in place; without a country, the one that is stored. */
  shown(): Promise<Result<Settings>>;
  /**
   * Stores changes, a VAT with the country that is chosen then. A VAT stored before any country was chosen
   * goes to the first one, unless that has its own.
   */
  write(changes: Partial<Settings>, nowIso: string): Promise<Result<Settings>>;
}

export function countryVat(
  { settings, priceChanges }: Pick<Store, 'settings' | 'priceChanges'>,
  sheets: SheetReader,
): CountryVat {
  async function countryOf(region: string | null): Promise<Result<string | null>> {
    const known = await sheets.sheets();
    if (!known.ok) return known;
    const row = known.value.electricity.find((each) => each.region === region);
    return ok(row?.iso2 ?? null);
  }

  async function figureOf(
    country: string,
    vat: number,
    nowIso: string,
  ): Promise<Result<Omit<OwnFigure, 'id'>>> {
    const value = String(vat);
    const refused = (expected: string) =>
      fail({ code: 'settings/invalid', key: 'vat', value, expected });
    if (!SETTING_RULES.vat.accepts(vat)) return refused(SETTING_RULES.vat.expected);
    const current = await sheets.current(SHEET);
    if (!current.ok) return current;
    const wish = { sheet: SHEET, row: country, column: COLUMN, value, note: '' } as const;
    const figure = ownFigure(wish, current.value, nowIso);
    return !figure.ok && figure.error.code === 'prices/figure-invalid'
      ? refused(figure.error.expected)
      : figure;
  }

  function keep(figure: Omit<OwnFigure, 'id'>): Result<null> {
    const change = priceChanges.insert(figure);
    sheets.forget();
    return change.ok ? ok(null) : change;
  }

  async function keptFor(country: string): Promise<Result<number | null>> {
    const known = await sheets.sheets();
    if (!known.ok) return known;
    return ok(known.value.vatRates.find((row) => row.country === country)?.rate ?? null);
  }

  async function shown(): Promise<Result<Settings>> {
    const stored = settings.read();
    const country = await countryOf(stored.tariffRegion);
    if (!country.ok) return country;
    if (country.value === null) return ok(stored);
    const kept = await keptFor(country.value);
    return kept.ok ? ok({ ...stored, vat: kept.value ?? stored.vat }) : kept;
  }

  /** From the settings to a country, unless that has its own. */
  async function move(vat: number, country: string, nowIso: string): Promise<Result<Settings>> {
    const already = await keptFor(country);
    if (!already.ok) return already;
    if (already.value === null) {
      const figure = await figureOf(country, vat, nowIso);
      if (!figure.ok) return figure;
      const kept = keep(figure.value);
      if (!kept.ok) return kept;
    }
    return settings.write({ vat: 0 });
  }

  return {
    shown,
    async write({ vat, ...others }, nowIso) {
      const before = settings.read();
      const region = others.tariffRegion === undefined ? before.tariffRegion : others.tariffRegion;
      const [from, to] = [await countryOf(before.tariffRegion), await countryOf(region)];
      if (!from.ok) return from;
      if (!to.ok) return to;
      if (to.value === null) {
        const stored = settings.write(vat === undefined ? others : { ...others, vat });
        return stored.ok ? shown() : stored;
      }
      const country = to.value;
      const figure = vat === undefined ? ok(null) : await figureOf(country, vat, nowIso);
      if (!figure.ok) return figure;
      const stored = settings.write(others);
      if (!stored.ok) return stored;
      const kept = figure.value === null ? ok(null) : keep(figure.value);
      if (!kept.ok) return kept;
      if (stored.value.vat !== 0) {
        // Homes of before stored it beside the country that was chosen already: it is that one's.
        const moved = await move(stored.value.vat, from.value ?? country, nowIso);
        if (!moved.ok) return moved;
      }
      return shown();
    },
  };
}
