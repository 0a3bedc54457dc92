import { type DecimalMark, hasDecimalCommas, NUMERAL_SHARE, pointNumber } from './decimal-mark.ts';
import { parseNumber, presentText } from './raw-value.ts';

const CURRENCY =
  '(?:US\\$|HK\\$|NT\\$|CA\\$|A\\$|R\\$|[$€£¥￥₹₩₽₺]|USD|EUR|GBP|CNY|RMB|JPY|CHF|元|円)';
const EXPONENT = '(?:[eE][+-]?[0-9]+)?';

/** Patterns of what people write numbers with, for JavaScript and DuckDB alike; commas as where the point is the decimal mark. */
export const NUMBER_DRESS = {
  /** What stands before or behind a number: `$1`, `-$1`, `1 €`, `12 %`; its first group is a sign to keep. */
  marks: `^([+-]?)\\s*${CURRENCY}\\s*|\\s*(?:${CURRENCY}|[%％])$`,
  /** A negative amount, as accounts have it. */
  negative: '^\\((.*)\\)$',
  /** One mark. */
  mark: `${CURRENCY}|[%％]`,
  percent: '[%％]',
  /** 1,234: where nothing says that the point is the decimal mark, this may as well be a fraction. */
  undecided: '[+-]?[1-9][0-9]{0,2},[0-9]{3}',
  /** 1,234.5 */
  grouped: `[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\\.[0-9]*)?`,
  plain: `[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)${EXPONENT}`,
} as const;

/** Full-width digits and signs, and what they are in ASCII. */
export const FULL_WIDTH = {
  from: '０１２３４５６７８９．，－＋％（）',
  to: '0123456789.,-+%()',
} as const;

/** Chinese units behind a number, and their powers of ten. */
export const POWER_UNITS = [
  { unit: '\\s*[万萬]$', power: 'e4' },
  { unit: '\\s*[亿億]$', power: 'e8' },
] as const;

/** Words for no value that count as such among numbers alone: elsewhere they may name a class. */
export const BLANK_WORDS: readonly string[] = [
  '-',
  '--',
  '—',
  '–',
  '.',
  '..',
  'None',
  'none',
  '<NA>',
  'N.A.',
  'unknown',
  'Unknown',
  'missing',
  '缺失',
  '未知',
  '无',
];

const MARKS = new RegExp(NUMBER_DRESS.marks, 'g');
const FULL_WIDTH_CHARACTER = new RegExp(`[${FULL_WIDTH.from}]`, 'g');
const NEGATIVE = new RegExp(NUMBER_DRESS.negative);
const MARK = new RegExp(NUMBER_DRESS.mark);
const UNDECIDED = new RegExp(`^(?:${NUMBER_DRESS.undecided})$`);
const GROUPED = new RegExp(`^(?:${NUMBER_DRESS.grouped})$`);

/** The number of a dressed cell, without what it is written with; empty for a word for no value; others as they are. */
export function undressed(cell: string, decimal: DecimalMark = 'point'): string {
  const trimmed = cell.trim();
  if (BLANK_WORDS.includes(trimmed)) return '';
  const bare = plainOf(withoutMarks(trimmed), decimal);
  return parseNumber(bare) === null ? cell : bare;
}

function plainOf(bare: string, decimal: DecimalMark): string {
  if (decimal === 'comma') return pointNumber(bare);
  return GROUPED.test(bare) ? bare.replaceAll(',', '') : bare;
}

function withoutMarks(trimmed: string): string {
  const half = trimmed.replace(FULL_WIDTH_CHARACTER, (each) => {
    return FULL_WIDTH.to[FULL_WIDTH.from.indexOf(each)] ?? each;
  });
  const bare = half.replace(NEGATIVE, '-$1').replace(MARKS, '$1');
  return POWER_UNITS.reduce((text, { unit, power }) => text.replace(new RegExp(unit), power), bare);
}

/** How many cells of a column are what. */
export interface DressCounts {
  /** With a value. */
  readonly present: number;
  readonly blank: number;
  /** Numbers, dressed or not, and those that are dressed. */
  readonly numbers: number;
  readonly dressed: number;
  /** Numbers with a mark, and how many different ones there are. */
  readonly marked: number;
  readonly marks: number;
  readonly percents: number;
  /** Numbers in parentheses. */
  readonly negatives: number;
  /** Numbers with commas: with one that may as well stand before a fraction, and others. */
  readonly undecided: number;
  readonly decided: number;
}

/**
 * Whether a column holds dressed numbers: hardly anything but numbers, all of one currency, all or none in per cent,
 * not all in parentheses, and commas between thousands rather than before fractions.
 * @param isPoint whether something else says that the point is the decimal mark, as the comma between cells does
 */
export function holdsDressed(counts: DressCounts, isPoint: boolean): boolean {
  const { present, blank, numbers, dressed, marked, marks, percents, negatives } = counts;
  if (numbers === 0 || dressed + blank === 0) return false;
  if (numbers < (present - blank) * NUMERAL_SHARE || negatives === numbers) return false;
  if (!isPoint && counts.undecided > 0 && counts.decided === 0) return false;
  return marks <= 1 && (percents === 0 || marked === numbers);
}

/** Whether some column of dressed numbers can only be read with a comma as the decimal mark: `3 000,50 €`. */
export function hasDressedCommas(rows: readonly (readonly string[])[]): boolean {
  const bareOf = (cell: string) => (BLANK_WORDS.includes(cell) ? null : withoutMarks(cell));
  return hasDecimalCommas(rows, bareOf) && hasDressedNumbers(rows, false, 'comma');
}

/** Whether some column of the first rows holds dressed numbers. */
export function hasDressedNumbers(
  rows: readonly (readonly string[])[],
  isPoint: boolean,
  decimal: DecimalMark,
): boolean {
  const body = rows.length > 1 ? rows.slice(1) : rows;
  const columns = Math.max(0, ...body.map((row) => row.length));
  for (let column = 0; column < columns; column += 1) {
    const cells = body.flatMap((row) => presentText(row[column]) ?? []);
    if (cells.every((cell) => isPlain(cell, decimal))) continue;
    if (holdsDressed(countDressed(cells, decimal), isPoint)) return true;
  }
  return false;
}

function isPlain(cell: string, decimal: DecimalMark): boolean {
  return parseNumber(decimal === 'comma' ? pointNumber(cell) : cell) !== null;
}

function countDressed(cells: readonly string[], decimal: DecimalMark): DressCounts {
  const bare = cells.map((cell) => undressed(cell, decimal));
  const isPoint = decimal === 'point';
  const commas = cells.map(withoutMarks).filter((cell) => isPoint && GROUPED.test(cell));
  const undecided = commas.filter((cell) => UNDECIDED.test(cell)).length;
  const isNumber = cells.map((_, at) => parseNumber(bare[at] ?? '') !== null);
  const numbers = cells.filter((_, at) => isNumber[at]);
  const marks = numbers.flatMap((cell) => MARK.exec(cell)?.[0] ?? []);
  return {
    present: cells.length,
    blank: bare.filter((cell) => cell === '').length,
    numbers: numbers.length,
    dressed: numbers.filter((cell) => !isPlain(cell, decimal)).length,
    marked: marks.length,
    marks: new Set(marks).size,
    percents: marks.filter((mark) => new RegExp(NUMBER_DRESS.percent).test(mark)).length,
    negatives: numbers.filter((cell) => NEGATIVE.test(cell)).length,
    undecided,
    decided: commas.length - undecided,
  };
}
