import { join } from 'node:path';
import type { PreparedTensor, TensorType } from '../../app/dataset/prepared.ts';
import type { Shape } from '../../app/shape.ts';
import { rowBytesOf, type TensorData } from './tensor-data.ts';
import { FileSink, type TensorSink } from './tensor-sink.ts';

/** Largest shard; a file of this size still reads in one go. */
const SHARD_BYTES = 256 * 1024 ** 2;
/** Rows are gathered to this much before they go to the file. */
const BUFFER_BYTES = 512 * 1024;

/**
 * Writes one tensor row after row into shards `<name>.000.bin`, `<name>.001.bin`, ….
 * File errors (ENOSPC, EFBIG, …) are thrown as Node throws them; the import maps them.
 */
export class TensorWriter {
  readonly #folder: string;
  readonly #name: string;
  readonly #dtype: TensorType;
  readonly #shape: Shape;
  readonly #rowBytes: number;
  readonly #rowsPerShard: number;
  readonly #sink: TensorSink;
  #buffer: Uint8Array;
  readonly #shards: { file: string; rows: number; sizeBytes: number }[] = [];
  #buffered = 0;
  #shardRows = 0;

  /** @param shardBytes largest size of one file, at least one row goes in */
  constructor(
    folder: string,
    name: string,
    dtype: TensorType,
    shape: Shape,
    shardBytes: number = SHARD_BYTES,
    sink: TensorSink = new FileSink(),
  ) {
    this.#sink = sink;
    this.#folder = folder;
    this.#name = name;
    this.#dtype = dtype;
    this.#shape = shape;
    this.#rowBytes = rowBytesOf({ dtype, shape });
    this.#rowsPerShard = Math.max(1, Math.floor(shardBytes / this.#rowBytes));
    this.#buffer = sink.newRoom(Math.max(this.#rowBytes, BUFFER_BYTES));
  }

  /** Appends whole rows, flat; the values are copied. */
  async append(values: TensorData): Promise<void> {
    const bytes = bytesOf(values);
    if (bytes.length % this.#rowBytes !== 0) throw new Error(`Not whole rows of ${this.#name}`);
    let start = 0;
    while (start < bytes.length) {
      if (this.#buffered + this.#rowBytes > this.#buffer.length) await this.#flush();
      const rows = Math.min(
        (bytes.length - start) / this.#rowBytes,
        Math.floor((this.#buffer.length - this.#buffered) / this.#rowBytes),
        this.#rowsPerShard - this.#shardRows,
      );
      const end = start + rows * this.#rowBytes;
      this.#buffer.set(bytes.subarray(start, end), this.#buffered);
      this.#buffered += end - start;
      this.#shardRows += rows;
      start = end;
      if (this.#shardRows === this.#rowsPerShard) await this.#endShard();
    }
  }

  /** Appends some rows of a flat array in the order named; the values are copied. */
  async appendRows(values: TensorData, rows: Uint32Array): Promise<void> {
    const unit = this.#rowBytes % WORD_BYTES === 0 && values.byteOffset % WORD_BYTES === 0;
    const from = unit ? wordsOf(values) : bytesOf(values);
    const size = this.#rowBytes / from.BYTES_PER_ELEMENT;
    for (let at = 0; at < rows.length; ) {
      if (this.#buffered + this.#rowBytes > this.#buffer.length) await this.#flush();
      const count = Math.min(
        rows.length - at,
        Math.floor((this.#buffer.length - this.#buffered) / this.#rowBytes),
        this.#rowsPerShard - this.#shardRows,
      );
      copyRows(
        from,
        rows.subarray(at, at + count),
        size,
        unit ? wordsOf(this.#buffer) : this.#buffer,
        this.#buffered / from.BYTES_PER_ELEMENT,
      );
      this.#buffered += count * this.#rowBytes;
      this.#shardRows += count;
      at += count;
      if (this.#shardRows === this.#rowsPerShard) await this.#endShard();
    }
  }

  /** Ends the last shard. The caller makes the files durable, once, with the rest of the folder. */
  async finish(): Promise<{ readonly tensor: PreparedTensor; readonly sha256: string }> {
    if (this.#shardRows > 0) await this.#endShard();
    const tensor = { dtype: this.#dtype, shape: this.#shape, shards: this.#shards };
    return { tensor, sha256: await this.#sink.end() };
  }

  /** Closes the open file, finished or not. */
  async close(): Promise<void> {
    await this.#sink.close();
  }

  async #flush(): Promise<void> {
    const path = join(this.#folder, this.#shardFile());
    this.#buffer = await this.#sink.write(path, this.#buffer, this.#buffered);
    this.#buffered = 0;
  }

  async #endShard(): Promise<void> {
    await this.#flush();
    this.#shards.push({
      file: this.#shardFile(),
      rows: this.#shardRows,
      sizeBytes: this.#shardRows * this.#rowBytes,
    });
    this.#shardRows = 0;
  }

  #shardFile(): string {
    return `${this.#name}.${String(this.#shards.length).padStart(3, '0')}.bin`;
  }
}

const WORD_BYTES = 4;
/** A call costs as much as copying so many numbers one by one. */
const SHORT_RUN = 24;

function bytesOf(values: TensorData): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function wordsOf(values: TensorData): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, values.byteLength / WORD_BYTES);
}

/** Copies rows of `size` units one after the other; neighbours in one go. */
function copyRows(
  from: Uint8Array | Uint32Array,
  rows: Uint32Array,
  size: number,
  into: Uint8Array | Uint32Array,
  start: number,
): void {
  let filled = start;
  for (let at = 0; at < rows.length; ) {
    const first = rows[at] ?? 0;
    let count = 1;
    while (rows[at + count] === first + count) count += 1;
    const [begin, end] = [first * size, (first + count) * size];
    if (end - begin > SHORT_RUN) into.set(from.subarray(begin, end), filled);
    else
      for (let unit = 0; unit < end - begin; unit += 1)
        into[filled + unit] = from[begin + unit] ?? 0;
    filled += end - begin;
    at += count;
  }
}
