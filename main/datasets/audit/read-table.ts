import type { AuditColumn, AuditTime } from '../../../app/dataset/audit/audit-table.ts';
import type { Column, Dataset } from '../../../app/dataset/dataset.ts';
import type { PreparedManifest } from '../../../app/dataset/prepared.ts';
import { readDate } from '../../../app/dataset/recipes/read-date.ts';
import { readInputs } from '../../../app/dataset/recipes/read-inputs.ts';
import { READ_TYPES } from '../../../app/dataset/recipes/recipe-steps.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { COLUMNS_AT_ONCE, numberCell, textCell } from '../delimited/cells.ts';
import { sqlText, TableSession } from '../delimited/table-session.ts';
import { openStored } from '../recipes/stored-rows.ts';
import type { SampledRows } from './read-sample.ts';

/** The raw columns of some rows that a dataset keeps. Fails with `dataset/damaged`. */
export function readColumns(
  folder: string,
  dataset: Dataset,
  { sourceRows }: SampledRows,
  onProgress: (columns: number) => void,
): Promise<Result<readonly AuditColumn[]>> {
  return TableSession.with(null, undefined, async (session) => {
    const stored = await openStored(session, folder, dataset);
    if (!stored.ok) return stored;
    const { parquetPath } = stored.value;
    const sample = await session.newTable(['wanted UINTEGER', 'place UINTEGER']);
    for (const [place, row] of sourceRows.entries()) {
      sample.appender.appendUInteger(row);
      sample.appender.appendUInteger(place);
      sample.appender.endRow();
    }
    sample.appender.closeSync();
    const columns: AuditColumn[] = [];
    for (let from = 0; from < dataset.columns.length; from += COLUMNS_AT_ONCE) {
      onProgress(from);
      const some = dataset.columns.slice(from, from + COLUMNS_AT_ONCE);
      const cells = some.map(({ type }, at) =>
        type === 'number' ? numberCell(from + at) : textCell(from + at),
      );
      const rows = await session.rows(
        `SELECT ${cells.join(', ')} FROM read_parquet(${sqlText(parquetPath)})
         JOIN ${sample.name} ON row = wanted ORDER BY place`,
      );
      if (rows.length !== sourceRows.length) {
        return fail({ code: 'dataset/damaged', name: dataset.name, path: parquetPath });
      }
      for (const [at, column] of some.entries()) {
        columns.push(
          columnOf(
            column,
            rows.map((row) => row[at]),
          ),
        );
      }
    }
    return ok(columns);
  });
}

function columnOf({ name, role, type }: Column, cells: readonly unknown[]): AuditColumn {
  return type === 'number'
    ? { name, role, kind: 'number', values: Float64Array.from(cells, Number) }
    : { name, role, kind: 'text', values: cells.map(String) };
}

/** Reads the times of a dataset's columns as its recipe does, whatever order their dates are written in. */
function timeReader(dataset: Dataset, { recipe: { recipe } }: PreparedManifest) {
  const source = dataset.columns.map(({ name, type }) => ({
    name,
    type: READ_TYPES.find((read) => read === type) ?? 'text',
  }));
  const inputs = readInputs(source, recipe?.steps ?? [], []);
  const known = new Map(
    (inputs.ok ? inputs.value : []).map((input) => [input.column, input] as const),
  );
  return {
    isDate: ({ name }: AuditColumn) => known.get(name)?.type === 'datetime',
    times: (one: AuditColumn): Float64Array => {
      if (one.kind === 'number') return one.values;
      const { dateOrder } = known.get(one.name) ?? {};
      return Float64Array.from(one.values, (cell) => readDate(cell, dateOrder) ?? Number.NaN);
    },
  };
}

/** Columns, those of dates with their times, so that dates are compared as times rather than as words. */
export function withTimes(
  dataset: Dataset,
  manifest: PreparedManifest,
  columns: readonly AuditColumn[],
): readonly AuditColumn[] {
  const { isDate, times } = timeReader(dataset, manifest);
  return columns.map((column) =>
    column.kind === 'text' && isDate(column) ? { ...column, times: times(column) } : column,
  );
}

/** Times and dates of rows that are split by time; nothing otherwise. */
export function timeOf(
  dataset: Dataset,
  manifest: PreparedManifest,
  columns: readonly AuditColumn[],
  isWhole: boolean,
): AuditTime | undefined {
  const { split } = manifest.recipe.recipe ?? {};
  if (split?.kind !== 'time') return undefined;
  const { isDate, times } = timeReader(dataset, manifest);
  const own = columns.find(({ name }) => name === split.column);
  if (own === undefined) return undefined;
  const dates = new Map(columns.filter(isDate).map((one) => [one.name, times(one)] as const));
  return { column: split.column, values: times(own), dates, isWhole };
}
