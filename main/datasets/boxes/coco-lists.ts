import { throwBoxes } from './annotations.ts';

/** One element of one of the lists that a COCO file consists of. */
export interface CocoElement {
  readonly list: string;
  /** From 0. */
  readonly index: number;
  readonly text: string;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const MARK = [0xef, 0xbb, 0xbf];
/** An outline of a thing takes kilobytes, one of a crowd tens of them. */
const LONGEST_ELEMENT_BYTES = 8 * 1024 ** 2;
const LONGEST_KEY_BYTES = 200;
const DEEPEST = 64;

/**
 * Elements of the wanted lists of one JSON object, in the file's order, without the file ever being held.
 * What is between them is only followed, not parsed. Throws `ExpectedFailure` for what is no such object.
 */
export async function* cocoElements(
  bytes: AsyncIterable<Uint8Array>,
  path: string,
  wanted: readonly string[],
): AsyncGenerator<CocoElement> {
  const scanner = new ListScanner(path, wanted);
  for await (const piece of bytes) yield* scanner.push(piece);
  scanner.end();
}

/** Follows brackets and texts byte by byte. */
class ListScanner {
  readonly #path: string;
  readonly #wanted: readonly string[];
  #depth = 0;
  #inText = false;
  #escaped = false;
  #done = false;
  #started = 0;
  /** Bytes of a text at the top that may be a key; null while there is none. */
  #key: number[] | null = null;
  #lastKey = '';
  /** The list that is being read; null outside of the wanted ones. */
  #list: string | null = null;
  #index = 0;
  /** Bytes of an element so far. */
  #held: Uint8Array[] = [];
  #heldBytes = 0;

  constructor(path: string, wanted: readonly string[]) {
    this.#path = path;
    this.#wanted = wanted;
  }

  *push(bytes: Uint8Array): Generator<CocoElement> {
    let from = 0;
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at] ?? 0;
      if (this.#inText) {
        this.#follow(byte);
        continue;
      }
      switch (byte) {
        case QUOTE:
          if (this.#depth === 0) this.#refuse('syntax', '"');
          this.#inText = true;
          if (this.#depth === 1) this.#key = [];
          if (this.#depth === 2 && this.#list !== null) this.#refuseElement('"');
          break;
        case OPEN_OBJECT:
        case OPEN_LIST:
          this.#open(byte);
          if (this.#list !== null && this.#depth === 3) {
            from = at;
            this.#heldBytes = 0;
          }
          break;
        case CLOSE_OBJECT:
        case CLOSE_LIST:
          this.#depth -= 1;
          if (this.#depth < 0) this.#refuse('syntax', String.fromCharCode(byte));
          if (this.#list !== null && this.#depth === 2) {
            this.#hold(bytes.subarray(from, at + 1));
            yield this.#element(this.#list);
          }
          if (this.#depth === 1) this.#list = null;
          this.#done = this.#depth === 0;
          break;
        default:
          this.#between(byte);
      }
    }
    if (this.#list !== null && this.#depth >= 3) this.#hold(bytes.subarray(from));
  }

  end(): void {
    if (this.#depth > 0 || this.#inText || !this.#done) this.#refuse('ends-early', '');
  }

  /** Within a text. */
  #follow(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) {
      this.#inText = false;
      if (this.#depth === 1 && this.#key !== null) {
        this.#lastKey = Buffer.from(this.#key).toString();
        this.#key = null;
      }
      return;
    }
    if (this.#key !== null && this.#key.length < LONGEST_KEY_BYTES) this.#key.push(byte);
  }

  #open(byte: number): void {
    if (this.#depth === 0 && (byte !== OPEN_OBJECT || this.#done)) this.#refuse('syntax', '[');
    if (this.#depth === 1 && byte === OPEN_LIST && this.#wanted.includes(this.#lastKey)) {
      this.#list = this.#lastKey;
      this.#index = 0;
    }
    if (this.#list !== null && this.#depth === 2 && byte !== OPEN_OBJECT) this.#refuseElement('[');
    this.#depth += 1;
    if (this.#depth > DEEPEST) this.#refuse('too-deep', String(DEEPEST));
  }

  /** Between texts and brackets: commas and colons, space, numbers and words. */
  #between(byte: number): void {
    const isSpace = byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
    if (isSpace || (this.#depth > 0 && (byte === COMMA || byte === COLON))) return;
    if (this.#depth === 0 && !this.#done && byte === MARK[this.#started]) this.#started += 1;
    else if (this.#depth === 0) this.#refuse('syntax', String.fromCharCode(byte));
    else if (this.#depth === 2 && this.#list !== null)
      this.#refuseElement(String.fromCharCode(byte));
  }

  #hold(bytes: Uint8Array): void {
    this.#heldBytes += bytes.length;
    if (this.#heldBytes > LONGEST_ELEMENT_BYTES) {
      throwBoxes(this.#path, this.#place(), 'too-long', `${LONGEST_ELEMENT_BYTES}`);
    }
    this.#held.push(bytes.slice());
  }

  #element(list: string): CocoElement {
    const text = Buffer.concat(this.#held).toString();
    const element = { list, index: this.#index, text };
    this.#held = [];
    this.#heldBytes = 0;
    this.#index += 1;
    return element;
  }

  #place(): string {
    return this.#list === null ? this.#lastKey : `${this.#list}[${this.#index}]`;
  }

  #refuseElement(found: string): never {
    return throwBoxes(this.#path, this.#place(), 'object', found);
  }

  #refuse(problem: 'syntax' | 'ends-early' | 'too-deep', found: string): never {
    return throwBoxes(this.#path, this.#place(), problem, found);
  }
}
