import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMAND_OUTPUTS } from '../../../app/contract/schemas/commands.ts';
import { SHEET_NAMES } from '../../../app/cost/fact-sheets.ts';
import { AUDIT_RULE_NAMES } from '../../../app/cost/sheets/audit-rules.ts';
import { definitionOf } from '../../../app/cost/sheets/read-row.ts';
import type { Result } from '../../../app/errors.ts';
import type { Language } from '../../../app/language.ts';
import { cellWords, changeWords, columnName, sheetTitle } from '../../../app/price-text.ts';
import { isMessageKey } from '../../../app/text.ts';
import { TestWorkbench } from '../../testing/test-workbench.ts';
import type { Answer, VerbContext } from '../verb.ts';
import { changePrices, readFigureKey, setFigure, undoChange } from './change-prices.ts';
import { auditPrices, listPrices, priceHistory } from './look-at-prices.ts';

let workbench: TestWorkbench;
let folder: string;
let rates: string;
beforeAll(async () => {
  workbench = await TestWorkbench.open();
  folder = mkdtempSync(join(tmpdir(), 'hearth-price-verbs-'));
  rates = join(folder, 'rates.csv');
  writeFileSync(
    rates,
    'currency,local_per_usd,source,as_of,confidence\nEUR,0.86,a bank,2026-11-20,read\n',
  );
});
afterAll(async () => {
  await workbench.close();
  rmSync(folder, { recursive: true });
});

/** What a verb says, its JSON held against the contract. */
async function said(
  verb: keyof typeof COMMAND_OUTPUTS,
  run: (context: VerbContext) => Promise<Result<Answer>>,
  language: Language = 'en',
): Promise<string> {
  const client = {
    request: workbench.request.bind(workbench),
  } as unknown as VerbContext['client'];
  const nothing = () => {};
  const answer = await run({
    client,
    language,
    emit: nothing,
    note: nothing,
    progress: nothing,
    confirm: () => Promise.resolve(false),
    onInterrupt: nothing,
    lost: new Promise(nothing),
  });
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  COMMAND_OUTPUTS[verb].parse(answer.value.json);
  return answer.value.text;
}

test('a sheet is listed, compared, imported, overruled and taken back, in words', async () => {
  expect(await said('prices list', (it) => listPrices(it, undefined, {}))).toMatch(
    /^exchange_rates +2 +2/m,
  );
  const diff = await said('prices diff', (it) => changePrices(it, rates, { dryRun: true }));
  expect(diff).toContain(
    'Exchange rates from rates.csv: 0 added, 1 removed, 1 changed, 0 unchanged.',
  );
  expect(diff).toContain('− CNY');
  expect(diff).toContain('local_per_usd  0.923873 → 0.86  −6.91 %');
  expect(diff).toContain('Nothing was stored.');

  const imported = await said('prices import', (it) => changePrices(it, rates, { merge: true }));
  expect(imported).toContain('hearth prices undo 1');
  const set = await said('prices set', (it) =>
    setFigure(it, 'exchange_rates.EUR', '0.85', 'our bank'),
  );
  expect(set).toMatch(/^exchange_rates\.EUR\.local_per_usd = 0\.85 \(was 0\.86\)/);
  const listed = await said('prices list', (it) =>
    listPrices(it, 'exchange_rates', { filter: 'eur' }),
  );
  expect(listed).toMatch(/EUR +0\.85\* .*imported, \*your figure: our bank/);
  expect(listed).toContain('1 of 2 rows.');
  expect(await said('prices history', priceHistory)).toMatch(/rates\.csv {2}\+0 −0 ~1/);

  expect(await said('prices undo', (it) => undoChange(it, undefined))).toBe(
    'Your figure for exchange_rates.EUR.local_per_usd is taken back.',
  );
  expect(await said('prices undo', (it) => undoChange(it, '1'), 'zh')).toBe(
    '已撤销导入 rates.csv（汇率）。',
  );
  expect(await said('prices history', priceHistory)).toContain('undone');
});

