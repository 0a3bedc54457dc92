import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { costOfRun } from '../../app/cost/estimate-run.ts';
import { SHEET_NAMES, type SheetName } from '../../app/cost/fact-sheets.ts';
import { COMPARED_GPUS } from '../../app/cost/gpu-kinds.ts';
import type { PriceChange } from '../../app/cost/sheets/price-change.ts';
import { type AnyRow, definitionOf, rowKey } from '../../app/cost/sheets/read-row.ts';
import { runCostInputs } from '../../app/testing/cost-inputs.ts';
import { openSheets } from './read-sheets.ts';

const FACTS = fileURLToPath(new URL('../../resources/facts', import.meta.url));

async function bundledSheets() {
  const sheets = await openSheets(FACTS).sheets();
  if (!sheets.ok) throw new Error(JSON.stringify(sheets.error));
  return sheets.value;
}

describe('the bundled sheets', () => {
  it.each([
    ['gpus', 92],
    ['cloud_gpu_prices', 391],
    ['cloud_cpu_prices', 22],
    ['api_prices', 201],
    ['api_price_history', 141],
    ['electricity_prices', 83],
    ['model_parameters', 22],
    ['run_parameters', 5],
    ['market_parameters', 31],
    ['application_archetypes', 16],
    ['rental_terms', 5],
    ['rental_exclusions', 7],
    ['exchange_rates', 2],
    ['vat_rates', 0],
  ] as const)('%s are valid, each row with a key of its own: %i', async (name, count) => {
    const read = await openSheets(FACTS).sheet(name);
    expect(read).toMatchObject({ ok: true });
    expect(read.ok && read.value).toHaveLength(count);
  });

  it('are all described, and hold only figures that are plausible in their unit', async () => {
    const files = (await readdir(FACTS)).filter((file) => file.endsWith('.json'));
    expect(files.map((file) => file.replace('.json', '')).sort()).toEqual(
      [...SHEET_NAMES, 'cost_model_vectors'].sort(),
    );
    for (const name of SHEET_NAMES) {
      const read = await openSheets(FACTS).sheet(name);
      if (!read.ok) throw new Error(JSON.stringify(read.error));
      for (const row of read.value as readonly AnyRow[]) {
        for (const [column, { plausible }] of Object.entries(definitionOf(name).columns)) {
          const value = row[column];
          if (plausible === null || typeof value !== 'number' || value === 0) continue;
          const [low, high] = plausible;
          const isPlausible = value >= low && value <= high;
          expect({ name, key: rowKey(name, row), column, value, isPlausible }).toMatchObject({
            isPlausible: true,
          });
        }
      }
    }
  });

  it('know every card of the comparison, by price and by peak', async () => {
    const sheets = await bundledSheets();
    for (const kind of COMPARED_GPUS) {
      for (const [priced, card] of Object.entries(kind.cards)) {
        expect(sheets.gpuInstances.map((offer) => offer.gpu)).toContain(priced);
        expect(sheets.gpus.find((known) => known.name === card)?.fp32_tflops).toBeGreaterThan(0);
      }
    }
  });

  it('name only providers that the price sheets have', async () => {
    const sheets = await bundledSheets();
    const providers = new Set(
      [...sheets.cpuInstances, ...sheets.gpuInstances].map((offer) => offer.provider),
    );
    for (const { provider } of [...sheets.rentalTerms, ...sheets.rentalExclusions]) {
      if (provider !== '*') expect(providers).toContain(provider);
    }
  });

  it('give a run three sizes of processor and one card of each kind, priced in 2025 or later', async () => {
    const cost = costOfRun(runCostInputs({ sheets: await bundledSheets() }));
    if (!cost.ok) throw new Error(cost.error.code);
    const devices = cost.value.rented.map((estimate) => estimate.device);
    expect(devices).toEqual([...Array(3).fill('cpu'), ...COMPARED_GPUS.map(() => 'gpu')]);
    for (const estimate of cost.value.rented) {
      expect(estimate.lines[0]?.source.asOf?.slice(0, 4)).toMatch(/^202[56]$/);
    }
  });

  it('list the tariffs by region, without regions that have no price', async () => {
    const tariffs = await openSheets(FACTS).tariffs();
    if (!tariffs.ok) throw new Error(tariffs.error.code);
    const regions = tariffs.value.map((tariff) => tariff.region);
    expect(regions).toEqual([...regions].sort((a, b) => a.localeCompare(b, 'en')));
    expect(tariffs.value.find((tariff) => tariff.region === 'Germany')).toEqual({
      region: 'Germany',
      iso2: 'DE',
      usdPerKwh: 0.2938,
      carbonGPerKwh: 342,
      source: {
        source: expect.stringContaining('Eurostat'),
        asOf: '2024-12',
        kind: 'sheet',
        place: { sheet: 'electricity_prices', row: 'Germany' },
      },
    });
  });
});

