const LF = 0x0a;
const CR = 0x0d;
const TAB = 0x09;
const SPACE = 0x20;
const COLON = 0x3a;

/** Runs of spaces and tabs. */
export const BLANKS = ' ';
/** As MovieLens 1M has it. @source its README: UserID::MovieID::Rating::Timestamp */
export const COLONS = '::';
/** A control character that no table holds: what such delimiters are turned into. */
const STAND_IN = 0x01;

/** The byte that parts cells once a text was rewritten. */
export function delimiterByte(delimiter: string): number {
  return isOdd(delimiter) ? STAND_IN : delimiter.charCodeAt(0);
}

function isOdd(delimiter: string): boolean {
  return delimiter === BLANKS || delimiter === COLONS;
}

/** A delimited text with a single byte between cells: those of other delimiters as they are. */
export async function* rewrite(
  bytes: AsyncIterable<Uint8Array>,
  delimiter: string,
  quote: string,
): AsyncGenerator<Uint8Array> {
  if (!isOdd(delimiter)) {
    yield* bytes;
    return;
  }
  const rewriter = newRewriter(delimiter, quote);
  for await (const chunk of bytes) yield rewriter.take(chunk);
  yield rewriter.end();
}

/** The same of bytes that are there. */
export function rewritten(bytes: Uint8Array, delimiter: string, quote: string): Uint8Array {
  if (!isOdd(delimiter)) return bytes;
  const rewriter = newRewriter(delimiter, quote);
  return Buffer.concat([rewriter.take(bytes), rewriter.end()]);
}

interface Rewriter {
  take(chunk: Uint8Array): Uint8Array;
  /** What was held back. */
  end(): Uint8Array;
}

function newRewriter(delimiter: string, quote: string): Rewriter {
  return delimiter === COLONS
    ? new ColonRewriter()
    : new BlankRewriter(quote === '' ? null : quote.charCodeAt(0));
}

/** Two colons become one byte; a single one is text. */
class ColonRewriter implements Rewriter {
  #held = false;

  take(chunk: Uint8Array): Uint8Array {
    const out = new Uint8Array(chunk.length + 1);
    let length = 0;
    for (const byte of chunk) {
      if (byte === COLON && !this.#held) {
        this.#held = true;
        continue;
      }
      if (this.#held) out[length++] = byte === COLON ? STAND_IN : COLON;
      if (byte !== COLON) out[length++] = byte;
      this.#held = false;
    }
    return out.subarray(0, length);
  }

  end(): Uint8Array {
    return Uint8Array.from(this.#held ? [COLON] : []);
  }
}

/** Blanks between cells become one byte, those around lines go; within quotes they stay. */
class BlankRewriter implements Rewriter {
  readonly #quote: number | null;
  #place: 'line' | 'blank' | 'cell' | 'quoted' = 'line';

  constructor(quote: number | null) {
    this.#quote = quote;
  }

  take(chunk: Uint8Array): Uint8Array {
    const out = new Uint8Array(2 * chunk.length);
    let length = 0;
    for (const byte of chunk) {
      if (this.#place === 'quoted') {
        if (byte === this.#quote) this.#place = 'cell';
      } else if (byte === LF || byte === CR) this.#place = 'line';
      else if (byte === SPACE || byte === TAB) {
        if (this.#place === 'cell') this.#place = 'blank';
        continue;
      } else {
        if (this.#place === 'blank') out[length++] = STAND_IN;
        this.#place = byte === this.#quote && this.#place !== 'cell' ? 'quoted' : 'cell';
      }
      out[length++] = byte;
    }
    return out.subarray(0, length);
  }

  end(): Uint8Array {
    return new Uint8Array(0);
  }
}
