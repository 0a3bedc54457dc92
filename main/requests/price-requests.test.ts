import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { TestWorkbench } from '../testing/test-workbench.ts';

let workbench: TestWorkbench;
beforeEach(async () => {
  workbench = await TestWorkbench.open();
});
afterEach(() => workbench.close());

const RATES = `currency,local_per_usd,source,as_of,confidence
EUR,0.86,European Central Bank,2026-11-20,read
CNY,7.05,People's Bank of China,2026-11-20,read
`;

function ratesFile() {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-rates-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'rates.csv');
  writeFileSync(path, RATES);
  return { path, sheet: null, mode: 'merge', trustUnits: false } as const;
}

const rates = async () => {
  const list = await workbench.answer('prices.list', {
    sheet: 'exchange_rates',
    filter: null,
    staleOnly: false,
  });
  return Object.fromEntries(list.rows.map((row) => [row.key, row]));
};

test('a sheet is previewed, imported once, and taken back', async () => {
  const wish = ratesFile();
  const preview = await workbench.answer('prices.preview', wish);
  expect(preview.diff.changed.map(({ row }) => row)).toEqual(['EUR', 'CNY']);
  expect(preview.change).toBeNull();
  expect((await rates()).EUR).toMatchObject({ isStale: true, isImported: false });

  const imported = await workbench.answer('prices.import', wish);
  expect(imported.change).toMatchObject({ kind: 'import', file: 'rates.csv', changed: 2 });
  expect((await rates()).EUR).toMatchObject({
    cells: { local_per_usd: 0.86 },
    asOf: '2026-11-20',
    isImported: true,
  });
  const again = await workbench.answer('prices.import', wish);
  expect(again.change).toBeNull();

  expect(await workbench.answer('prices.undo', { change: null })).toMatchObject({
    id: imported.change?.id,
  });
  expect((await rates()).EUR).toMatchObject({ cells: { local_per_usd: 0.923873 } });
  expect(await workbench.request('prices.undo', { change: null })).toMatchObject({
    error: { code: 'prices/nothing-to-undo' },
  });
  expect(await workbench.answer('prices.history', null)).toMatchObject([
    { kind: 'import', undoneAt: expect.any(String) },
  ]);
});

test('a figure of the user’s own stands above what is imported, with its note', async () => {
  const set = { sheet: 'exchange_rates', row: 'EUR', column: 'local_per_usd' } as const;
  const { row, change } = await workbench.answer('prices.set', {
    ...set,
    value: '0.85',
    note: 'our bank',
  });
  expect(row).toMatchObject({ cells: { local_per_usd: 0.85 }, own: [{ note: 'our bank' }] });
  const imported = await workbench.answer('prices.import', ratesFile());
  expect(imported.ownFigures).toBe(1);
  expect((await rates()).EUR).toMatchObject({
    cells: { local_per_usd: 0.85 },
    own: [{ before: 0.86 }],
  });
  await workbench.answer('prices.undo', { change: change.id });
  expect((await rates()).EUR).toMatchObject({ cells: { local_per_usd: 0.86 }, own: [] });
});

test('a country’s VAT and a missing currency are figures that only the user has', async () => {
  expect(
    (await workbench.answer('prices.sheets', null)).find(({ sheet }) => sheet === 'vat_rates'),
  ).toMatchObject({ rows: 0 });
  const { row } = await workbench.answer('prices.set', {
    sheet: 'vat_rates',
    row: 'DE',
    column: 'rate',
    value: '0.19',
    note: 'our accountant',
  });
  expect(row).toMatchObject({ source: 'your own figure', own: [{ before: null }] });
});

test.each([
  [
    { sheet: 'gpus', row: 'L4', column: 'price' },
    { code: 'prices/figure-unknown', figure: 'gpus.L4.price' },
  ],
  [
    { sheet: 'gpus', row: 'L5', column: 'msrp_usd' },
    { code: 'prices/figure-unknown', figure: 'gpus.L5' },
  ],
  [{ sheet: 'exchange_rates', row: 'EUR', column: 'currency' }, { code: 'prices/figure-unknown' }],
  [
    { sheet: 'exchange_rates', row: 'EUR', column: 'local_per_usd', value: '-1' },
    { code: 'prices/figure-invalid', expected: 'number in [0.0001, 2000000]' },
  ],
  [
    { sheet: 'exchange_rates', row: 'EUR', column: 'local_per_usd', value: '' },
    { code: 'prices/figure-invalid', expected: 'number > 0' },
  ],
  [
    { sheet: 'exchange_rates', row: 'EUR', column: 'confidence', value: 'sure' },
    { expected: 'read | recalled | assumed' },
  ],
  [
    { sheet: 'model_parameters', row: 'MFU', column: 'low', value: '0.5' },
    { expected: 'low ≤ base ≤ high' },
  ],
] as const)('%o is refused', async (figure, error) => {
  const params = { value: '1', note: '', ...figure };
  expect(await workbench.request('prices.set', params)).toMatchObject({ ok: false, error });
  expect(await workbench.answer('prices.history', null)).toEqual([]);
});

test('an own tariff reaches the settings and the cost of a run at once', async () => {
  const before = await workbench.answer('tariffs.list', null);
  await workbench.answer('prices.set', {
    sheet: 'electricity_prices',
    row: 'Germany',
    column: 'price_small_business_usd_per_kwh',
    value: '0.31',
    note: 'contract of 2026',
  });
  const after = await workbench.answer('tariffs.list', null);
  const german = (rows: typeof after) => rows.find(({ region }) => region === 'Germany');
  expect(german(before)?.usdPerKwh).toBe(0.2938);
  expect(german(after)).toMatchObject({
    usdPerKwh: 0.31,
    source: {
      source: 'contract of 2026',
      asOf: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
      kind: 'user',
      place: { sheet: 'electricity_prices', row: 'Germany' },
    },
  });
});

test('lists are filtered by words and by age, and the audit names the traps', async () => {
  const list = (filter: string | null, staleOnly = false) =>
    workbench.answer('prices.list', { sheet: 'cloud_gpu_prices', filter, staleOnly });
  const all = await list(null);
  expect(all.total).toBe(391);
  const some = await list('aws H100');
  expect(some.rows.length).toBeGreaterThan(0);
  expect(some.rows.every(({ key }) => key.startsWith('AWS/'))).toBe(true);
  expect((await list(null, true)).rows.every(({ isStale }) => isStale)).toBe(true);
  const findings = await workbench.answer('prices.audit', { sheet: null });
  expect(findings).toContainEqual(
    expect.objectContaining({ rule: 'spot-not-cheaper', row: 'AWS/p4d.24xlarge/40/ap-south-1' }),
  );
});
