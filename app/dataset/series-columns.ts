import { fail, ok, type Result } from '../errors.ts';
import type { SeriesOptions } from '../series/series-options.ts';
import type { GuessColumn } from './guess-column.ts';

const TIME_NAME =
  /^(time|date|date_?time|timestamp|year|month|ds|时间|日期|日期时间|时间戳|时刻|年份|年月|年|月份)$/i;

/** Whether a column may order rows in time: dates, or numbers called like a time, none of which comes twice. */
function tellsTime({ name, type, distinct, missing }: GuessColumn, rows: number): boolean {
  if (type === 'datetime') return true;
  return type === 'number' && distinct === rows - missing && TIME_NAME.test(name);
}

/**
 * The column that orders a table's rows in time, dates first, whole ones before those with gaps, whose lines are named
 * when windows are made; undefined where none seems to.
 */
export function guessTime(
  columns: readonly GuessColumn[],
  target: string,
  rows: number,
): GuessColumn | undefined {
  const telling = columns.filter(
    (column) => column.name !== target && column.role !== 'weight' && tellsTime(column, rows),
  );
  const whole = telling.filter(({ missing }) => missing === 0);
  for (const some of [whole, telling]) {
    const first = some.find(({ type }) => type === 'datetime') ?? some[0];
    if (first !== undefined) return first;
  }
  return undefined;
}

/**
 * Roles for forecasting: read are the column of time, that of the series' names where there is one, and numbers; all
 * others are not. A number that is left out without being asked to, as an identifier is, stays so.
 */
export function readsSeries(
  columns: readonly GuessColumn[],
  time: string,
  { id, values }: SeriesOptions,
): Result<readonly GuessColumn[]> {
  const fixed = ({ role }: GuessColumn) => role === 'target' || role === 'weight';
  const free = columns.filter((column) => !fixed(column));
  const known = free.map(({ name }) => name);
  const missing = [time, ...(id === undefined ? [] : [id])].find((name) => !known.includes(name));
  if (missing !== undefined) {
    return fail({ code: 'dataset/column-missing', column: missing, columns: known });
  }
  const numbers = free.filter(
    ({ name, type }) => type === 'number' && name !== time && name !== id,
  );
  const numberNames = numbers.map(({ name }) => name);
  const unknown = values?.find((name) => !numberNames.includes(name));
  if (unknown !== undefined) {
    return fail({ code: 'dataset/column-missing', column: unknown, columns: numberNames });
  }
  const usual = numbers.filter(({ role }) => role === 'feature').map(({ name }) => name);
  const read = [time, id, ...(values ?? usual)];
  return ok(
    columns.map((column) =>
      fixed(column)
        ? column
        : { ...column, role: read.includes(column.name) ? 'feature' : 'ignored' },
    ),
  );
}
