import { presentText } from './raw-value.ts';

export const DECIMAL_MARKS = ['point', 'comma'] as const;
/** What stands before a number's fraction. */
export type DecimalMark = (typeof DECIMAL_MARKS)[number];

/** What sets off groups of three digits where the comma is the decimal mark: points and spaces. */
export const GROUP_MARKS = '[. \u00a0\u202f]';
const EXPONENT = '(?:[eE][+-]?[0-9]+)?';
const GROUPED = `[1-9][0-9]{0,2}(?:${GROUP_MARKS}[0-9]{3})+`;

/** Patterns of whole cells, for JavaScript and for DuckDB alike. */
export const DECIMAL_PATTERNS = {
  /** 3,14 or 1.234,5 */
  comma: `[+-]?(?:${GROUPED}|[0-9]*),[0-9]+${EXPONENT}`,
  /** 1.234: a number of thousands, or one with a point. */
  grouped: `[+-]?${GROUPED}`,
  /** 3.14, but not 1.234 */
  point: `[+-]?(?:[0-9]*\\.(?:[0-9]{1,2}|[0-9]{4,})|(?:0?|0[0-9]+|[0-9]{4,})\\.[0-9]{3})${EXPONENT}`,
  whole: `[+-]?[0-9]+${EXPONENT}`,
} as const;

/** From this share of numbers on, a column holds numbers. */
export const NUMERAL_SHARE = 0.9;

const anchored = (pattern: string) => new RegExp(`^(?:${pattern})$`);
const COMMA = anchored(DECIMAL_PATTERNS.comma);
const GROUPED_WHOLE = anchored(DECIMAL_PATTERNS.grouped);
/** As thousands are written where the point is the decimal mark. */
const UNDECIDED = /^[+-]?[1-9][0-9]{0,2},[0-9]{3}$/;
/** A number, plain or with the comma as its decimal mark. */
export const COMMA_NUMERAL = Object.values(DECIMAL_PATTERNS).join('|');
const NUMERAL = anchored(COMMA_NUMERAL);

/**
 * Whether some column of numbers can only be read with a comma as the decimal mark.
 * @param bareOf takes from a cell what may stand beside its number; null where it says that there is none
 */
export function hasDecimalCommas(
  rows: readonly (readonly string[])[],
  bareOf: (cell: string) => string | null = (cell) => cell,
): boolean {
  const body = rows.length > 1 ? rows.slice(1) : rows;
  const columns = Math.max(0, ...body.map((row) => row.length));
  return Array.from({ length: columns }, (_, column) =>
    body.flatMap((row) => bareOf(presentText(row[column]) ?? '') || []),
  ).some(
    (cells) =>
      cells.some((cell) => COMMA.test(cell) && !UNDECIDED.test(cell)) &&
      cells.filter((cell) => NUMERAL.test(cell)).length >= cells.length * NUMERAL_SHARE,
  );
}

/** A cell's number with a decimal point and without group marks; other cells as they are. */
export function pointNumber(cell: string): string {
  const trimmed = cell.trim();
  if (!COMMA.test(trimmed) && !GROUPED_WHOLE.test(trimmed)) return cell;
  return trimmed.replaceAll(new RegExp(GROUP_MARKS, 'g'), '').replace(',', '.');
}
