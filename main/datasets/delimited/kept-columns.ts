import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { NumberFacts } from './number-facts.ts';

/** Rows that are written and read at once. */
export const BLOCK_ROWS = 2 ** 14;
/** Different raw cells that a column of texts may have to be kept. */
export const MOST_CODES = 2 ** 16;

/** Values by row: a number, NaN for none; of texts the place of the raw cell in a list. */
export type KeptValues = Float64Array | Uint16Array;

/** A column's values by row, in a file. */
export type KeptColumn =
  | { readonly kind: 'numbers'; readonly file: FileHandle; readonly facts: NumberFacts }
  | {
      readonly kind: 'texts';
      readonly file: FileHandle;
      /** Raw cells in the order of their first rows, with how many rows have each. */
      readonly cells: readonly string[];
      readonly counts: readonly number[];
      /** The same cells cleaned, null where one stands for no value. */
      readonly texts: readonly (string | null)[];
    };

/** Columns of a staged table that were read once, so that later passes need not interpret cells again. */
export class KeptColumns {
  readonly #columns: ReadonlyMap<number, KeptColumn>;
  readonly #files: readonly FileHandle[];
  readonly rows: number;

  constructor(
    columns: ReadonlyMap<number, KeptColumn>,
    rows: number,
    files: readonly FileHandle[],
  ) {
    this.#columns = columns;
    this.rows = rows;
    this.#files = files;
  }

  column(index: number): KeptColumn | undefined {
    return this.#columns.get(index);
  }

  /** Fills `values` with those of a column's rows from `firstRow` on. */
  async read(column: KeptColumn, firstRow: number, values: KeptValues): Promise<void> {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    let position = firstRow * values.BYTES_PER_ELEMENT;
    for (let done = 0; done < bytes.length; ) {
      const { bytesRead } = await column.file.read(bytes, done, bytes.length - done, position);
      if (bytesRead === 0) throw new Error(`A kept column ends behind row ${firstRow}`);
      done += bytesRead;
      position += bytesRead;
    }
  }

  /** A column's values block by block, each in the same room. */
  async *blocks(column: KeptColumn, room: KeptValues) {
    for (let firstRow = 0; firstRow < this.rows; firstRow += room.length) {
      const values = room.subarray(0, Math.min(room.length, this.rows - firstRow));
      await this.read(column, firstRow, values);
      yield { values, firstRow };
    }
  }

  async close(): Promise<void> {
    for (const file of this.#files) await file.close();
  }
}

/** Makes the file of a column in a folder that is deleted after the work. */
export function openKept(folder: string, index: number): Promise<FileHandle> {
  return open(join(folder, `column-${index}.kept`), 'w+');
}
