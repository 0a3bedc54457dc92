import {
  binsOf,
  type Histogram,
  QUANTILE_FRACTIONS,
  type Spread,
} from '../../../app/dataset/explore/profile.ts';
import { spreadOfCounts } from '../../../app/dataset/explore/spread-of-counts.ts';
import type { BrowseSession } from './browse-session.ts';

/** The same as `spreadOf`, from one look at the rows, for numbers of which few are different. */
export async function spreadOfFew(session: BrowseSession, from: string): Promise<Spread | null> {
  const rows = await session.rows(
    `SELECT value::DOUBLE, count(*) FROM ${from} WHERE value IS NOT NULL GROUP BY value`,
  );
  return spreadOfCounts(rows.map(([value, count]) => [Number(value), Number(count)]));
}

/**
 * What numbers of a query are like; null where there are none.
 * @param from an SQL source with a column `value`, which may be NULL
 */
export async function spreadOf(session: BrowseSession, from: string): Promise<Spread | null> {
  const [found = []] = await session.rows(
    `SELECT count(value), min(value)::DOUBLE, max(value)::DOUBLE, avg(value),
      stddev_pop(value), count(*) FILTER (value <> trunc(value))
     FROM ${from}`,
  );
  const [count = 0, minimum = 0, maximum = 0, mean = 0, stddev = 0, broken = 0] = found.map(Number);
  if (count === 0) return null;
  const fractions = QUANTILE_FRACTIONS.join(', ');
  const quantiles = await session.rows(
    `SELECT unnest(quantile_cont(value::DOUBLE, [${fractions}])) FROM ${from}`,
  );
  return {
    minimum,
    mean,
    maximum,
    stddev,
    quantiles: quantiles.map(([value]) => Number(value)),
    histogram: await histogramOf(session, from, minimum, maximum, broken === 0),
  };
}

/** Counts of a query's `value` in bins of a round width. */
export async function histogramOf(
  session: BrowseSession,
  from: string,
  minimum: number,
  maximum: number,
  whole: boolean,
): Promise<Histogram> {
  const { start, width, bins } = binsOf(minimum, maximum, whole);
  const rows = await session.rows(
    `SELECT least(greatest(floor((value - '${start}'::DOUBLE) / '${width}'::DOUBLE), 0), ${bins - 1})::INTEGER AS bin,
       count(*)
     FROM ${from} WHERE value IS NOT NULL GROUP BY bin`,
  );
  const counts = new Array<number>(bins).fill(0);
  for (const [bin, count] of rows) counts[Number(bin)] = Number(count);
  return { start, width, counts };
}
