import type { PriceColumn, PriceRow, SheetSummary } from '../../../app/contract/prices.ts';
import { SHEET_NAMES, type SheetName } from '../../../app/cost/fact-sheets.ts';
import type { AuditFinding } from '../../../app/cost/sheets/audit-rules.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { formatAge, formatCount } from '../../../app/format.ts';
import type { Language } from '../../../app/language.ts';
import { cellWords, columnName, findingWords } from '../../../app/price-text.ts';
import { text } from '../../../app/text.ts';
import { textTable } from '../../console/table.ts';
import { shortened, textWidth } from '../../console/text-width.ts';
import { outputWidth } from '../../console/wrap.ts';
import type { Answer, VerbContext } from '../verb.ts';

/** The sheet that a user names. Fails with `prices/sheet-unknown`. */
export function readSheetName(given: string): Result<SheetName> {
  const sheet = SHEET_NAMES.find((name) => name === given);
  return sheet === undefined
    ? fail({ code: 'prices/sheet-unknown', sheet: given, known: SHEET_NAMES })
    : ok(sheet);
}

/** `prices list [SHEET]`. */
export async function listPrices(
  { client, language }: VerbContext,
  given: string | undefined,
  { filter, stale }: { readonly filter?: string; readonly stale?: boolean },
): Promise<Result<Answer>> {
  if (given === undefined) {
    const read = await client.request('prices.sheets', null);
    return read.ok
      ? ok({ json: { sheets: read.value }, text: summaryTable(read.value, language) })
      : read;
  }
  const sheet = readSheetName(given);
  if (!sheet.ok) return sheet;
  const read = await client.request('prices.list', {
    sheet: sheet.value,
    filter: filter ?? null,
    staleOnly: stale ?? false,
  });
  if (!read.ok) return read;
  const { columns, rows, total } = read.value;
  const lines = [
    rowTable(sheet.value, columns, rows, language),
    ...(sheet.value === 'vat_rates' && total === 0 ? [text(language, 'prices.vat-own')] : []),
    text(language, 'cli.prices.shown', { shown: rows.length, total }),
  ];
  return ok({ json: read.value, text: lines.join('\n\n') });
}

function summaryTable(sheets: readonly SheetSummary[], language: Language): string {
  const count = (value: number) => (value === 0 ? '' : formatCount(value, language));
  return textTable(
    [
      { title: text(language, 'cli.prices.sheet'), value: ({ sheet }: SheetSummary) => sheet },
      {
        title: text(language, 'cli.prices.rows'),
        value: ({ rows }) => formatCount(rows, language),
        isNumber: true,
      },
      {
        title: text(language, 'cli.prices.stale'),
        value: ({ staleRows }) => count(staleRows),
        isNumber: true,
      },
      {
        title: text(language, 'cli.prices.own'),
        value: ({ ownFigures }) => count(ownFigures),
        isNumber: true,
      },
      {
        title: text(language, 'cli.prices.dates'),
        value: ({ oldestAsOf, newestAsOf }) =>
          oldestAsOf === newestAsOf ? (newestAsOf ?? '') : `${oldestAsOf} – ${newestAsOf}`,
      },
      {
        title: text(language, 'cli.prices.imported'),
        value: ({ imported }) => imported?.file ?? '',
      },
    ],
    sheets,
  );
}

/** Columns that are shown where a row of the list has a figure there: most models have one price. */
const SHOWN_WHERE_GIVEN: Partial<Readonly<Record<SheetName, readonly string[]>>> = {
  api_prices: [
    'long_prompt_above_tokens',
    'long_prompt_input_usd_per_mtok',
    'long_prompt_cached_input_usd_per_mtok',
    'long_prompt_output_usd_per_mtok',
    'long_prompt_billing',
  ],
};
/** A source says little in fewer columns; a table may then be wider than the terminal. */
const LEAST_SOURCE_WIDTH = 30;

/** Rows with their figures, date, age and, in what the terminal has left, source; `--json` has it whole. */
function rowTable(
  sheet: SheetName,
  columns: readonly PriceColumn[],
  rows: readonly PriceRow[],
  language: Language,
): string {
  const whereGiven = SHOWN_WHERE_GIVEN[sheet] ?? [];
  const isGiven = (name: string) =>
    whereGiven.includes(name) && rows.some(({ cells }) => (cells[name] ?? null) !== null);
  const shown = columns.filter(({ name, isKey, isShown }) => !isKey && (isShown || isGiven(name)));
  const figures = rowColumns(shown, language);
  const width = Math.max(...textTable(figures, rows).split('\n').map(textWidth));
  const left = Math.max(LEAST_SOURCE_WIDTH, outputWidth() - width - 2);
  const source = {
    title: text(language, 'prices.column.source'),
    value: (row: PriceRow) => shortened(row.source, left),
  };
  return textTable([...figures, source], rows);
}