test('a list says date, age and source of each row, the source as far as the line holds it', async () => {
  const gpus = await said('prices list', (it) => listPrices(it, 'gpus', { filter: 'RTX 4090' }));
  expect(gpus).toMatch(/As of +Age +Marks +Source$/m);
  expect(gpus).toMatch(/ 20\d\d-\d\d(-\d\d)? .*(https?:|[a-z]).*…?$/m);
  const api = await said('prices list', (it) => listPrices(it, 'api_prices', {}));
  const { rows } = await workbench.answer('prices.list', {
    sheet: 'api_prices',
    filter: null,
    staleOnly: false,
  });
  const lines = api.split('\n');
  for (const { key, source, asOf } of rows) {
    const line = lines.find((each) => each.startsWith(`${key} `)) ?? '';
    expect(line, key).toContain(` ${asOf} `);
    expect(line, key).toContain(source.slice(0, 20).trimEnd());
  }
  const zh = await said('prices list', (it) => listPrices(it, 'gpus', {}), 'zh');
  expect(zh).toMatch(/数据日期 +时效 +标记 +来源$/m);
});

test('prices of long prompts are listed where a listed model has them', async () => {
  const list = (filter: string) =>
    said('prices list', (it) => listPrices(it, 'api_prices', { filter }));
  expect(await list('gpt-5.6')).toMatch(/Long prompts: beyond \(tokens\).*Long prompts: input/);
  expect(await list('gpt-5.6')).toMatch(/272,000/);
  expect(await list('gpt-oss-20b')).not.toContain('Long prompts');
});

test('the audit keeps notes for those who ask', async () => {
  const short = await said('prices audit', (it) => auditPrices(it, 'exchange_rates', {}));
  expect(short).toContain('longer than such figures hold');
  expect(short).toContain('2 notes more with --all.');
  const all = await said(
    'prices audit',
    (it) => auditPrices(it, 'exchange_rates', { all: true }),
    'zh',
  );
  expect(all).toContain('凭记忆填写');
});

test('a country’s VAT has no source, which the list says', async () => {
  expect(await said('prices list', (it) => listPrices(it, 'vat_rates', {}))).toContain(
    'every rate here is your own',
  );
});

describe('a figure is named by', () => {
  test('sheet, row and column, with dots in the row', () => {
    expect(readFigureKey('api_prices.OpenAI/gpt-5.5.output_usd_per_mtok')).toEqual({
      ok: true,
      value: { sheet: 'api_prices', row: 'OpenAI/gpt-5.5', column: 'output_usd_per_mtok' },
    });
  });

  test('sheet and row where a row has one figure', () => {
    expect(readFigureKey('vat_rates.DE')).toMatchObject({ value: { row: 'DE', column: 'rate' } });
  });

  test.each([
    ['gpus', 'usage/invalid'],
    ['gpus.', 'usage/invalid'],
    ['shares.X.price', 'prices/sheet-unknown'],
    ['gpus.L4.price', 'prices/figure-unknown'],
    ['gpus.__proto__.constructor', 'prices/figure-unknown'],
  ])('%s: %s', (given, code) => {
    expect(readFigureKey(given)).toMatchObject({ error: { code } });
  });
});

describe('words', () => {
  test('every sheet, column and rule has a name in both languages', () => {
    const columns = SHEET_NAMES.flatMap((sheet) => Object.keys(definitionOf(sheet).columns));
    const keys = [
      ...SHEET_NAMES.map((sheet) => `prices.sheet.${sheet}`),
      ...columns.map((column) => `prices.column.${column}`),
      ...AUDIT_RULE_NAMES.map((rule) => `prices.audit.${rule}`),
    ];
    expect(keys.filter((key) => !isMessageKey(key))).toEqual([]);
    expect(columnName('spot_usd_per_h', 'zh')).toBe('竞价');
    expect(sheetTitle('gpus', 'en')).toBe('Cards');
  });

  test('a cell is shown as precise as a price needs', () => {
    expect(cellWords(0.000125, 'USD/h', 'en')).toBe('0.000125');
    expect(cellWords(1_050_000, 'tokens', 'en')).toBe('1,050,000');
    expect(cellWords(2022, 'year', 'en')).toBe('2022');
    expect(cellWords(null, null, 'en')).toBe('—');
    expect(cellWords(['a', 'b'], null, 'en')).toBe('a, b');
    expect(cellWords({ industrial: 0.1 }, null, 'en')).toBe('{"industrial":0.1}');
    expect([0.25, -0.0691, null].map((part) => changeWords(part, 'en'))).toEqual([
      '+25 %',
      '−6.91 %',
      '',
    ]);
  });
});
