import { parseNumber, presentText } from '../../../app/dataset/raw-value.ts';
import type { HeaderFacts } from '../../../app/dataset/recognition.ts';
import { judgeHeader } from './header.ts';

/** What stands between the notes above a table and its first row. */
export interface Heading {
  /** Whether there are names at all, and why. */
  readonly header: HeaderFacts;
  /** Names where there are some, else the first row. */
  readonly names: readonly string[];
  /** Rows that are none of the table's: of names, and of units. */
  readonly rows: number;
  /** Whether the names were put together from two rows, of which the upper one groups columns. */
  readonly joined: boolean;
  /** The first unit where a row of units stands below the names. */
  readonly unit: string | null;
}

const BRACKETED = /^([([（【].{1,24}[)\]）】])$/;
const PREFIXED =
  '(?:[fpnuµμmcdhkMGT]?(?:m|g|s|A|V|W|Wh|J|N|Pa|bar|L|l|mol|Hz|K|Ω|eV|cal|M)|da[gmL])';
const UNIT = new RegExp(
  `^(?:${PREFIXED}[²³23]?(?:[/·.*](?:${PREFIXED}|h|min|d|yr)[²³23]?)*|[%％‰°]|°[CF]|℃|℉|[kK]m/h|mph|in|ft|lbs?|oz|mi|psi|mmHg|ppm|ppb|dB|lx|rpm|bpm|h|hrs?|hours?|min|mins|minutes?|sec|secs|seconds?|days?|d|weeks?|months?|years?|yrs?|USD|EUR|GBP|CNY|RMB|JPY|[$€£¥￥]|元|万元|亿元|美元|个|人|岁|次|件|台|辆|度|天|日|月|年|小时|分钟|秒|毫秒|米|厘米|毫米|千米|公里|平方米|立方米|克|千克|公斤|吨|升|毫升|摄氏度|百分比)$`,
);
/** What stands in a row of units where a column has none. */
const NO_UNIT = /^[-–—/]?$/;

/**
 * Finds the names of columns in the first rows of a table: one row, or two of which the upper one groups columns, as
 * merged cells do; then, maybe, a row of units.
 * @param given whether there are names, where that is chosen
 */
export function readHeading(rows: readonly (readonly string[])[], given?: boolean): Heading {
  const joined = given === false ? null : joinedNames(rows);
  const names = joined ?? rows[0] ?? [];
  const below = rows.slice(joined === null ? 1 : 2);
  const unit = given === false ? null : firstUnit(below);
  const body = unit === null ? below : below.slice(1);
  const header: HeaderFacts =
    given === undefined ? judgeHeader([names, ...body]) : { header: given, why: 'chosen' };
  if (!header.header) return { header, names: rows[0] ?? [], rows: 0, joined: false, unit: null };
  return { header, names, rows: rows.length - body.length, joined: joined !== null, unit };
}

/** Names of a group and of a column below it, `size` and `width` as `size width`; null where the first two rows are no such names. */
function joinedNames([top = [], sub = [], ...below]: readonly (readonly string[])[]) {
  const body = firstUnit(below) === null ? below : below.slice(1);
  const width = Math.max(top.length, sub.length);
  const filled = (row: readonly string[], column: number) => (row[column] ?? '').trim();
  const columns = Array.from({ length: width }, (_, column) => column);
  const named = columns.filter((column) => filled(sub, column) !== '');
  if (named.length < 2 || named.some((column) => parseNumber(filled(sub, column)) !== null)) {
    return null;
  }
  if (!named.some((column) => isNumeric(body, column))) return null;
  let group = '';
  let grouped = false;
  const names = columns.map((column) => {
    const [upper, lower] = [filled(top, column), filled(sub, column)];
    if (upper !== '' || lower === '') group = upper;
    else if (group !== '') grouped = true;
    return [group, lower].filter((part) => part !== '').join(' ');
  });
  const whole = names.every((name) => name !== '') && new Set(names).size === names.length;
  return grouped && whole ? names : null;
}

/** The first unit of a row that holds nothing else above columns of numbers, and nothing of a row's elsewhere. */
function firstUnit([row, ...body]: readonly (readonly string[])[]): string | null {
  if (row === undefined) return null;
  const cells = row.map((cell) => cell.trim());
  const isUnit = (cell: string) => BRACKETED.test(cell) || UNIT.test(cell);
  if (!cells.every((cell) => NO_UNIT.test(cell) || isUnit(cell))) return null;
  return cells.find((cell, column) => isUnit(cell) && isNumeric(body, column)) ?? null;
}

/** Whether a column holds nothing but numbers, and some. */
function isNumeric(body: readonly (readonly string[])[], column: number): boolean {
  const present = body.flatMap((row) => presentText(row[column]) ?? []);
  return present.length > 1 && present.every((text) => parseNumber(text) !== null);
}