function rowColumns(columns: readonly PriceColumn[], language: Language) {
  const now = new Date().toISOString();
  return [
    { title: text(language, 'cli.prices.key'), value: ({ key }: PriceRow) => key },
    ...columns.map(({ name, unit, kind }) => ({
      title: unit === null ? columnName(name, language) : `${columnName(name, language)} (${unit})`,
      value: ({ cells, own }: PriceRow) =>
        cellWords(cells[name], unit, language) +
        (own.some(({ column }) => column === name) ? '*' : ''),
      isNumber: kind === 'number' || kind === 'integer',
    })),
    {
      title: text(language, 'prices.column.as_of'),
      value: ({ asOf }: PriceRow) => asOf,
    },
    {
      title: text(language, 'cli.prices.age'),
      value: ({ asOf }: PriceRow) => formatAge(asOf, now, language),
    },
    {
      title: text(language, 'cli.prices.marks'),
      value: (row: PriceRow) => rowMarks(row, language).join(', '),
    },
  ];
}

function rowMarks({ isStale, isImported, own }: PriceRow, language: Language): readonly string[] {
  return [
    ...(isStale ? [text(language, 'prices.stale')] : []),
    ...(isImported ? [text(language, 'prices.imported')] : []),
    ...own.map(({ note }) =>
      note === ''
        ? `*${text(language, 'prices.own-figure-plain')}`
        : `*${text(language, 'prices.own-figure', { note })}`,
    ),
  ];
}

/** `prices audit [SHEET]`: errors and warnings, notes only when asked for. */
export async function auditPrices(
  { client, language }: VerbContext,
  given: string | undefined,
  { all = false }: { readonly all?: boolean },
): Promise<Result<Answer>> {
  const sheet = given === undefined ? ok(null) : readSheetName(given);
  if (!sheet.ok) return sheet;
  const read = await client.request('prices.audit', { sheet: sheet.value });
  if (!read.ok) return read;
  const shown = read.value.filter(({ severity }) => all || severity !== 'note');
  const lines = [
    ...(shown.length === 0
      ? [text(language, 'cli.prices.sound')]
      : [findingTable(shown, language)]),
    ...(shown.length < read.value.length
      ? [text(language, 'cli.prices.notes', { count: read.value.length - shown.length })]
      : []),
  ];
  return ok({ json: { findings: read.value }, text: lines.join('\n\n') });
}

export function findingTable(findings: readonly AuditFinding[], language: Language): string {
  return textTable(
    [
      {
        title: text(language, 'cli.prices.severity'),
        value: ({ severity }: AuditFinding) => text(language, `prices.severity.${severity}`),
      },
      { title: text(language, 'cli.prices.sheet'), value: ({ sheet }) => sheet },
      { title: text(language, 'cli.prices.row'), value: ({ row }) => row ?? '' },
      {
        title: text(language, 'cli.prices.finding'),
        value: (finding) => findingWords(finding, language),
      },
    ],
    findings,
  );
}

/** `prices history`. */
export async function priceHistory({ client, language }: VerbContext): Promise<Result<Answer>> {
  const read = await client.request('prices.history', null);
  if (!read.ok) return read;
  const words =
    read.value.length === 0
      ? text(language, 'cli.prices.no-changes')
      : textTable(
          [
            {
              title: text(language, 'cli.prices.change'),
              value: ({ id }: (typeof read.value)[number]) => String(id),
              isNumber: true,
            },
            { title: text(language, 'cli.prices.when'), value: ({ changedAt }) => changedAt },
            { title: text(language, 'cli.prices.sheet'), value: ({ sheet }) => sheet },
            {
              title: text(language, 'cli.prices.finding'),
              value: ({ kind, file, added, removed, changed, row, column, value, note }) =>
                kind === 'import'
                  ? `${file}  +${added} −${removed} ~${changed}`
                  : `${row}.${column} = ${cellWords(value, null, language)}  ${note ?? ''}`,
            },
            {
              title: text(language, 'cli.prices.marks'),
              value: ({ undoneAt }) =>
                undoneAt === null ? '' : text(language, 'cli.prices.undone'),
            },
          ],
          read.value,
        );
  return ok({ json: { changes: read.value }, text: words });
}
