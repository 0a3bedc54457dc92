import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { currencyOfCountry } from './country-currencies.ts';
import type { SheetRow } from './fact-sheets.ts';
import { type MoneySheets, moneyBasis, moneyOf, wantedCurrency } from './money.ts';

function bundled<Row>(name: string): readonly Row[] {
  const url = new URL(`../../resources/facts/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as readonly Row[];
}

const sheets: MoneySheets = {
  electricity_prices: bundled('electricity_prices'),
  exchange_rates: bundled('exchange_rates'),
};

describe('the money that amounts are shown in', () => {
  it.each([
    [{ currency: null, region: null }, 'USD', null],
    [{ currency: null, region: 'Germany' }, 'EUR', 'Germany'],
    [{ currency: null, region: 'China' }, 'CNY', 'China'],
    [{ currency: null, region: 'Texas' }, 'USD', 'Texas'],
    [{ currency: 'CNY', region: 'Germany' }, 'CNY', null],
    [{ currency: 'USD', region: 'Germany' }, 'USD', null],
  ])('of %o is %s', (wish, currency, region) => {
    expect(moneyOf(wish, sheets)).toMatchObject({ currency, region, gap: null });
  });

  it('carries the rate with its source and date, or the user’s note and day where it is theirs', () => {
    const rates = sheets.exchange_rates;
    const asPublished = moneyOf({ currency: 'EUR', region: null }, sheets);
    expect(asPublished).toMatchObject({
      perUsd: 0.923873,
      source: { kind: 'sheet', asOf: '2024' },
    });
    const own: readonly SheetRow<'exchange_rates'>[] = rates.map((row) => ({
      ...row,
      local_per_usd: 0.9,
      place: {
        sheet: 'exchange_rates',
        row: row.currency,
        own: { local_per_usd: { note: 'our bank', setOn: '2026-11-20' } },
      },
    }));
    const asOurs = moneyOf({ currency: 'EUR', region: null }, { ...sheets, exchange_rates: own });
    expect(asOurs).toMatchObject({
      perUsd: 0.9,
      source: { kind: 'user', source: 'our bank', asOf: '2026-11-20' },
    });
    expect(moneyBasis(asOurs)?.values).toEqual({ currency: 'EUR', rate: '0.9' });
  });

  it('stays in USD where a rate is missing, and names the currency that lacks one', () => {
    const japan = moneyOf({ currency: null, region: 'Japan' }, sheets);
    expect(japan).toMatchObject({ currency: 'USD', perUsd: 1, region: 'Japan' });
    expect(japan.gap).toEqual({ kind: 'rate', currency: 'JPY' });
    expect(wantedCurrency(japan)).toBe('JPY');
    expect(moneyBasis(japan)).toMatchObject({ key: 'cost.basis.rate-missing' });
  });

  it('stays in USD where nothing says which currency a region has', () => {
    const [row] = sheets.electricity_prices;
    const unknown = { ...sheets, electricity_prices: row ? [{ ...row, iso2: 'QZ' }] : [] };
    const money = moneyOf({ currency: null, region: row?.region ?? '' }, unknown);
    expect(money).toMatchObject({ currency: 'USD', gap: { kind: 'country' } });
    expect(wantedCurrency(money)).toBeNull();
    expect(moneyBasis(money)).toMatchObject({ key: 'cost.basis.currency-unknown' });
  });

  it('is known of every region that has a tariff, by a code that the page can name', () => {
    const known = new Set(Intl.supportedValuesOf('currency'));
    const without = sheets.electricity_prices.filter(({ iso2 }) => {
      const currency = currencyOfCountry(iso2 ?? '');
      return currency === null || !known.has(currency);
    });
    expect(without.map(({ region }) => region)).toEqual([]);
  });
});
