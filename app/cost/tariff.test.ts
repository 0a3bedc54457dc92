import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../settings.ts';
import { electricityPrice } from '../testing/cost-inputs.ts';
import { chooseTariff, localeCountry } from './tariff.ts';

const PRICES = [
  electricityPrice(),
  electricityPrice({
    region: 'China',
    iso2: 'CN',
    price_small_business_usd_per_kwh: null,
    price_large_industrial_usd_per_kwh: 0.079,
  }),
  electricityPrice({
    region: 'Nowhere',
    iso2: null,
    price_small_business_usd_per_kwh: null,
    price_large_industrial_usd_per_kwh: null,
  }),
];

function chosen(changes: Partial<typeof DEFAULT_SETTINGS>, country: string | null = null) {
  const tariff = chooseTariff({ ...DEFAULT_SETTINGS, ...changes }, PRICES, country, []);
  if (!tariff.ok) return tariff.error;
  const { usdPerKwh, region, source, basis } = tariff.value;
  return { usdPerKwh, region, kind: source.kind, basis: basis.map((entry) => entry.key) };
}

describe('the tariff of a run', () => {
  it("is the user's own price, without VAT on top", () => {
    expect(chosen({ tariffUsdPerKwh: 0.4, tariffRegion: 'China', vat: 0.2 })).toEqual({
      usdPerKwh: 0.4,
      region: 'China',
      kind: 'user',
      basis: ['cost.basis.tariff-own'],
    });
  });

  it('is that of the chosen region, VAT added', () => {
    expect(chosen({ tariffRegion: 'United States', vat: 0.5 }, 'CN')).toEqual({
      usdPerKwh: 0.18,
      region: 'United States',
      kind: 'sheet',
      basis: ['cost.basis.tariff-small-business', 'cost.basis.vat'],
    });
  });

  it('adds the rate that is kept for the country of the region, before that of the settings', () => {
    const kept = (country: string) => ({
      country,
      rate: 0.25,
      source: 'our tax office',
      as_of: '2026-01',
      confidence: 'read' as const,
      notes: null,
    });
    const settings = { ...DEFAULT_SETTINGS, tariffRegion: 'United States', vat: 0.5 };
    const priceWith = (country: string) => {
      const tariff = chooseTariff(settings, PRICES, null, [kept(country)]);
      return tariff.ok ? tariff.value.usdPerKwh : null;
    };
    expect(priceWith('US')).toBeCloseTo(0.15, 12);
    expect(priceWith('CN')).toBeCloseTo(0.18, 12);
  });

  it("is that of the locale's country, marked as assumed, and says which band it is", () => {
    expect(chosen({}, 'CN')).toEqual({
      usdPerKwh: 0.079,
      region: 'China',
      kind: 'sheet',
      basis: ['cost.basis.region-assumed', 'cost.basis.tariff-industrial', 'cost.basis.vat-none'],
    });
  });

  it('is the documented default where the locale names no country of the sheet', () => {
    for (const country of [null, 'AQ']) {
      expect(chosen({}, country)).toMatchObject({ region: 'United States', usdPerKwh: 0.12 });
    }
  });

  it('is unknown for a region that has no price', () => {
    expect(chosen({ tariffRegion: 'Nowhere' })).toEqual({
      code: 'cost/tariff-unknown',
      region: 'Nowhere',
    });
  });
});

describe('the country of a locale', () => {
  it.each([
    ['zh_CN.UTF-8', 'CN'],
    ['de-DE', 'DE'],
    ['zh-Hans-SG', 'SG'],
    ['de_DE@euro', 'DE'],
    ['C.UTF-8', null],
    ['POSIX', null],
    ['en', null],
    ['', null],
  ])('%s is %s', (locale, country) => {
    expect(localeCountry(locale)).toBe(country);
  });
});
