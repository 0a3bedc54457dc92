import { isZeroLed } from '../../../app/dataset/column-type.ts';
import { LARGEST_NUMBER, presentText } from '../../../app/dataset/raw-value.ts';
import { CellCodes } from './cell-codes.ts';
import { BLOCK_ROWS, type KeptValues } from './column-store.ts';

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const SINGLE_QUOTE = 0x27;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
const TILDE = 0x7e;
/** Digits that a 32-bit integer always holds. */
const SHORT_DIGITS = 9;
/** Digits that a float64 number always holds. */
const EXACT_DIGITS = 15;
/** Powers of ten that float64 holds: a quotient of two numbers that it holds is rounded once, as reading the text would be. */
const POWERS = Float64Array.from({ length: EXACT_DIGITS + 1 }, (_, power) => 10 ** power);
/** A number that no two readers differ about: none that float64 only nearly holds, either. */
const USUAL_NUMBER = /^-?\d{1,99}(\.\d{1,99})?(e[+-]?\d{1,2})?$/i;

/** Makes room for so many numbers. */
export type NewRoom = (length: number) => Float64Array;

export interface TypedDialect {
  /** A byte each. */
  readonly delimiter: number;
  readonly quote: number;
  /** Whether lines end with a carriage return before the line feed. */
  readonly crlf: boolean;
}

/**
 * Reads plain delimited lines into numbers and codes of cells, each byte once: no cell becomes a string but unusual
 * ones. Whatever readers may differ about makes it stop (`odd`), for the whole file to be read by one that checks it.
 */
export class TypedScanner {
  readonly #dialect: TypedDialect;
  readonly #numeric: readonly boolean[];
  readonly #newRoom: NewRoom;
  /** Of columns of numbers: NaN where a cell holds none. */
  readonly #numbers: Float64Array[];
  /** Cells of columns of numbers that hold something else. */
  readonly #others: Uint32Array;
  /** Of the other columns: places of raw cells in the order in which they came. */
  readonly #places: Uint16Array[];
  readonly #codes: readonly CellCodes[];
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #filled = 0;
  #odd = false;
  /** Behind the delimiter of the cell that was read last. */
  #next = 0;

  /** @param numeric whether each column holds numbers */
  constructor(dialect: TypedDialect, numeric: readonly boolean[], newRoom: NewRoom = ownRoom) {
    this.#dialect = dialect;
    this.#numeric = numeric;
    this.#newRoom = newRoom;
    this.#others = new Uint32Array(numeric.length);
    this.#numbers = numeric.map((isNumber) => newRoom(isNumber ? BLOCK_ROWS : 0));
    this.#places = numeric.map((isNumber) => new Uint16Array(isNumber ? 0 : BLOCK_ROWS));
    this.#codes = numeric.map(() => new CellCodes());
  }

  /** Whether something stood where only plain cells may. */
  get odd(): boolean {
    return this.#odd;
  }

  /** Whether lines end with a carriage return before the line feed. */
  get crlf(): boolean {
    return this.#dialect.crlf;
  }

  /** Rows of the block so far. */
  get filled(): number {
    return this.#filled;
  }

  /** What the cells of a column of texts are numbered by. */
  codes(column: number): CellCodes {
    const codes = this.#codes[column];
    if (codes === undefined) throw new Error(`There is no column ${column}`);
    return codes;
  }

  /** How many cells of a column of numbers held something else than a number, and were not missing. */
  others(column: number): number {
    return this.#others[column] ?? 0;
  }

