import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../settings.ts';
import { electricityPrice, factSheets, runCostInputs } from '../testing/cost-inputs.ts';
import { costOfRun, type RunCostInputs } from './estimate-run.ts';
import type { RunCost } from './run-cost.ts';

function cost(changes: Partial<RunCostInputs> = {}): RunCost {
  const result = costOfRun(runCostInputs(changes));
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}

describe('the cost of a run here', () => {
  it('is its energy at the tariff, VAT added, and its share of the machine', () => {
    const here = cost({
      localeCountry: 'DE',
      settings: { ...DEFAULT_SETTINGS, vat: 0.19, machinePriceUsd: 1200 },
    });
    // 30 W + 2 × 7.6 W over one hour; 0.30 USD × 1.19; 1200 USD over 4 × 3000 hours.
    expect(here.energy).toMatchObject({ source: 'estimate', basis: 'cost.basis.energy-estimate' });
    expect(here.energy.kwh).toBeCloseTo(0.0452, 12);
    expect(here.energy.watts).toBeCloseTo(45.2, 9);
    expect(here.tariff.usdPerKwh).toBeCloseTo(0.357, 12);
    expect(here.own.lines.map((line) => [line.item, line.quantity, line.unitPriceUsd])).toEqual([
      ['electricity', expect.closeTo(0.0452, 12), expect.closeTo(0.357, 12)],
      ['hardware', 1, 0.1],
    ]);
    expect(here.usd).toBeCloseTo(0.0452 * 0.357 + 0.1, 12);
    expect(here.carbonKg).toBeCloseTo(0.01808, 12);
  });

  it('names the user where they put their own price in the sheet, and the sheet for its carbon', () => {
    const own = { note: 'our contract', setOn: '2026-09-01' };
    const row = electricityPrice({
      place: {
        sheet: 'electricity_prices',
        row: 'Germany',
        own: { price_small_business_usd_per_kwh: own, price_business_usd_per_kwh: own },
      },
    });
    const here = cost({ localeCountry: 'DE', sheets: factSheets({ electricity: [row] }) });
    expect(here.tariff).toMatchObject({
      region: row.region,
      source: { source: 'our contract', asOf: '2026-09-01', kind: 'user' },
    });
    expect(here.own.lines[0]?.source).toEqual(here.tariff.source);
    expect(here.carbonSource?.kind).toBe('sheet');
  });

  it('agrees with worked examples 1 and 3 of the cost model', () => {
    const vectors = JSON.parse(
      readFileSync(
        new URL('../../resources/facts/cost_model_vectors.json', import.meta.url),
        'utf8',
      ),
    );
    const year = cost({
      seconds: 8760 * 3600,
      energy: { kwh: vectors.E1.expected.kwh_per_year, source: 'rapl' },
      settings: { ...DEFAULT_SETTINGS, tariffUsdPerKwh: vectors.E1.inputs.price },
    });
    expect(year.usd).toBeCloseTo(vectors.E1.expected.electricity, 1);

    const training = cost({
      energy: { kwh: vectors.E3.expected.kwh, source: 'nvidia-smi' },
      sheets: factSheets({
        electricity: [electricityPrice({ carbon_g_per_kwh: vectors.E3.inputs.carbon_g_per_kwh })],
      }),
    });
    expect(training.carbonKg).toBeCloseTo(vectors.E3.expected.kg_co2, 2);
  });

  it('takes a measured energy as it is and says what it covers', () => {
    const here = cost({ energy: { kwh: 0.05, source: 'rapl+nvidia-smi' } });
    expect(here.energy).toEqual({
      kwh: 0.05,
      source: 'rapl+nvidia-smi',
      basis: 'cost.basis.energy-rapl-nvidia-smi',
      watts: 50,
    });
    expect(here.own.basis.map((basis) => basis.key)).not.toContain('cost.basis.watts-model');
  });

  it("uses the user's power where nothing was measured", () => {
    const here = cost({ settings: { ...DEFAULT_SETTINGS, machineWatts: 120 } });
    expect(here.energy.kwh).toBeCloseTo(0.12, 12);
    expect(here.own.basis.map((basis) => basis.key)).toContain('cost.basis.watts-own');
  });

  it('leaves out the hardware while no price is set, and says so', () => {
    const here = cost();
    expect(here.own.lines.map((line) => line.item)).toEqual(['electricity']);
    expect(here.own.basis.map((basis) => basis.key)).toContain('cost.basis.no-machine-price');
  });

  it('has no carbon where the sheet has none', () => {
    const sheets = factSheets({ electricity: [electricityPrice({ carbon_g_per_kwh: null })] });
    expect(cost({ sheets })).toMatchObject({ carbonKg: null, carbonSource: null });
  });

  it('fails on a region that is not in the sheet', () => {
    const settings = { ...DEFAULT_SETTINGS, tariffRegion: 'Atlantis' };
    expect(costOfRun(runCostInputs({ settings }))).toEqual({
      ok: false,
      error: { code: 'cost/tariff-unknown', region: 'Atlantis' },
    });
  });

  it('names the oldest date of all figures used', () => {
    expect(cost().oldestAsOf).toBe('2025');
    const electricity = [electricityPrice({ as_of: '2023-03-14' })];
    expect(cost({ sheets: factSheets({ electricity }) }).oldestAsOf).toBe('2023-03-14');
  });

  it('is nothing but a minute of start-up elsewhere for a run that never trained', () => {
    const none = cost({ seconds: 0, samplesPerSecond: 0 });
    expect(none.usd).toBe(0);
    expect(none.energy.watts).toBe(0);
    for (const estimate of none.rented) expect(estimate.lowUsd).toBeGreaterThan(0);
  });
});
