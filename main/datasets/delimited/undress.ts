import { COMMA_NUMERAL, type DecimalMark } from '../../../app/dataset/decimal-mark.ts';
import {
  BLANK_WORDS,
  FULL_WIDTH,
  holdsDressed,
  NUMBER_DRESS,
  POWER_UNITS,
  undressed,
} from '../../../app/dataset/number-dress.ts';
import { COLUMNS_AT_ONCE, cellsOf, trimmedCell } from './cells.ts';
import { copyOptions } from './parquet-options.ts';
import type { DressedColumn, StagedTable } from './stage.ts';
import { sqlText, type TableSession } from './table-session.ts';

const { marks, mark, negative, percent, grouped, undecided, plain } = NUMBER_DRESS;
/** Patterns of whole cells that are numbers as they are, of those without what dresses them, and whether commas set off thousands. */
const NUMERALS = {
  point: { written: plain, bare: `${plain}|${grouped}`, thousands: true },
  comma: { written: COMMA_NUMERAL, bare: COMMA_NUMERAL, thousands: false },
} as const;
const BLANKS = `[${BLANK_WORDS.map(sqlText).join(', ')}]`;

/**
 * Writes a staged table with plain numbers where a column's numbers are written with currencies, per cent, commas
 * between thousands or parentheses, and with nothing where such a column has a word for no value. Decimal commas stay.
 * @param isPoint as `holdsDressed` takes it
 * @returns those columns, each with the first cell that changed
 */
export async function writeUndressed(
  session: TableSession,
  raw: StagedTable,
  parquetPath: string,
  isPoint: boolean,
  decimal: DecimalMark,
): Promise<readonly DressedColumn[]> {
  const columns = await dressedColumns(session, raw, isPoint, decimal);
  const cells = columns.map((column) => `${plainCell(column, decimal)} AS c${column}`).join(', ');
  await session.run(
    `COPY (SELECT * ${cells === '' ? '' : `REPLACE (${cells})`}
       FROM read_parquet(${sqlText(raw.parquetPath)}))
     TO ${sqlText(parquetPath)} ${copyOptions(raw.names.length)}`,
  );
  const found: DressedColumn[] = [];
  for (const column of columns) {
    const [first = []] = await session.rows(
      `SELECT text FROM ${cellsOf(raw, [column])}
       WHERE text IS NOT NULL AND NOT ${matches('text', NUMERALS[decimal].written)}
       ORDER BY row LIMIT 1`,
    );
    const value = String(first[0]);
    const bare = undressed(value, decimal);
    // 12000 rather than 1.2e4.
    const number = bare.includes('e') ? String(Number(bare)) : bare;
    found.push({ column: raw.names[column] ?? '', value, number });
  }
  return found;
}

async function dressedColumns(
  session: TableSession,
  raw: StagedTable,
  isPoint: boolean,
  decimal: DecimalMark,
): Promise<readonly number[]> {
  const found: number[] = [];
  const { written, bare, thousands } = NUMERALS[decimal];
  const isNumber = `(NOT blank AND ${matches('bare', bare)})`;
  const counted = (pattern: string) =>
    thousands ? `count(*) FILTER (NOT blank AND ${matches('bare', pattern)})` : '0';
  for (let from = 0; from < raw.names.length; from += COLUMNS_AT_ONCE) {
    const columns = raw.names.slice(from, from + COLUMNS_AT_ONCE).map((_, at) => from + at);
    const rows = await session.rows(
      `SELECT index, count(text), count(*) FILTER (blank), count(*) FILTER (${isNumber}),
         count(*) FILTER (${isNumber} AND NOT ${matches('text', written)}),
         count(mark) FILTER (${isNumber}), count(DISTINCT mark) FILTER (${isNumber}),
         count(*) FILTER (${isNumber} AND ${matches('mark', percent)}),
         count(*) FILTER (${isNumber} AND ${matches('text', negative)}),
         ${counted(undecided)}, ${counted(grouped)}
       FROM (SELECT index, text, ${bareOf('text')} AS bare,
           coalesce(list_contains(${BLANKS}, text), false) AS blank,
           nullif(regexp_extract(text, ${sqlText(mark)}), '') AS mark
         FROM ${cellsOf(raw, columns)} WHERE text IS NOT NULL)
       GROUP BY index ORDER BY index`,
    );
    for (const row of rows) {
      const [index = 0, present = 0, blank = 0, numbers = 0, dressed = 0, ...rest] =
        row.map(Number);
      const [marked = 0, distinct = 0, percents = 0, negatives = 0, ...commas] = rest;
      const [either = 0, all = 0] = commas;
      const counts = { present, blank, numbers, dressed, marked, percents, negatives };
      const told = { ...counts, marks: distinct, undecided: either, decided: all - either };
      if (holdsDressed(told, isPoint)) found.push(index);
    }
  }
  return found;
}

function bareOf(text: string): string {
  const half = `translate(${text}, ${sqlText(FULL_WIDTH.from)}, ${sqlText(FULL_WIDTH.to)})`;
  const signed = `regexp_replace(${half}, ${sqlText(negative)}, '-\\1')`;
  const bare = `regexp_replace(${signed}, ${sqlText(marks)}, '\\1', 'g')`;
  return POWER_UNITS.reduce(
    (told, { unit, power }) => `regexp_replace(${told}, ${sqlText(unit)}, '${power}')`,
    bare,
  );
}

function plainCell(column: number, decimal: DecimalMark): string {
  const { bare: numeral, thousands } = NUMERALS[decimal];
  const trimmed = trimmedCell(`c${column}`);
  const bare = bareOf(`(${trimmed})`);
  return `CASE WHEN list_contains(${BLANKS}, (${trimmed})) THEN ''
    ${thousands ? `WHEN ${matches(`(${bare})`, grouped)} THEN replace(${bare}, ',', '')` : ''}
    WHEN ${matches(`(${bare})`, numeral)} THEN ${bare} ELSE c${column} END`;
}

function matches(text: string, pattern: string): string {
  return `regexp_full_match(${text}, ${sqlText(pattern)})`;
}
