import { type FileHandle, open } from 'node:fs/promises';

const BUFFERED = 65_536;
const BYTES = Int32Array.BYTES_PER_ELEMENT;

/** Tokens one after the other in a file, since a text may be longer than memory. */
export class TokenFile {
  readonly #file: FileHandle;
  readonly #buffer = new Int32Array(BUFFERED);
  #buffered = 0;
  #written = 0;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async create(path: string): Promise<TokenFile> {
    return new TokenFile(await open(path, 'wx+'));
  }

  get length(): number {
    return this.#written + this.#buffered;
  }

  async append(tokens: readonly number[]): Promise<void> {
    for (const token of tokens) {
      if (this.#buffered === BUFFERED) await this.flush();
      this.#buffer[this.#buffered] = token;
      this.#buffered += 1;
    }
  }

  async flush(): Promise<void> {
    const bytes = Buffer.from(this.#buffer.buffer, 0, this.#buffered * BYTES);
    await this.#file.writeFile(bytes);
    this.#written += this.#buffered;
    this.#buffered = 0;
  }

  /** @param length of which all must have been flushed */
  async read(first: number, length: number): Promise<Int32Array> {
    const tokens = new Int32Array(length);
    const { bytesRead } = await this.#file.read(tokens, 0, length * BYTES, first * BYTES);
    if (bytesRead !== length * BYTES) throw new RangeError(`No ${length} tokens from ${first} on`);
    return tokens;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}
