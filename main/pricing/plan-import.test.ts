import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PriceFileWish } from '../../app/contract/prices.ts';
import { planImport } from './plan-import.ts';
import { openSheets } from './read-sheets.ts';

const FACTS = fileURLToPath(new URL('../../resources/facts', import.meta.url));
const NOW = '2026-11-26T10:00:00.000Z';
const reader = openSheets(FACTS);
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearth-prices-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function plan(file: string, content: string | Uint8Array, wish: Partial<PriceFileWish> = {}) {
  const path = join(folder, file);
  writeFileSync(path, content);
  const whole = { path, sheet: null, mode: 'replace', trustUnits: false, ...wish } as const;
  return planImport(whole, reader, () => [], NOW);
}

async function preview(...args: Parameters<typeof plan>) {
  const planned = await plan(...args);
  if (!planned.ok) throw new Error(JSON.stringify(planned.error));
  return planned.value.preview;
}

async function fault(...args: Parameters<typeof plan>) {
  const planned = await plan(...args);
  return planned.ok ? null : planned.error;
}

const bundledText = (sheet: string) => readFileSync(join(FACTS, `${sheet}.json`), 'utf8');
const bundledRows = (sheet: string): Record<string, unknown>[] => JSON.parse(bundledText(sheet));

const RATES = `currency,local_per_usd,source,as_of,confidence
EUR,0.86,European Central Bank,2026-11-20,read
GBP,0.76,Bank of England,2026-11-20,read
`;

describe('a price file', () => {
  test('in CSV shows what it adds, removes and changes', async () => {
    expect(await preview('rates.csv', RATES)).toEqual({
      sheet: 'exchange_rates',
      file: 'rates.csv',
      mode: 'replace',
      rows: 2,
      diff: {
        added: ['GBP'],
        removed: ['CNY'],
        changed: [
          {
            row: 'EUR',
            cells: expect.arrayContaining([
              {
                column: 'local_per_usd',
                before: 0.923873,
                after: 0.86,
                fraction: expect.closeTo(-0.0691),
              },
              { column: 'as_of', before: '2024', after: '2026-11-20', fraction: null },
            ]),
          },
        ],
        unchanged: 0,
      },
      findings: [],
      ownFigures: 0,
      change: null,
    });
  });

  test('that is laid over the sheet removes nothing', async () => {
    const { diff } = await preview('rates.csv', RATES, { mode: 'merge' });
    expect([diff.added, diff.removed, diff.unchanged]).toEqual([['GBP'], [], 1]);
  });

  test('in JSON may be the list of rows, or name its sheet', async () => {
    for (const sheet of ['gpus', 'api_prices', 'electricity_prices', 'cloud_gpu_prices']) {
      const same = await preview(`${sheet}.json`, bundledText(sheet));
      expect(same.diff).toMatchObject({ added: [], removed: [], changed: [] });
    }
    const named = { sheet: 'run_parameters', rows: bundledRows('run_parameters').slice(1) };
    const less = await preview('mine.json', JSON.stringify(named));
    expect(less).toMatchObject({ sheet: 'run_parameters', diff: { removed: ['cores_per_vcpu'] } });
  });

  test('may have prices of long prompts, or come from before there were any', async () => {
    const older = bundledRows('api_prices').map((row) =>
      Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith('long_prompt'))),
    );
    const { diff } = await preview('api_prices.json', JSON.stringify(older));
    expect(diff.changed.map(({ row }) => row)).toEqual([
      'OpenAI/gpt-5.6-sol',
      'OpenAI/gpt-5.6-terra',
      'OpenAI/gpt-5.6-luna',
    ]);
    expect(diff.changed[0]?.cells).toContainEqual({
      column: 'long_prompt_above_tokens',
      before: 272_000,
      after: null,
      fraction: null,
    });
    const table = (row: string) => `model,provider,provider_type,input_usd_per_mtok,\
output_usd_per_mtok,source,as_of,confidence,long_prompt_above_tokens,\
long_prompt_input_usd_per_mtok,long_prompt_output_usd_per_mtok,long_prompt_billing
own,Maker,vendor,1,2,a list,2026-11-01,read,${row}
`;
    const merged = await plan('long.csv', table('200000,2,3,excess'), { mode: 'merge' });
    expect(merged).toMatchObject({
      value: {
        imported: {
          rows: [{ long_prompt_above_tokens: 200_000, long_prompt_billing: 'excess' }],
        },
      },
    });
    expect(await fault('long.csv', table('200000,2,,excess'))).toMatchObject({
      code: 'prices/cell-invalid',
      row: 2,
      column: 'long_prompt_output_usd_per_mtok',
    });
    expect(await fault('long.csv', table('200000,2,3,half'))).toMatchObject({
      column: 'long_prompt_billing',
      expected: 'whole-request | excess | null',
    });
  });

  test('may come from a spreadsheet: semicolons, quotes, GB18030, gzip', async () => {
    const text = RATES.replaceAll(',', ';').replace('Bank of England', '"Bank; ""of"" England"');
    expect((await preview('a.csv', text)).rows).toBe(2);
    expect((await preview('b.csv.gz', gzipSync(RATES))).rows).toBe(2);
    // 来源 (source) in GB2312.
    const chinese = Buffer.from(RATES.replace('European Central Bank', '@@@@'), 'latin1');
    chinese.set(Buffer.from('c0b4d4b4', 'hex'), chinese.indexOf('@@@@'));
    const planned = await plan('c.csv', chinese);
    expect(planned).toMatchObject({ value: { imported: { rows: [{ source: '来源' }, {}] } } });
  });

  test('says which new rows the audit would find', async () => {
    const old = RATES.replace('2026-11-20,read\nGBP', '2021-01-01,recalled\nGBP');
    expect((await preview('rates.csv', old)).findings).toMatchObject([
      { rule: 'stale', row: 'EUR', severity: 'warning' },
      { rule: 'bundled-newer', row: 'EUR', severity: 'note' },
    ]);
  });
});