describe('a damaged sheet', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hearth-facts-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function faultAfter(sheet: string, change: (text: string) => string) {
    await cp(FACTS, folder, { recursive: true });
    const path = join(folder, sheet);
    await writeFile(path, change(await readFile(path, 'utf8')));
    const reader = openSheets(folder);
    const results = [await reader.sheets(), await reader.all()];
    return results.find((result) => !result.ok)?.error ?? null;
  }

  it('is named with the row and the field', async () => {
    expect(
      await faultAfter('cloud_cpu_prices.json', (text) => text.replace('0.0992', '"cheap"')),
    ).toMatchObject({
      code: 'facts/sheet-invalid',
      sheet: 'cloud_cpu_prices.json',
      row: 2,
      problem: expect.stringMatching(/^on_demand_usd_per_h: /),
    });
  });

  it('may not hold a row twice, or a column that the sheet does not have', async () => {
    expect(
      await faultAfter('api_prices.json', (text) => text.replace('"gpt-5.5-pro"', '"gpt-5.5"')),
    ).toMatchObject({ row: 2, problem: 'there is already a row OpenAI/gpt-5.5' });
    expect(
      await faultAfter('gpus.json', (text) => text.replace('"msrp_usd"', '"price_eur"')),
    ).toMatchObject({ row: 1, problem: expect.stringMatching(/^price_eur: /) });
  });

  it('may not hold a negative price or a date in words', async () => {
    expect(
      await faultAfter('cloud_gpu_prices.json', (text) => text.replace(/3\.06/, '-3.06')),
    ).toMatchObject({ sheet: 'cloud_gpu_prices.json', row: 1 });
    expect(
      await faultAfter('gpus.json', (text) => text.replace(/"as_of": "[^"]+"/, '"as_of": "June"')),
    ).toMatchObject({ sheet: 'gpus.json', row: 1, problem: expect.stringContaining('as_of') });
  });

  it('is named as a whole where it is not a list or missing', async () => {
    expect(await faultAfter('gpus.json', () => '{}')).toMatchObject({ sheet: 'gpus.json', row: 0 });
    expect(await faultAfter('gpus.json', () => '[')).toMatchObject({ sheet: 'gpus.json', row: 0 });
    await rm(join(folder, 'gpus.json'));
    expect(await openSheets(folder).sheets()).toMatchObject({
      error: { sheet: 'gpus.json', row: 0 },
    });
  });

  it('must have terms for providers without their own, and ranges in order', async () => {
    expect(
      await faultAfter('rental_terms.json', (text) => text.replace('"*"', '"Elsewhere"')),
    ).toMatchObject({ sheet: 'rental_terms.json', problem: 'no row for provider *' });
    expect(
      await faultAfter('run_parameters.json', (text) => text.replace('"low": 10', '"low": 1000')),
    ).toMatchObject({ sheet: 'run_parameters.json', row: 4 });
  });
});

describe('a sheet reader', () => {
  it('reads once and keeps what it read', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hearth-facts-'));
    await cp(FACTS, folder, { recursive: true });
    const reader = openSheets(folder);
    const first = await reader.sheets();
    await rm(folder, { recursive: true });
    expect(await reader.sheets()).toBe(first);
    expect(first.ok).toBe(true);
  });
});

describe('an update of the program', () => {
  const own = (sheet: SheetName): readonly PriceChange[] =>
    sheet === 'exchange_rates'
      ? [
          {
            kind: 'import',
            id: 1,
            sheet,
            mode: 'merge',
            file: 'mine.csv',
            rows: [
              {
                currency: 'GBP',
                local_per_usd: 0.76,
                source: 'a bank',
                as_of: '2026-11-20',
                confidence: 'read',
              },
            ],
            changedAt: '2026-11-20T00:00:00.000Z',
          },
          {
            kind: 'figure',
            id: 2,
            sheet,
            row: 'EUR',
            column: 'local_per_usd',
            value: 0.85,
            note: 'our bank',
            changedAt: '2026-11-21T00:00:00.000Z',
          },
        ]
      : [];

  it('that brings a newer sheet keeps imported rows and own figures on top of it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hearth-facts-'));
    await cp(FACTS, folder, { recursive: true });
    const path = join(folder, 'exchange_rates.json');
    const newer = (await readFile(path, 'utf8'))
      .replace('7.19', '7.01')
      .replace('0.923873', '0.86')
      .replace('"as_of": "2024"', '"as_of": "2026-12-01"');
    await writeFile(path, newer);
    const current = await openSheets(folder, own).current('exchange_rates');
    await rm(folder, { recursive: true });
    if (!current.ok) throw new Error(current.error.code);
    const rates = current.value.entries.map(({ key, row }) => [key, row.local_per_usd]);
    expect(rates).toEqual([
      ['EUR', 0.85],
      ['CNY', 7.01],
      ['GBP', 0.76],
    ]);
    expect(current.value.entries[0]?.own).toMatchObject([{ before: 0.86, note: 'our bank' }]);
  });
});
