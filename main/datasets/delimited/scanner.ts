import { CANONICAL_DELIMITER, CANONICAL_QUOTE } from './canonical.ts';
import type { ExtraCell } from './extra-cell.ts';

/** Longer records mean that the file is no table. DuckDB's own limit is 2,000,000 bytes. */
export const LONGEST_RECORD_BYTES = 1_000_000;

const NUL = 0x00;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
/** A line number in decimal digits with its delimiter, and the end of a record. */
const RECORD_OVERHEAD_BYTES = 24;

type State =
  | 'record-start'
  | 'field-start'
  | 'plain'
  | 'quoted'
  /** Behind a quote inside a quoted field: either the first of two, or the closing one. */
  | 'quote'
  | 'after-quoted';

export type ScanFailure =
  /** A quoted field that does not end, or goes on behind its closing quote. */
  | { readonly kind: 'quote'; readonly line: number }
  | {
      readonly kind: 'ragged';
      readonly line: number;
      readonly expected: number;
      readonly found: number;
    }
  /** A byte that only binary files hold. */
  | { readonly kind: 'binary'; readonly line: number }
  | { readonly kind: 'long'; readonly line: number };

export interface ScanDialect {
  readonly delimiter: number;
  /** null: quotes are ordinary characters. */
  readonly quote: number | null;
}

export interface ScanOptions {
  /** Whether a record with more or fewer fields than the first is a failure. */
  readonly checkColumns: boolean;
  /** Whether the first record is left out. */
  readonly skipHeader: boolean;
  /** What records have one field more than the first for. */
  readonly extra?: ExtraCell | null | undefined;
}

/**
 * Reads delimited UTF-8 bytes piece by piece, checks their structure, and rewrites them in a form
 * that leaves nothing to interpretation: one record a line, its line number in the source first,
 * fields parted by 0x1F, quoted fields between 0x1E. Blank lines are left out.
 *
 * DuckDB then reads what was checked here, whatever mixture of line ends and quotes the file had,
 * and every later error can name the line that an editor shows.
 */
export class DelimitedScanner {
  readonly #dialect: ScanDialect;
  readonly #options: ScanOptions;
  /** 1 for bytes that may change the state. */
  readonly #special = new Uint8Array(256);
  #state: State = 'record-start';
  #out = new Uint8Array(1 << 16);
  #length = 0;
  #recordStart = 0;
  #fieldStart = 0;
  #fields = 0;
  #blank = true;
  #line = 1;
  #recordLine = 1;
  #quoteLine = 1;
  #afterCarriageReturn = false;
  #expectedColumns: number | null = null;
  #failure: ScanFailure | null = null;
  /** Complete records so far, without a skipped header. */
  records = 0;
  /** How many records, by their number of fields. */
  readonly recordsByFields = new Map<number, number>();
  /** Fields that were quoted so far. */
  quotedFields = 0;

  constructor(dialect: ScanDialect, options: ScanOptions) {
    this.#dialect = dialect;
    this.#options = options;
    const { delimiter, quote } = dialect;
    const special = [NUL, LF, CR, CANONICAL_DELIMITER, CANONICAL_QUOTE, delimiter, quote];
    for (const byte of special) if (byte !== null) this.#special[byte] = 1;
  }

  /** Line of the source that is being read, from 1. */
  get line(): number {
    return this.#line;
  }

