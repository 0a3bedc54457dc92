import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';

/** Where a tensor's bytes go, to be hashed and written, one file after the other. */
export interface TensorSink {
  /** Room for bytes, to be filled and written. */
  newRoom(bytes: number): Uint8Array;
  /**
   * Takes bytes for a file, which is made when it is first named; the file before is at its end then.
   * @param room   whose beginning holds the bytes; it is the sink's from here on
   * @param filled how many bytes there are
   * @returns room of the same size for the next
   */
  write(path: string, room: Uint8Array, filled: number): Promise<Uint8Array>;
  /** Ends the last file; returns the SHA-256 of all bytes, hex. The caller makes files durable. */
  end(): Promise<string>;
  /** Closes the open file, ended or not. */
  close(): Promise<void>;
}

/** Hashes on this thread, while another of Node's writes. */
export class FileSink implements TensorSink {
  readonly #hash = createHash('sha256');
  #path: string | null = null;
  #file: FileHandle | null = null;

  newRoom(bytes: number): Uint8Array {
    return new Uint8Array(bytes);
  }

  async write(path: string, room: Uint8Array, filled: number): Promise<Uint8Array> {
    if (path !== this.#path) {
      await this.close();
      this.#file = await open(path, 'wx');
      this.#path = path;
    }
    const bytes = room.subarray(0, filled);
    const written = this.#file?.writeFile(bytes);
    this.#hash.update(bytes);
    await written;
    return room;
  }

  async end(): Promise<string> {
    await this.close();
    return this.#hash.digest('hex');
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    await file?.close();
  }
}
