import type { ColumnFacts } from '../../../app/dataset/column-type.ts';

/** A column's facts with the statistics of its numbers; null where it has none. */
export interface ColumnProfile extends ColumnFacts {
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly mean: number | null;
  readonly stddev: number | null;
}