  /** The block's values, column by column, to be kept; the next block gets room of its own. */
  takeBlock(): readonly KeptValues[] {
    const filled = this.#filled;
    this.#filled = 0;
    return this.#numeric.map((isNumber, column) => {
      const room: KeptValues[] = isNumber ? this.#numbers : this.#places;
      const values = room[column]?.subarray(0, filled) ?? new Float64Array(0);
      room[column] = isNumber ? this.#newRoom(BLOCK_ROWS) : new Uint16Array(BLOCK_ROWS);
      return values;
    });
  }

  /**
   * Reads lines until the block is full, all are read or one is odd.
   * @param bytes whole lines, each with its end
   * @returns how many bytes were read
   */
  scan(bytes: Uint8Array): number {
    const { delimiter, quote, crlf } = this.#dialect;
    const end = crlf ? CR : LF;
    const last = this.#numeric.length - 1;
    let at = 0;
    for (; at < bytes.length && this.#filled < BLOCK_ROWS; this.#filled += 1) {
      for (let column = 0; column <= last; column += 1) {
        const stop = column === last ? end : delimiter;
        if (this.#numeric[column]) this.#readNumber(bytes, at, stop, column);
        else this.#readText(bytes, at, stop, column, delimiter, quote);
        at = this.#next;
      }
      if (crlf) {
        if (bytes[at] !== LF) this.#odd = true;
        at += 1;
      }
      if (this.#odd) break;
    }
    return at;
  }

  #readNumber(bytes: Uint8Array, start: number, stop: number, column: number): void {
    const negative = bytes[start] === MINUS;
    const first = negative ? start + 1 : start;
    let at = first;
    let places = 0;
    let whole = 0;
    let digit = (bytes[at] ?? 0) - ZERO;
    while (digit >= 0 && digit <= 9) {
      whole = (Math.imul(whole, 10) + digit) | 0;
      at += 1;
      digit = (bytes[at] ?? 0) - ZERO;
    }
    let digits = at - first;
    if (digit === POINT - ZERO && digits > 0) {
      const point = at + 1;
      at = point;
      digit = (bytes[at] ?? 0) - ZERO;
      while (digit >= 0 && digit <= 9) {
        whole = (Math.imul(whole, 10) + digit) | 0;
        at += 1;
        digit = (bytes[at] ?? 0) - ZERO;
      }
      places = at - point;
      digits = places > 0 ? digits + places : 0;
    }
    const numbers = this.#numbers[column];
    if (numbers === undefined) return;
    // 007 may be a code: all of its column tells.
    if (places === 0 && digits > 1 && bytes[first] === ZERO) this.#odd = true;
    if (digit + ZERO !== stop || digits === 0 || digits > EXACT_DIGITS) {
      numbers[this.#filled] = this.#unusualNumber(bytes, start, stop, column);
      return;
    }
    const size =
      (digits > SHORT_DIGITS ? longWhole(bytes, first, at) : whole) / (POWERS[places] ?? 1);
    numbers[this.#filled] = negative ? -size : size;
    this.#next = at + 1;
  }

  #readText(
    bytes: Uint8Array,
    start: number,
    stop: number,
    column: number,
    delimiter: number,
    quote: number,
  ): void {
    let at = start;
    let hash = 0;
    let byte = bytes[at] ?? 0;
    while (byte >= SPACE && byte !== delimiter && byte !== quote) {
      hash = (Math.imul(hash, 31) + byte) | 0;
      at += 1;
      byte = bytes[at] ?? 0;
    }
    const codes = this.#codes[column];
    const places = this.#places[column];
    if (codes === undefined || places === undefined) return;
    if (byte === stop && bytes[start] !== SINGLE_QUOTE) {
      places[this.#filled] = codes.find(bytes, start, at, hash);
      this.#next = at + 1;
      return;
    }
    const [from, to] = this.#unusualCell(bytes, start, stop);
    places[this.#filled] = codes.find(bytes, from, to, hashOf(bytes, from, to));
  }

  /** A cell that does not begin and end as most do: its bytes, without quotes around them. */
  #unusualCell(bytes: Uint8Array, start: number, stop: number): readonly [number, number] {
    const { delimiter, quote } = this.#dialect;
    const quoted = bytes[start] === quote;
    const from = quoted ? start + 1 : start;
    let to = from;
    for (; to < bytes.length; to += 1) {
      const byte = bytes[to] ?? 0;
      if (byte === quote || (!quoted && byte === delimiter) || (byte < SPACE && byte !== TAB))
        break;
    }
    const behind = quoted ? to + 1 : to;
    // Single quotes may be meant as such; two quotes, or one inside of a cell, are for a reader that knows both.
    const isPlain = (!quoted || bytes[to] === quote) && bytes[start] !== SINGLE_QUOTE;
    if (!isPlain || bytes[behind] !== stop) this.#odd = true;
    this.#next = behind + 1;
    return [from, to];
  }

  /** NaN where it is certainly none; whatever might be one to some readers is odd. */
  #unusualNumber(bytes: Uint8Array, start: number, stop: number, column: number): number {
    const [from, to] = this.#unusualCell(bytes, start, stop);
    const text = presentText(this.#decoder.decode(bytes.subarray(from, to)));
    if (text === null) return Number.NaN;
    if (isZeroLed(text)) this.#odd = true;
    const value = USUAL_NUMBER.test(text) ? Number(text) : Number.NaN;
    if (Math.abs(value) <= LARGEST_NUMBER) return value;
    const first = bytes[from] ?? 0;
    const isWord = first >= COLON && first < TILDE;
    if (Number.isNaN(value) && !isWord) this.#odd = true;
    this.#others[column] = this.others(column) + 1;
    return Number.NaN;
  }
}

function ownRoom(length: number): Float64Array {
  return new Float64Array(length);
}

/** The digits between two places as one whole number, whatever other bytes stand among them. */
function longWhole(bytes: Uint8Array, from: number, to: number): number {
  let whole = 0;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte !== POINT) whole = whole * 10 + (byte - ZERO);
  }
  return whole;
}

function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0;
  for (let at = from; at < to; at += 1) hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0;
  return hash;
}