describe('a wrong file is refused whole', () => {
  test.each([
    [
      'a figure in words',
      RATES.replace('0.76', 'cheap'),
      {
        code: 'prices/cell-invalid',
        row: 3,
        column: 'local_per_usd',
        value: 'cheap',
        expected: 'number > 0',
      },
    ],
    [
      'a decimal comma',
      RATES.replace('0.76', '"0,76"'),
      { code: 'prices/cell-invalid', row: 3, value: '0,76' },
    ],
    ['a currency sign', RATES.replace('0.76', '£0.76'), { code: 'prices/cell-invalid', row: 3 }],
    [
      'a missing figure',
      RATES.replace('0.76', ''),
      { code: 'prices/cell-invalid', row: 3, value: '""' },
    ],
    [
      'a date in words',
      RATES.replace('2026-11-20,read\nGBP', 'today,read\nGBP'),
      { code: 'prices/cell-invalid', row: 2, column: 'as_of', expected: 'date' },
    ],
    ['a day that is none', RATES.replace('2026-11-20', '2026-02-30'), { column: 'as_of' }],
    ['no source', RATES.replace('Bank of England', ''), { column: 'source', row: 3 }],
    [
      'a row twice',
      RATES.replace('GBP', 'EUR'),
      { code: 'prices/row-duplicate', row: 3, firstRow: 2, key: 'EUR' },
    ],
    [
      'a short row',
      RATES.replace(',2026-11-20,read\nGBP', '\nGBP'),
      { code: 'dataset/ragged-row', row: 2 },
    ],
    [
      'a column twice',
      RATES.replace('as_of', 'source'),
      { code: 'dataset/column-duplicate', column: 'source' },
    ],
    ['an open quote', RATES.replace('Bank of', '"Bank of'), { code: 'dataset/unterminated-quote' }],
    ['nothing but a header', RATES.split('\n')[0] ?? '', { code: 'prices/rows-missing' }],
    ['nothing', ' \n', { code: 'prices/rows-missing' }],
    ['JSON that ends early', '[{"currency": "EUR"', { code: 'file/json-invalid', row: 1 }],
    ['no list', '{"rows": 3}', { code: 'prices/not-rows', row: 1 }],
    ['a list of lists', '[[1]]', { code: 'prices/not-rows', row: 1 }],
    [
      'a sheet nobody knows',
      '{"sheet": "shares", "rows": []}',
      { code: 'prices/sheet-unknown', sheet: 'shares' },
    ],
    [
      'a name that reaches into objects',
      '[{"__proto__": {"polluted": true}}]',
      { code: 'prices/name-forbidden', name: '__proto__' },
    ],
    [
      'deep nesting',
      `${'['.repeat(1e5)}${']'.repeat(1e5)}`,
      { code: 'prices/too-large', what: 'depth' },
    ],
    [
      'too many rows',
      JSON.stringify(Array(20_001).fill({})),
      { code: 'prices/too-large', what: 'rows', found: 20_001 },
    ],
    [
      'too many bytes',
      ' '.repeat(16 * 1024 * 1024 + 1),
      { code: 'prices/too-large', what: 'bytes' },
    ],
    ['a bomb', gzipSync(' '.repeat(17 * 1024 * 1024)), { code: 'prices/too-large', what: 'bytes' }],
    [
      'bytes of a program',
      new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0, 0x81, 0x8d, 10, 0, 0]),
      { code: 'dataset/encoding-invalid' },
    ],
    ['columns of no sheet', 'a,b\n1,2\n', { code: 'prices/sheet-unclear' }],
  ])('%s', async (_, content, expected) => {
    expect(await fault('file.csv', content)).toMatchObject(expected);
    expect(Object.prototype).not.toHaveProperty('polluted');
  });

  test('a missing one, and a folder', async () => {
    const wish = {
      path: join(folder, 'none.csv'),
      sheet: null,
      mode: 'replace',
      trustUnits: false,
    } as const;
    const missing = await planImport(wish, reader, () => [], NOW);
    expect(missing).toMatchObject({ error: { code: 'file/not-found' } });
    const inPlace = await planImport({ ...wish, path: folder }, reader, () => [], NOW);
    expect(inPlace).toMatchObject({ error: { code: 'file/not-readable' } });
  });

  test('a column in another unit is told the one it should have', async () => {
    const text = bundledText('api_prices').replaceAll('input_usd_per_mtok', 'input_usd_per_ktok');
    expect(await fault('api_prices.json', text)).toMatchObject({
      code: 'prices/column-unknown',
      sheet: 'api_prices',
      column: 'input_usd_per_ktok',
      known: ['input_usd_per_mtok'],
    });
  });

  test('a required column that is missing is named', async () => {
    const rows = bundledRows('gpus').map(({ memory_gb: _, ...row }) => row);
    expect(await fault('gpus.json', JSON.stringify(rows))).toMatchObject({
      code: 'prices/column-missing',
      column: 'memory_gb',
    });
  });

  test('two sheets of the same columns must be told apart', async () => {
    expect(await fault('ranges.json', bundledText('run_parameters'))).toMatchObject({
      code: 'prices/sheet-unclear',
      known: expect.arrayContaining(['model_parameters', 'run_parameters']),
    });
  });

  test('a price in another currency needs its rate, and a range its order', async () => {
    const [row] = bundledRows('api_price_history');
    expect(
      await fault('api_price_history.json', JSON.stringify([{ ...row, currency: 'CNY' }])),
    ).toMatchObject({ column: 'fx_local_per_usd', expected: 'rate to USD' });
    const [range] = bundledRows('run_parameters');
    expect(
      await fault('run_parameters.json', JSON.stringify([{ ...range, low: 9 }])),
    ).toMatchObject({ column: 'low', expected: 'low ≤ base ≤ high' });
  });
});

