/** One record's bytes of a JSON file, with where it begins, from 1. */
export interface JsonPiece {
  readonly bytes: Uint8Array;
  readonly row: number;
  readonly column: number;
}

/** Why a file cannot be cut into records. */
export interface SplitFault {
  readonly problem: 'too-long' | 'ends-early' | 'syntax';
  readonly row: number;
  readonly column: number;
}

const LF = 0x0a;
const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const isSpace = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/**
 * Cuts a file into records without parsing them: one a line, or, where the first character is `[`,
 * the elements of that list. Nothing longer than `longestBytes` is ever held.
 */
export class JsonSplitter {
  readonly #longestBytes: number;
  #mode: 'skip' | 'start' | 'lines' | 'list' | 'rest' | 'after-list' = 'start';
  /** Bytes before the list that is read. */
  #before: number;
  readonly #wrapped: boolean;
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  /** Where the record that is being held began. */
  #row = 1;
  #column = 1;
  /** Where reading is. */
  #atRow = 1;
  #atColumn = 1;
  #depth = 0;
  #inText = false;
  #escaped = false;
  fault: SplitFault | null = null;

  /** @param listAt where the list begins, if that is within an object: what else stands there is passed over */
  constructor(longestBytes: number, listAt: number | null = null) {
    this.#longestBytes = longestBytes;
    this.#before = listAt ?? 0;
    this.#wrapped = listAt !== null;
    if (this.#wrapped) this.#mode = 'skip';
  }

  /** The records that end in these bytes; `fault` says why there are no more. */
  *push(bytes: Uint8Array): Generator<JsonPiece> {
    let from = 0;
    if (this.#mode === 'skip') {
      while (from < bytes.length && this.#before > 0) {
        this.#step(bytes[from++] ?? 0);
        this.#before -= 1;
      }
      if (this.#before > 0) return;
      this.#mode = 'start';
    }
    if (this.#mode === 'start') {
      while (from < bytes.length && isSpace(bytes[from] ?? 0)) this.#step(bytes[from++] ?? 0);
      if (from === bytes.length) return;
      this.#mode = bytes[from] === OPEN_LIST ? 'list' : 'lines';
      if (this.#mode === 'list') this.#step(bytes[from++] ?? 0);
      this.#begin();
    }
    if (this.#mode === 'lines') yield* this.#lines(bytes, from);
    else yield* this.#elements(bytes, from);
  }

  /** The last line, which may lack its end. A list must have been closed. */
  *end(): Generator<JsonPiece> {
    if (this.fault !== null) return;
    if (this.#mode === 'list' || this.#mode === 'rest') {
      this.fault = { problem: 'ends-early', row: this.#atRow, column: this.#atColumn };
    } else if (this.#mode === 'lines') yield* this.#take();
  }

  *#lines(bytes: Uint8Array, first: number): Generator<JsonPiece> {
    let from = first;
    for (;;) {
      const end = bytes.indexOf(LF, from);
      if (!this.#hold(bytes.subarray(from, end < 0 ? bytes.length : end))) return;
      if (end < 0) return;
      yield* this.#take();
      this.#atRow += 1;
      this.#atColumn = 1;
      this.#begin();
      from = end + 1;
    }
  }

  *#elements(bytes: Uint8Array, first: number): Generator<JsonPiece> {
    let from = first;
    for (let at = first; at < bytes.length; at += 1) {
      const byte = bytes[at] ?? 0;
      if (this.#mode === 'after-list') {
        if (!isSpace(byte)) this.#fail('syntax');
        if (this.fault !== null) return;
      } else if (this.#inText) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === BACKSLASH) this.#escaped = true;
        else if (byte === QUOTE) this.#inText = false;
      } else if (byte === QUOTE) this.#inText = true;
      else if (byte === OPEN_LIST || byte === OPEN_OBJECT) this.#depth += 1;
      else if (this.#depth > 0) {
        if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) this.#depth -= 1;
      } else if (this.#mode === 'rest') {
        if (byte === CLOSE_OBJECT) this.#mode = 'after-list';
      } else if (byte === COMMA || byte === CLOSE_LIST) {
        if (!this.#hold(bytes.subarray(from, at))) return;
        const last = byte === CLOSE_LIST;
        yield* this.#take(!last);
        if (this.fault !== null) return;
        if (last) this.#mode = this.#wrapped ? 'rest' : 'after-list';
        this.#step(byte);
        this.#begin();
        from = at + 1;
        continue;
      }
      this.#step(byte);
    }
    if (this.#mode === 'list') this.#hold(bytes.subarray(from));
  }

  /** Counts rows and columns, in bytes. */
  #step(byte: number): void {
    if (byte === LF) {
      this.#atRow += 1;
      this.#atColumn = 1;
    } else this.#atColumn += 1;
  }

  #begin(): void {
    this.#row = this.#atRow;
    this.#column = this.#atColumn;
  }

  /** @returns false where that is too much */
  #hold(bytes: Uint8Array): boolean {
    this.#heldBytes += bytes.length;
    if (this.#heldBytes > this.#longestBytes) {
      this.fault = { problem: 'too-long', row: this.#row, column: this.#column };
      return false;
    }
    // Copied, since the stream may use its memory again.
    if (bytes.length > 0) this.#held.push(bytes.slice());
    return true;
  }

  /** Hands over what was held. Nothing but space is no record; between commas, it is a fault. */
  *#take(required = false): Generator<JsonPiece> {
    const [only = new Uint8Array(0)] = this.#held;
    const bytes = this.#held.length <= 1 ? only : Buffer.concat(this.#held);
    this.#held = [];
    this.#heldBytes = 0;
    if (!bytes.every(isSpace)) yield { bytes, row: this.#row, column: this.#column };
    else if (required) this.#fail('syntax');
  }

  #fail(problem: SplitFault['problem']): void {
    this.fault = { problem, row: this.#atRow, column: this.#atColumn };
  }
}
