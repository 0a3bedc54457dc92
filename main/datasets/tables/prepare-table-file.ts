import type { ColumnRole, Dataset } from '../../../app/dataset/dataset.ts';
import type { DecimalMark } from '../../../app/dataset/decimal-mark.ts';
import { undressed } from '../../../app/dataset/number-dress.ts';
import type { SampleNumbers } from '../../../app/dataset/sample.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { sqlText, TableSession } from '../delimited/table-session.ts';
import { formatOf } from '../detect-format.ts';
import { MOST_ROWS, type PreparedInput } from '../prepared-input.ts';
import { isTableFormat, stageTable } from './stage-table.ts';

/** How raw rows become samples. */
export interface RowEncoder {
  /** Those that are read. */
  readonly columns: readonly string[];
  /**
   * @param cellsOf raw cells of a column, one a row
   * @param place   what stands before the column's name in errors
   */
  readonly encode: (
    rows: number,
    cellsOf: (column: string) => readonly (string | null | undefined)[],
    place: (row: number) => string,
  ) => Result<SampleNumbers>;
}

/** How a file of rows is read. */
export interface TableReading {
  readonly scratch: string;
  /** Found out where undefined. */
  readonly decimal: DecimalMark | undefined;
  /** Columns whose numbers may be written with more than digits. */
  readonly dressed: ReadonlySet<string>;
}

/** Rows of a file are found by the names of its header, or by position where there is none. */
export async function prepareTableFile(
  path: string,
  encoder: RowEncoder,
  dataset: Dataset,
  { scratch, decimal, dressed }: TableReading,
): Promise<Result<PreparedInput>> {
  const recognised = await formatOf(path, undefined);
  const found = recognised.ok ? recognised.value.format : 'csv';
  const format = isTableFormat(found) ? found : 'csv';
  return TableSession.with(scratch, undefined, async (session) => {
    const find = (names: readonly string[], header: boolean) =>
      findColumns(encoder.columns, dataset, names, header);
    const asWritten = (names: readonly string[], header: boolean) => {
      const found = find(names, header);
      const places = found.ok ? [...dressed].flatMap((name) => found.value.get(name) ?? []) : [];
      return new Set(places);
    };
    const folders = { output: scratch, scratch, asWritten };
    const options = { format, ...(decimal !== undefined && { dialect: { decimal } }) };
    const work = { session, path, options, folders, signal: undefined };
    const staged = await stageTable(work);
    if (!staged.ok) return staged;
    const { names, dialect, parquetPath, rows } = staged.value;
    if (rows > MOST_ROWS) return invalid('rows', String(rows), `integer ≤ ${MOST_ROWS}`);
    const indexes = find(names, dialect?.header ?? true);
    if (!indexes.ok) return indexes;

    const cells = await session.rows(
      `SELECT * FROM read_parquet(${sqlText(parquetPath)}) ORDER BY row`,
    );
    const cellsIn = (column: string) => {
      const at = indexes.value.get(column) ?? -1;
      return cells.map(([, , ...texts]) => {
        const text = texts[at];
        if (typeof text !== 'string') return null;
        return dressed.has(column) ? undressed(text, staged.value.dialect?.decimal) : text;
      });
    };
    const features = encoder.encode(rows, cellsIn, (row) => `${cells[row]?.[1]}: `);
    return features.ok ? ok({ rows, features: features.value }) : features;
  });
}

/**
 * Where each of the recipe's columns is in a file. Without a header the file must have all of the
 * dataset's columns, or all but the target (and what weighs rows), in their order.
 */
function findColumns(
  columns: readonly string[],
  dataset: Dataset,
  names: readonly string[],
  header: boolean,
): Result<ReadonlyMap<string, number>> {
  const namesBut = (...roles: readonly ColumnRole[]) =>
    dataset.columns.filter(({ role }) => !roles.includes(role)).map(({ name }) => name);
  const layouts = [namesBut('target', 'weight'), namesBut('target'), namesBut()];
  const byPosition = layouts.find(({ length }) => length === names.length);
  if (!header && byPosition === undefined) {
    const expected = [...new Set(layouts.map(({ length }) => length))].join(' | ');
    return invalid('columns', String(names.length), expected);
  }
  const present = header ? names : (byPosition ?? []);
  const missing = columns.find((column) => !present.includes(column));
  if (missing !== undefined) return invalid('columns', names.join(', '), `column: ${missing}`);
  return ok(new Map(present.map((name, index) => [name, index])));
}

function invalid(place: string, value: string, expected: string) {
  return fail({ code: 'run/input-invalid', place, value, expected });
}