  /** Takes further bytes; after a failure, nothing more. */
  push(bytes: Uint8Array): ScanFailure | null {
    let at = 0;
    while (at < bytes.length && this.#failure === null) {
      at = this.#copyOrdinary(bytes, at);
      const byte = bytes[at];
      if (byte !== undefined) this.#take(byte);
      at += 1;
    }
    if (this.#failure === null && this.#length - this.#recordStart > LONGEST_RECORD_BYTES) {
      if (this.#state === 'quoted') this.#failQuote();
      else this.#failure = { kind: 'long', line: this.#recordLine };
    }
    return this.#failure;
  }

  /** Ends the last record, which may lack its line end. */
  end(): ScanFailure | null {
    if (this.#failure !== null) return this.#failure;
    if (this.#state === 'quoted') this.#failQuote();
    else if (this.#state !== 'record-start') this.#endRecord();
    return this.#failure;
  }

  /** Hands over the canonical bytes of all complete records since the last call. */
  drain(): Uint8Array {
    const done = this.#out.slice(0, this.#recordStart);
    this.#out.copyWithin(0, this.#recordStart, this.#length);
    this.#length -= this.#recordStart;
    this.#fieldStart -= this.#recordStart;
    this.#recordStart = 0;
    return done;
  }

  /** Copies bytes that mean nothing where they stand, in one tight loop: most bytes are such. */
  #copyOrdinary(bytes: Uint8Array, from: number): number {
    const special = this.#special;
    const first = bytes[from] ?? NUL;
    if (this.#state === 'field-start' && first !== SPACE && special[first] === 0) {
      this.#state = 'plain';
      this.#blank = false;
    }
    if (this.#state !== 'plain' && this.#state !== 'quoted') return from;
    this.#reserve(bytes.length - from);
    const out = this.#out;
    let length = this.#length;
    let at = from;
    for (; at < bytes.length; at += 1) {
      const byte = bytes[at] ?? NUL;
      if (special[byte] !== 0) break;
      out[length] = byte;
      length += 1;
    }
    this.#length = length;
    this.#afterCarriageReturn &&= at === from;
    return at;
  }

  #take(byte: number): void {
    if (byte === NUL || byte === CANONICAL_DELIMITER || byte === CANONICAL_QUOTE) {
      this.#failure = { kind: 'binary', line: this.#line };
      return;
    }
    const afterCarriageReturn = this.#afterCarriageReturn;
    this.#afterCarriageReturn = byte === CR;
    const lineEnd = byte === LF || byte === CR;
    const secondHalf = byte === LF && afterCarriageReturn;
    if (this.#state === 'quoted') {
      if (byte === this.#dialect.quote) this.#state = 'quote';
      else this.#write(byte);
    } else if (secondHalf) {
      return;
    } else if (this.#state === 'quote' && byte === this.#dialect.quote) {
      this.#write(byte);
      this.#state = 'quoted';
    } else if (lineEnd) {
      if (this.#state !== 'record-start') this.#endRecord();
    } else {
      this.#takeInRecord(byte);
    }
    if (lineEnd && !secondHalf) this.#line += 1;
  }

  #takeInRecord(byte: number): void {
    if (this.#state === 'record-start') this.#startRecord();
    if (this.#state === 'quote') {
      this.#write(CANONICAL_QUOTE);
      this.#state = 'after-quoted';
    }
    if (byte === this.#dialect.delimiter) {
      this.#blank = false;
      this.#write(CANONICAL_DELIMITER);
      this.#startField();
    } else if (this.#state === 'after-quoted') {
      if (byte !== SPACE) this.#failQuote();
    } else if (this.#state === 'field-start' && byte === this.#dialect.quote) {
      this.#openQuote();
    } else {
      if (byte !== SPACE) {
        this.#state = 'plain';
        this.#blank = false;
      }
      this.#write(byte);
    }
  }

  /** Spaces before an opening quote do not belong to the field. */
  #openQuote(): void {
    this.#length = this.#fieldStart;
    this.#write(CANONICAL_QUOTE);
    this.#state = 'quoted';
    this.#quoteLine = this.#line;
    this.#blank = false;
    this.quotedFields += 1;
  }

  #startRecord(): void {
    this.#recordStart = this.#length;
    this.#recordLine = this.#line;
    this.#fields = 0;
    this.#blank = true;
    for (const digit of String(this.#line)) this.#write(digit.charCodeAt(0));
    this.#write(CANONICAL_DELIMITER);
    this.#startField();
  }

  #startField(): void {
    this.#fields += 1;
    this.#fieldStart = this.#length;
    this.#state = 'field-start';
  }

  #endRecord(): void {
    if (this.#state === 'quote') this.#write(CANONICAL_QUOTE);
    this.#state = 'record-start';
    const header = this.#options.skipHeader && this.#expectedColumns === null;
    if (this.#blank || header) {
      this.#length = this.#recordStart;
      if (!this.#blank) {
        this.#expectedColumns = this.#fields + (this.#options.extra === 'row-names' ? 1 : 0);
      }
      return;
    }
    if (this.#options.extra === 'end-delimiter') this.#dropEnd();
    this.#write(LF);
    this.#recordStart = this.#length;
    this.records += 1;
    this.recordsByFields.set(this.#fields, (this.recordsByFields.get(this.#fields) ?? 0) + 1);
    this.#expectedColumns ??= this.#fields;
    if (this.#options.checkColumns && this.#fields !== this.#expectedColumns) {
      this.#failure = {
        kind: 'ragged',
        line: this.#recordLine,
        expected: this.#expectedColumns,
        found: this.#fields,
      };
    }
  }

  /** Takes back an empty field behind the last that is expected, with its delimiter. */
  #dropEnd(): void {
    const expected = this.#expectedColumns ?? this.#fields;
    const field = this.#out.subarray(this.#fieldStart, this.#length);
    if (this.#fields !== expected + 1 || field.some((byte) => byte !== SPACE)) return;
    this.#length = this.#fieldStart - 1;
    this.#fields -= 1;
  }

  #failQuote(): void {
    this.#failure = { kind: 'quote', line: this.#quoteLine };
  }

  #write(byte: number): void {
    if (this.#length === this.#out.length) this.#reserve(1);
    this.#out[this.#length] = byte;
    this.#length += 1;
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes + RECORD_OVERHEAD_BYTES;
    if (needed <= this.#out.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#out.length * 2));
    grown.set(this.#out.subarray(0, this.#length));
    this.#out = grown;
  }
}
