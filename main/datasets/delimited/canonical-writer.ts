import { type FileHandle, open } from 'node:fs/promises';
import { CANONICAL_DELIMITER, CANONICAL_QUOTE } from './canonical.ts';
import { LONGEST_RECORD_BYTES } from './scanner.ts';

const DELIMITER = String.fromCharCode(CANONICAL_DELIMITER);
const QUOTE = String.fromCharCode(CANONICAL_QUOTE);
/** What cannot stand in the canonical form without quotes. */
const SPECIAL = new RegExp(`[\\n\\r${DELIMITER}${QUOTE}]`);
const FLUSH_CHARACTERS = 1 << 20;

/** One row of a table as it was read. */
export interface RawRecord {
  /** Where it stands in the source, from 1. */
  readonly line: number;
  /** In column order; columns found later may be left out at the end. */
  readonly cells: readonly (string | null)[];
}

/** Why a row cannot be kept. */
export type RecordProblem =
  | { readonly kind: 'long'; readonly line: number; readonly bytes: number }
  /** NUL, which no text holds. */
  | { readonly kind: 'binary'; readonly line: number };

/** Writes rows in the canonical form that DuckDB reads without having to interpret anything. */
export class CanonicalWriter {
  readonly #file: FileHandle;
  #text = '';
  #rows = 0;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async create(path: string): Promise<CanonicalWriter> {
    return new CanonicalWriter(await open(path, 'wx'));
  }

  /** Rows so far. */
  get rows(): number {
    return this.#rows;
  }

  /** Whether `flush` is due; asked after each row, so that most rows wait for nothing. */
  get full(): boolean {
    return this.#text.length > FLUSH_CHARACTERS;
  }

  append({ line, cells }: RawRecord): RecordProblem | null {
    let record = String(line);
    for (const cell of cells) {
      record += DELIMITER;
      if (cell === null || cell === '') continue;
      if (cell.includes('\0')) return { kind: 'binary', line };
      record += SPECIAL.test(cell)
        ? `${QUOTE}${cell.replaceAll(QUOTE, QUOTE + QUOTE)}${QUOTE}`
        : cell;
    }
    // A character takes at most three bytes of UTF-8 for each of its UTF-16 units.
    if (record.length * 3 > LONGEST_RECORD_BYTES) {
      const bytes = Buffer.byteLength(record);
      if (bytes > LONGEST_RECORD_BYTES) return { kind: 'long', line, bytes };
    }
    this.#text += `${record}\n`;
    this.#rows += 1;
    return null;
  }

  async flush(): Promise<void> {
    const text = this.#text;
    this.#text = '';
    await this.#file.writeFile(text);
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}
