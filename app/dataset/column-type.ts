import type { ColumnType } from './dataset.ts';
import type { DateOrder } from './recipes/recipe-steps.ts';

/** What counting over all rows says of a text column; counts are rows. */
export interface ColumnFacts {
  readonly name: string;
  readonly rows: number;
  /** Rows with a value. */
  readonly present: number;
  readonly distinct: number;
  /** Only where `distinct` is an estimate. */
  readonly distinctEstimated?: true;
  /** Values that are finite numbers, and whole ones among them. */
  readonly numbers: number;
  readonly integers: number;
  readonly booleans: number;
  readonly datetimes: number;
  /** Of dates whose year stands last: what comes first, as far as the column tells. */
  readonly dateOrder?: DateOrder | undefined;
  /** Characters of a value, on average. */
  readonly meanLength: number;
  /** Whether the rows hold 0, 1, 2, … or 1, 2, 3, …. */
  readonly countsRows: boolean;
  /** Of its numbers, where there are some. */
  readonly minimum?: number | null | undefined;
  readonly maximum?: number | null | undefined;
}

/** From this share of numbers on, the other values are mistakes rather than categories. */
const NUMBER_SHARE = 0.9;
/** Longer values are prose, whatever their variety. */
const CATEGORY_LENGTH = 60;
/** A category repeats: at most this share of the values may be different ones. */
const CATEGORY_VARIETY = 0.5;

/** What a column holds. A `number` column may hold up to a tenth of other values, reported on import. */
export function columnType(facts: ColumnFacts): ColumnType {
  const { present } = facts;
  if (present === 0) return 'category';
  if (facts.numbers >= present * NUMBER_SHARE) return 'number';
  if (facts.booleans === present) return 'boolean';
  if (facts.datetimes === present) return 'datetime';
  const prose =
    facts.meanLength > CATEGORY_LENGTH || facts.distinct > Math.max(20, present * CATEGORY_VARIETY);
  return prose ? 'text' : 'category';
}

const IDENTIFIER_NAME =
  /^(id|idx|index|uuid|guid|key|no\.?|nr\.?|row_?(id|number)|unnamed: 0)$|_id$|(编号|序号)$/i;

/**
 * Whether a column only numbers or names the rows: no value missing, none twice, and either called
 * like an identifier or counting up by one from 0 or 1.
 */
export function looksLikeIdentifier(facts: ColumnFacts): boolean {
  if (facts.distinct < facts.rows || facts.rows < 2) return false;
  if (facts.countsRows) return true;
  const quantity = facts.numbers > 0 && facts.integers < facts.rows;
  return !quantity && IDENTIFIER_NAME.test(facts.name);
}
