import {
  areCodes,
  type DigitCounts,
  isNumeric,
  isZeroLed,
  ZERO_LED,
} from '../../../app/dataset/column-type.ts';
import { COLUMNS_AT_ONCE, cellsOf } from './cells.ts';
import type { ColumnProfile } from './column-profile.ts';
import { countTexts, type KeptTexts } from './kept-profile.ts';
import type { StagedTable } from './stage.ts';
import { sqlText, type TableSession } from './table-session.ts';

const DIGITS = '[0-9]+';
/** DuckDB takes long to plan thousands of expressions. */
const COLUMNS_SEARCHED_AT_ONCE = 128;

/** Of some columns of a staged table, those in which a cell begins with a zero before a digit: a search that costs little. */
export async function zeroLedColumns(
  session: TableSession,
  { parquetPath }: StagedTable,
  columns: readonly number[],
): Promise<ReadonlySet<number>> {
  const found = new Set<number>();
  const begins = (cell: string) => `${cell} >= '00' AND ${cell} < '0:'`;
  for (let from = 0; from < columns.length; from += COLUMNS_SEARCHED_AT_ONCE) {
    const some = columns.slice(from, from + COLUMNS_SEARCHED_AT_ONCE);
    const searched = some.map(
      (index) =>
        `bool_or(${begins(`c${index}`)} OR (c${index} < '!' AND ${begins(`ltrim(c${index})`)}))`,
    );
    const [row = []] = await session.rows(
      `SELECT ${searched.join(', ')} FROM read_parquet(${sqlText(parquetPath)})`,
    );
    for (const [at, index] of some.entries()) if (row[at] === true) found.add(index);
  }
  return found;
}

/** Finds columns of whole numbers that are codes by the zeros in front; columns kept as numbers have none. */
export async function withLeadingZeros(
  session: TableSession,
  table: StagedTable,
  profiles: readonly ColumnProfile[],
): Promise<readonly ColumnProfile[]> {
  const kept = session.kept(table.parquetPath);
  const first = new Map<number, string>();
  const unread: number[] = [];
  for (const [index, profile] of profiles.entries()) {
    if (!isNumeric(profile) || profile.integers < profile.numbers) continue;
    const column = kept?.column(index);
    if (column?.kind === 'numbers') continue;
    const code = column && firstCode(column, profile.numbers);
    if (column === undefined) unread.push(index);
    else if (code !== undefined) first.set(index, code);
  }
  const suspects = [...(await zeroLedColumns(session, table, unread))];
  for (let from = 0; from < suspects.length; from += COLUMNS_AT_ONCE) {
    const some = suspects.slice(from, from + COLUMNS_AT_ONCE);
    for (const [index, code] of await readCodes(session, table, some, profiles)) {
      first.set(index, code);
    }
  }
  return profiles.map((profile, index) => {
    const zeroLed = first.get(index);
    return zeroLed === undefined ? profile : { ...profile, zeroLed };
  });
}

/** Of texts that were kept, the first that shows them to be codes. */
function firstCode(column: KeptTexts, numbers: number): string | undefined {
  const counts = { digits: 0, zeroLed: 0, shortest: Number.POSITIVE_INFINITY, longest: 0 };
  for (const [text, count] of countTexts(column)) {
    if (!/^\d+$/.test(text)) continue;
    counts.digits += count;
    if (isZeroLed(text)) counts.zeroLed += count;
    counts.shortest = Math.min(counts.shortest, text.length);
    counts.longest = Math.max(counts.longest, text.length);
  }
  if (!areCodes(counts, numbers)) return undefined;
  return column.texts.find((text) => text !== null && isZeroLed(text)) ?? undefined;
}

async function readCodes(
  session: TableSession,
  table: StagedTable,
  columns: readonly number[],
  profiles: readonly ColumnProfile[],
): Promise<readonly (readonly [number, string])[]> {
  const matches = (pattern: string) => `regexp_full_match(text, ${sqlText(pattern)})`;
  const digits = `FILTER (${matches(DIGITS)})`;
  const zeroLed = `FILTER (${matches(ZERO_LED)})`;
  const rows = await session.rows(
    `SELECT index, count(*) ${digits}, count(*) ${zeroLed}, min(length(text)) ${digits},
       max(length(text)) ${digits}, arg_min(text, row) ${zeroLed}
     FROM ${cellsOf(table, columns)} WHERE number IS NOT NULL GROUP BY index`,
  );
  return rows.flatMap(([index, ...told]) => {
    const [all = 0, led = 0, shortest = 0, longest = 0] = told.slice(0, 4).map(Number);
    const counts: DigitCounts = { digits: all, zeroLed: led, shortest, longest };
    const { numbers = 0 } = profiles[Number(index)] ?? {};
    return areCodes(counts, numbers) ? [[Number(index), String(told[4])] as const] : [];
  });
}
