/** What is known of a column. */
interface Known {
  readonly name: string;
  readonly type: string;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
}

const TIME_NAME = /time|date|stamp|时间|日期|时刻/i;
/** Seconds since 1970, from 1973 to 2286. */
const SECONDS = { from: 1e8, to: 1e10 } as const;

/** The column that tells when a rating was given: a date, a column called like one, or seconds since 1970. */
export function ratingTime(
  columns: readonly Known[],
  taken: readonly (string | undefined)[],
): string | undefined {
  const free = columns.filter(({ name }) => !taken.includes(name));
  const found =
    free.find(({ type }) => type === 'datetime') ??
    free.find(({ name, type }) => type === 'number' && TIME_NAME.test(name)) ??
    free.find(({ minimum = 0, maximum = 0 }) => minimum >= SECONDS.from && maximum < SECONDS.to);
  return found?.name;
}
