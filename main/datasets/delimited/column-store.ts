import { type FileHandle, open } from 'node:fs/promises';

/** Rows that are written and read at once. */
export const BLOCK_ROWS = 2 ** 13;

/** Values by row: a number, NaN for none; of texts the place of the raw cell in a list. */
export type KeptValues = Float64Array | Uint16Array;

/** A column's values in the order of its rows: held in memory block by block, or, after `spill`, in a file. */
export class ColumnStore {
  readonly #path: string;
  #file: FileHandle | null = null;
  #held: KeptValues[] = [];

  /** @param path of the file, in a folder that is deleted after the work */
  constructor(path: string) {
    this.#path = path;
  }

  /** Takes the next values: `BLOCK_ROWS` of them, but for the last; they are kept as they are, not copied. */
  async append(values: KeptValues): Promise<void> {
    if (this.#file === null) this.#held.push(values);
    else await this.#file.writeFile(bytesOf(values));
  }

  /** Puts what there is, and what will come, into the file. Throws what Node throws for full disks. */
  async spill(): Promise<void> {
    if (this.#file !== null) return;
    this.#file = await open(this.#path, 'wx+');
    for (const values of this.#held) await this.#file.writeFile(bytesOf(values));
    this.#held = [];
  }

  /** Values of a block that begins at a row: in `room`, or as they are held, so not to be changed. */
  async read(firstRow: number, rows: number, room: KeptValues): Promise<KeptValues> {
    if (this.#file === null) {
      const held = this.#held[firstRow / BLOCK_ROWS];
      if (held?.length !== rows) throw new Error(`No block of ${rows} rows begins at ${firstRow}`);
      return held;
    }
    const values = room.subarray(0, rows);
    const bytes = bytesOf(values);
    let position = firstRow * values.BYTES_PER_ELEMENT;
    for (let done = 0; done < bytes.length; ) {
      const { bytesRead } = await this.#file.read(bytes, done, bytes.length - done, position);
      if (bytesRead === 0) throw new Error(`A kept column ends behind row ${firstRow}`);
      done += bytesRead;
      position += bytesRead;
    }
    return values;
  }

  async close(): Promise<void> {
    this.#held = [];
    await this.#file?.close();
    this.#file = null;
  }
}

function bytesOf(values: KeptValues): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
