import { DECIMAL_PATTERNS, GROUP_MARKS, NUMERAL_SHARE } from '../../../app/dataset/decimal-mark.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { COLUMNS_AT_ONCE, cellsOf, trimmedCell } from './cells.ts';
import { copyOptions } from './parquet-options.ts';
import type { StagedTable } from './stage.ts';
import { sqlText, type TableSession } from './table-session.ts';

type DecimalComma = NonNullable<StagedTable['decimalComma']>;

const { comma, grouped } = DECIMAL_PATTERNS;

/**
 * Writes a staged table with decimal points where columns of numbers have decimal commas, and without what sets off
 * their thousands. Fails with `dataset/decimal-mixed` where one column has both marks.
 * @param asWritten columns that stay as they are
 * @returns the first number with a comma
 */
export async function writePoints(
  session: TableSession,
  raw: StagedTable,
  path: string,
  parquetPath: string,
  asWritten?: ReadonlySet<number>,
): Promise<Result<DecimalComma | null>> {
  const turned: number[] = [];
  let first: DecimalComma | null = null;
  for (const { column, commas, points } of await numberColumns(session, raw)) {
    if ((commas === 0 && points > 0) || asWritten?.has(column)) continue;
    const found = commas === 0 ? null : await firstOf(session, raw, column, comma);
    const point = points === 0 ? null : await firstOf(session, raw, column, DECIMAL_PATTERNS.point);
    if (found !== null && point !== null) {
      const { row: commaRow, value: commaValue } = found;
      return fail({ code: 'dataset/decimal-mixed', path, ...point, commaRow, commaValue });
    }
    first ??= found;
    turned.push(column);
  }
  const cells = turned.map((column) => `${pointCell(column)} AS c${column}`).join(', ');
  await session.run(
    `COPY (SELECT * ${cells === '' ? '' : `REPLACE (${cells})`}
       FROM read_parquet(${sqlText(raw.parquetPath)}))
     TO ${sqlText(parquetPath)} ${copyOptions(raw.names.length)}`,
  );
  return ok(first);
}

/** Columns of numbers of which some have a comma or groups of digits, with how many have either mark. */
async function numberColumns(session: TableSession, raw: StagedTable) {
  const numeral = Object.values(DECIMAL_PATTERNS).join('|');
  const counted = (pattern: string) => `count(*) FILTER (${matches('text', pattern)})`;
  const found = [];
  for (let from = 0; from < raw.names.length; from += COLUMNS_AT_ONCE) {
    const columns = raw.names.slice(from, from + COLUMNS_AT_ONCE).map((_, at) => from + at);
    const rows = await session.rows(
      `SELECT index, ${counted(comma)} AS commas, ${counted(DECIMAL_PATTERNS.point)}
       FROM ${cellsOf(raw, columns)} GROUP BY index
       HAVING (commas > 0 OR ${counted(grouped)} > 0)
         AND ${counted(numeral)} >= count(text) * ${NUMERAL_SHARE}
       ORDER BY index`,
    );
    for (const [column, commas, points] of rows) {
      found.push({ column: Number(column), commas: Number(commas), points: Number(points) });
    }
  }
  return found;
}

async function firstOf(
  session: TableSession,
  raw: StagedTable,
  column: number,
  pattern: string,
): Promise<DecimalComma> {
  const [found = []] = await session.rows(
    `SELECT line, text FROM ${cellsOf(raw, [column])}
     WHERE ${matches('text', pattern)} ORDER BY row LIMIT 1`,
  );
  return { row: Number(found[0]), column: raw.names[column] ?? '', value: String(found[1]) };
}

function pointCell(column: number): string {
  const trimmed = trimmedCell(`c${column}`);
  const plain = `regexp_replace(${trimmed}, ${sqlText(GROUP_MARKS)}, '', 'g')`;
  return `CASE WHEN ${matches(`(${trimmed})`, `${comma}|${grouped}`)}
    THEN replace(${plain}, ',', '.') ELSE c${column} END`;
}

function matches(text: string, pattern: string): string {
  return `regexp_full_match(${text}, ${sqlText(pattern)})`;
}
