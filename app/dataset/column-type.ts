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
  /** Of whole numbers that are codes, as postcodes are: the first that begins with a zero. */
  readonly zeroLed?: string | undefined;
  /** All are such dates, and none of them tells what comes first. */
  readonly dateOrderOpen?: true;
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
  if (isNumeric(facts) && facts.zeroLed === undefined) return 'number';
  if (facts.booleans === present) return 'boolean';
  if (facts.datetimes === present) return 'datetime';
  const prose =
    facts.meanLength > CATEGORY_LENGTH || facts.distinct > Math.max(20, present * CATEGORY_VARIETY);
  return prose ? 'text' : 'category';
}

/** Whether so many values are numbers that the others are mistakes. */
export function isNumeric({ numbers, present }: Pick<ColumnFacts, 'numbers' | 'present'>): boolean {
  return present > 0 && numbers >= present * NUMBER_SHARE;
}

/** From this share of zeros in front on, they are no slip. */
const ZERO_LED_SHARE = 0.01;

/** Whole numbers with a zero before other digits, for JavaScript and DuckDB alike. */
export const ZERO_LED = '0[0-9]+';
const ZERO_LED_CELL = new RegExp(`^${ZERO_LED}$`);

/** Whether a trimmed cell is a whole number with a zero before other digits. */
export function isZeroLed(cell: string): boolean {
  return ZERO_LED_CELL.test(cell);
}

/** How a column's whole numbers are written. */
export interface DigitCounts {
  /** Written in digits alone, and those among them with a zero before other digits. */
  readonly digits: number;
  readonly zeroLed: number;
  /** Digits of the shortest and the longest. */
  readonly shortest: number;
  readonly longest: number;
}

/**
 * Whether numbers are codes, as postcodes and 000123 are: all are written in digits alone, and zeros stand in front of
 * some, either to fill up one width or often.
 */
export function areCodes(
  { digits, zeroLed, shortest, longest }: DigitCounts,
  numbers: number,
): boolean {
  if (zeroLed === 0 || digits < numbers) return false;
  return shortest === longest || zeroLed >= digits * ZERO_LED_SHARE;
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
