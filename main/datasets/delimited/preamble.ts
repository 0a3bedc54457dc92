import type { CanonicalRecord } from './canonical.ts';

const LF = 0x0a;
const CR = 0x0d;
/** Titles and notes above a table are few. */
const MOST_RECORDS = 20;
/** With fewer columns, a record of one cell may be one of the table that lacks the other. */
const LEAST_COLUMNS = 3;

/**
 * How many of a file's first records are no part of its table, as titles, dates of an export, `sep=;` and comments
 * are: they hold one cell where the table has three or more, or begin with `#` and are cut otherwise than it.
 * @param columns of the table
 */
export function preambleOf(records: readonly CanonicalRecord[], columns: number): number {
  const isNote = ({ fields }: CanonicalRecord) => {
    const filled = fields.filter((field) => field.trim() !== '').length;
    if (columns >= LEAST_COLUMNS && filled <= 1) return true;
    return columns > 1 && fields.length !== columns && fields[0]?.trimStart().startsWith('#');
  };
  const first = records.slice(0, MOST_RECORDS + 1).findIndex((record) => !isNote(record));
  // Where nothing else comes, there is no table below.
  return Math.max(0, first);
}

/** Of what stands above a table, so much is told. */
const LONGEST_NOTE = 80;

/** How many lines the first records take, blank ones included, and what the first says. */
export function noteOf(records: readonly CanonicalRecord[], notes: number) {
  const rows = (records[notes]?.line ?? 1) - 1;
  const first = records[0]?.fields.find((field) => field.trim() !== '') ?? '';
  return { rows, value: first.trim().slice(0, LONGEST_NOTE) };
}

/** A text without what stands on its first lines; the lines stay, so that those behind keep their numbers. */
export async function* blankLines(
  bytes: AsyncIterable<Uint8Array>,
  lines: number,
): AsyncGenerator<Uint8Array> {
  const blank = new LineBlanker(lines);
  for await (const chunk of bytes) yield blank.take(chunk);
}

/** The same of bytes that are all there. */
export function withoutLines(bytes: Uint8Array, lines: number): Uint8Array {
  return new LineBlanker(lines).take(bytes);
}

class LineBlanker {
  #left: number;
  #afterReturn = false;

  constructor(lines: number) {
    this.#left = lines;
  }

  take(chunk: Uint8Array): Uint8Array {
    let at = 0;
    const ends: number[] = [];
    // A line feed behind the last carriage return is of the same line.
    while (at < chunk.length && (this.#left > 0 || (this.#afterReturn && chunk[at] === LF))) {
      const byte = chunk[at] ?? 0;
      const second = byte === LF && this.#afterReturn;
      if (byte === LF || byte === CR) ends.push(byte);
      if ((byte === LF || byte === CR) && !second) this.#left -= 1;
      this.#afterReturn = byte === CR;
      at += 1;
    }
    if (at === 0) return chunk;
    return Buffer.concat([Uint8Array.from(ends), chunk.subarray(at)]);
  }
}
