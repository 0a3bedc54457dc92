import type { CsvDialect } from '../../../app/dataset/dataset.ts';
import { hasDecimalCommas, pointNumber } from '../../../app/dataset/decimal-mark.ts';
import { parseNumber, presentText } from '../../../app/dataset/raw-value.ts';
import { readCanonical } from './canonical.ts';
import { DelimitedScanner } from './scanner.ts';

type Layout = Omit<CsvDialect, 'encoding'>;

const DELIMITERS = [',', ';', '\t', '|'];
/** First rows that decide whether there is a header. */
const HEADER_ROWS = 200;
/** First rows that are shown, a header among them. */
const SHOWN_ROWS = 257;
/** Names of columns are short; a first row with longer texts is data. */
const LONGEST_HEADER_NAME = 64;

/** How the head of a file is best read. */
export interface Sniffed {
  readonly layout: Layout;
  readonly firstRecord: readonly string[];
  /** Up to 257 records, the first among them. */
  readonly firstRecords: readonly (readonly string[])[];
  /** Most frequent number of columns, over so many records, and the share of them that have it. */
  readonly columns: number;
  readonly records: number;
  readonly share: number;
}

/** One way of reading the head of a file, and how well it went. */
interface Attempt {
  readonly layout: Omit<Layout, 'header' | 'decimal'>;
  readonly canonical: Uint8Array;
  readonly quotedFields: number;
  readonly quoteFailed: boolean;
  /** Most frequent number of columns, and the share of records that have it. */
  readonly columns: number;
  readonly records: number;
  readonly share: number;
}

/**
 * Finds delimiter, quote, header and decimal mark from the first bytes of a file; what is given stays.
 * The delimiter is the one that cuts most records into the same number of columns, at least two.
 * @param head     UTF-8 without byte order mark
 * @param complete whether the head is the whole file
 */
export function sniffLayout(
  head: Uint8Array,
  complete: boolean,
  given: Partial<CsvDialect>,
): Sniffed {
  const delimiters = given.delimiter === undefined ? DELIMITERS : [given.delimiter];
  const attempts = delimiters.map((delimiter) =>
    given.quote === undefined
      ? bestQuote(head, complete, delimiter)
      : attempt(head, complete, delimiter, given.quote),
  );
  const likeliest = attempts.reduce((left, right) => (score(right) > score(left) ? right : left));
  const best = attempts.find((other) => readsFractions(other, likeliest)) ?? likeliest;
  const firstRecords = firstRows(best, SHOWN_ROWS);
  const rows = firstRecords.slice(0, HEADER_ROWS);
  const decimal = given.decimal ?? (hasDecimalCommas(rows) ? 'comma' : 'point');
  const told = decimal === 'comma' ? rows.map((row) => row.map(pointNumber)) : rows;
  return {
    layout: { ...best.layout, header: given.header ?? hasHeader(told), decimal },
    firstRecord: rows[0] ?? [],
    firstRecords,
    columns: best.columns,
    records: best.records,
    share: best.share,
  };
}

function firstRows({ canonical }: Attempt, limit: number): readonly (readonly string[])[] {
  return readCanonical(canonical, limit).map(({ fields }) => fields);
}

/** Commas that cut every record alike may be those of its fractions. */
function readsFractions(other: Attempt, commas: Attempt): boolean {
  return (
    commas.layout.delimiter === ',' &&
    other.layout.delimiter !== ',' &&
    other.columns > 1 &&
    other.share >= commas.share &&
    hasDecimalCommas(firstRows(other, HEADER_ROWS))
  );
}

function score({ columns, share }: Attempt): number {
  return columns < 2 ? 0 : share + columns * 1e-6;
}

/**
 * Double quotes unless only single ones stand around fields. Tab-separated files often hold quotes
 * as ordinary characters; there, quotes that do not pair up are such.
 */
function bestQuote(head: Uint8Array, complete: boolean, delimiter: string): Attempt {
  const double = attempt(head, complete, delimiter, '"');
  if (double.quoteFailed) {
    return delimiter === '\t' ? attempt(head, complete, delimiter, '') : double;
  }
  if (double.quotedFields > 0) return double;
  const single = attempt(head, complete, delimiter, "'");
  const better = single.quotedFields > 0 && !single.quoteFailed && single.share >= double.share;
  return better ? single : double;
}

function attempt(head: Uint8Array, complete: boolean, delimiter: string, quote: string): Attempt {
  const scanner = new DelimitedScanner(
    { delimiter: delimiter.charCodeAt(0), quote: quote === '' ? null : quote.charCodeAt(0) },
    { checkColumns: false, skipHeader: false },
  );
  const failure = scanner.push(head) ?? (complete ? scanner.end() : null);
  const [columns, most] = [...scanner.recordsByFields].reduce(
    (left, right) => (right[1] > left[1] ? right : left),
    [0, 0],
  );
  return {
    layout: { delimiter, quote },
    canonical: scanner.drain(),
    quotedFields: scanner.quotedFields,
    quoteFailed: failure?.kind === 'quote',
    columns,
    records: scanner.records,
    share: scanner.records === 0 ? 0 : most / scanner.records,
  };
}

/** What ends a sentence; texts that all end so, as in pairs of sentences, name no columns. */
const SENTENCE_END = /[.!?。！？…]$/;

/**
 * Whether the first row names the columns: it has no number, and either some column below it is
 * numeric, or its texts are short, distinct, no sentences, and never come again in their columns.
 */
export function hasHeader(rows: readonly (readonly string[])[]): boolean {
  const [first = [], ...body] = rows;
  const names = first.map((cell) => presentText(cell));
  if (names.some((name) => name !== null && parseNumber(name) !== null)) return false;
  const columns = first.map((_, column) => body.flatMap((row) => presentText(row[column]) ?? []));
  const numeric = columns.some(
    (values) => values.length > 0 && values.every((value) => parseNumber(value) !== null),
  );
  if (numeric) return true;
  const named = names.filter((name) => name !== null);
  return (
    named.length >= names.length - 1 &&
    !named.every((name) => SENTENCE_END.test(name)) &&
    new Set(named).size === named.length &&
    names.every(
      (name, column) =>
        name === null ||
        (name.length <= LONGEST_HEADER_NAME && columns[column]?.includes(name) !== true),
    )
  );
}