describe('figures in a wrong unit are refused with the rule', () => {
  const scaled = (sheet: string, factor: number, ...columns: string[]) =>
    JSON.stringify(
      bundledRows(sheet).map((row) => ({
        ...row,
        ...Object.fromEntries(
          columns.map((column) => {
            const value = row[column];
            return [column, typeof value === 'number' ? value * factor : value];
          }),
        ),
      })),
    );

  test.each([
    ['api_prices', 1e-3, 'output_usd_per_mtok', 'per-thousand-tokens'],
    ['api_prices', 1e-6, 'input_usd_per_mtok', 'per-token'],
    ['api_prices', 100, 'cached_input_usd_per_mtok', 'cents'],
    ['cloud_gpu_prices', 730, 'on_demand_usd_per_h', 'per-month'],
    ['cloud_gpu_prices', 24, 'on_demand_usd_per_gpu_h', 'per-day'],
    ['electricity_prices', 100, 'price_small_business_usd_per_kwh', 'cents'],
    ['electricity_prices', 1000, 'price_large_industrial_usd_per_kwh', 'thousands'],
    ['gpus', 1000, 'memory_gb', 'thousands'],
  ])('%s × %s in %s looks like %s', async (sheet, factor, column, suspect) => {
    expect(await fault(`${sheet}.json`, scaled(sheet, factor, column))).toMatchObject({
      code: 'prices/unit-suspect',
      column,
      suspect,
    });
  });

  test('a new row far outside of its band, too', async () => {
    const text = RATES.replace('0.76', '7600000');
    expect(await fault('rates.csv', text)).toMatchObject({
      code: 'prices/implausible',
      row: 3,
      column: 'local_per_usd',
      value: 7_600_000,
      unit: 'local/USD',
      high: 2_000_000,
    });
    expect(await fault('rates.csv', text, { trustUnits: true })).toBeNull();
  });

  test('but prices that fell by half or rose fourfold are prices', async () => {
    for (const factor of [0.5, 0.1, 4]) {
      expect(
        await fault('api_prices.json', scaled('api_prices', factor, 'output_usd_per_mtok')),
      ).toBeNull();
    }
  });
});
