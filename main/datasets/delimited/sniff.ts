import type { CsvDialect } from '../../../app/dataset/dataset.ts';
import { hasDecimalCommas, pointNumber } from '../../../app/dataset/decimal-mark.ts';
import {
  hasDressedCommas,
  hasDressedNumbers,
  undressed,
} from '../../../app/dataset/number-dress.ts';
import { parseNumber } from '../../../app/dataset/raw-value.ts';
import type { HeaderFacts } from '../../../app/dataset/recognition.ts';
import { readCanonical } from './canonical.ts';
import { type ExtraCell, extraCell, withoutExtra } from './extra-cell.ts';
import { type Heading, readHeading } from './heading.ts';
import { BLANKS, COLONS, delimiterByte, rewritten } from './odd-delimiters.ts';
import { noteOf, preambleOf } from './preamble.ts';
import { DelimitedScanner } from './scanner.ts';

type Layout = Omit<CsvDialect, 'encoding'>;

const DELIMITERS = [',', ';', '\t', '|'];
/** First rows that decide whether there is a header. */
const HEADER_ROWS = 200;
/** First rows that are shown, a header among them. */
const SHOWN_ROWS = 257;

/** Records that blanks must cut alike, and cells that must be numbers. */
const BLANKS_SHARE = 0.9;
const BLANKS_NUMBERS = 0.5;

/** How the head of a file is best read. */
export interface Sniffed {
  readonly layout: Layout;
  /** Whether the first row names the columns, and why. */
  readonly header: HeaderFacts;
  readonly firstRecord: readonly string[];
  /** Up to 257 records, the first among them. */
  readonly firstRecords: readonly (readonly string[])[];
  /** What rows have one cell more than names for; null where they do not. */
  readonly extra: ExtraCell | null;
  /** Its names and units, and the line that each of their rows begins on. */
  readonly heading: Heading & { readonly lines: readonly number[] };
  /** Lines before the table, which are no part of it, and what the first says; null where there are none. */
  readonly preamble: ReturnType<typeof noteOf> | null;
  /** Lines before the last of the heading, or before the first row: nothing is read from them but names. */
  readonly above: number;
  /** Whether numbers are written with currencies, per cent, commas between thousands, or words for none. */
  readonly dressed: boolean;
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
  const fractions = attempts.find((other) => readsFractions(other, likeliest)) ?? likeliest;
  const best = given.delimiter === undefined ? oddOr(fractions, head, complete) : fractions;
  const records = readCanonical(best.canonical, SHOWN_ROWS);
  const notes = preambleOf(records, best.columns);
  const cut = records.slice(notes).map(({ fields }) => fields);
  const extra = given.header === false ? null : extraCell(cut);
  const firstRecords = withoutExtra(cut, extra);
  const rows = firstRecords.slice(0, HEADER_ROWS);
  const decimal = given.decimal ?? (hasCommas(rows) ? 'comma' : 'point');
  const isPoint = given.decimal === 'point' || best.layout.delimiter === ',';
  const dressed = hasDressedNumbers(rows, isPoint, decimal);
  const asPoint = dressed ? (cell: string) => undressed(cell, decimal) : pointNumber;
  const told = decimal === 'comma' || dressed ? rows.map((row) => row.map(asPoint)) : rows;
  const heading = readHeading(told, given.header);
  const { header } = heading;
  const lineOf = (record: number) => records[record]?.line ?? 1;
  const preamble = notes === 0 ? null : noteOf(records, notes);
  const lines = Array.from({ length: heading.rows }, (_, at) => lineOf(notes + at));
  return {
    layout: { ...best.layout, header: header.header, decimal },
    header,
    extra: header.header ? extra : null,
    heading: { ...heading, lines },
    preamble,
    above: heading.rows > 1 ? (lines.at(-1) ?? 1) - 1 : (preamble?.rows ?? 0),
    dressed,
    firstRecord: heading.joined ? heading.names : (rows[0] ?? []),
    firstRecords,
    columns: best.columns,
    records: best.records,
    share: best.share,
  };
}

function firstRows({ canonical }: Attempt, limit: number): readonly (readonly string[])[] {
  return readCanonical(canonical, limit).map(({ fields }) => fields);
}

/**
 * Two colons, or runs of blanks, where they cut records better than what is usual: colons all alike; blanks most of
 * them, into numbers rather than the words of a text.
 */
function oddOr(usual: Attempt, head: Uint8Array, complete: boolean): Attempt {
  if (Buffer.from(head.buffer, head.byteOffset, head.byteLength).includes(COLONS)) {
    const colons = attempt(head, complete, COLONS, '');
    if (colons.columns > 1 && score(colons) > score(usual)) return colons;
  }
  if (usual.columns > 1 && usual.layout.delimiter !== '\t') return usual;
  const blanks = bestQuote(head, complete, BLANKS);
  const numbers = shareOfNumbers(blanks);
  const fits =
    blanks.columns > Math.max(1, usual.columns) &&
    blanks.records > 1 &&
    blanks.share >= BLANKS_SHARE &&
    numbers >= BLANKS_NUMBERS;
  return fits && (usual.columns < 2 || numbers > shareOfNumbers(usual)) ? blanks : usual;
}

/** Share of cells of the first rows that are numbers; of none where these are thousands set off by blanks. */
function shareOfNumbers(attempted: Attempt): number {
  const rows = firstRows(attempted, HEADER_ROWS);
  const body = rows.length > 1 ? rows.slice(1) : rows;
  if (body.every(([first = '', ...rest]) => isThousands(first, rest))) return 0;
  const cells = rows.flat();
  return (
    cells.filter((cell) => parseNumber(cell.trim()) !== null).length / Math.max(1, cells.length)
  );
}

function isThousands(first: string, rest: readonly string[]): boolean {
  return /^[+-]?\d{1,3}$/.test(first) && rest.every((cell) => /^\d{3}$/.test(cell));
}

/** Commas that cut every record alike may be those of its fractions. */
function readsFractions(other: Attempt, commas: Attempt): boolean {
  return (
    commas.layout.delimiter === ',' &&
    other.layout.delimiter !== ',' &&
    other.columns > 1 &&
    other.share >= commas.share &&
    hasCommas(firstRows(other, HEADER_ROWS))
  );
}

function hasCommas(rows: readonly (readonly string[])[]): boolean {
  return hasDecimalCommas(rows) || hasDressedCommas(rows);
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
    { delimiter: delimiterByte(delimiter), quote: quote === '' ? null : quote.charCodeAt(0) },
    { checkColumns: false, skipHeader: false },
  );
  const failure =
    scanner.push(rewritten(head, delimiter, quote)) ?? (complete ? scanner.end() : null);
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
