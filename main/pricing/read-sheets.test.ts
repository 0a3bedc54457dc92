import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { costOfRun } from '../../app/cost/estimate-run.ts';
import { COMPARED_GPUS } from '../../app/cost/gpu-kinds.ts';
import { runCostInputs } from '../../app/testing/cost-inputs.ts';
import { openSheets, readSheets } from './read-sheets.ts';

const FACTS = fileURLToPath(new URL('../../resources/facts', import.meta.url));

async function bundledSheets() {
  const sheets = await readSheets(FACTS);
  if (!sheets.ok) throw new Error(JSON.stringify(sheets.error));
  return sheets.value;
}

describe('the bundled sheets', () => {
  it('are valid and complete', async () => {
    const sheets = await bundledSheets();
    expect(sheets.electricity).toHaveLength(83);
    expect(sheets.cpuInstances).toHaveLength(22);
    expect(sheets.gpuInstances).toHaveLength(391);
    expect(sheets.gpus).toHaveLength(92);
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
      source: expect.stringContaining('Eurostat'),
      asOf: '2024-12',
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
    const sheets = await readSheets(folder);
    return sheets.ok ? null : sheets.error;
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
    expect(await readSheets(folder)).toMatchObject({ error: { sheet: 'gpus.json', row: 0 } });
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
