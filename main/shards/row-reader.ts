import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { PreparedTensor } from '../../app/dataset/prepared.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import { rowBytesOf, type TensorData, viewAs } from './tensor-data.ts';

interface OpenShard {
  readonly descriptor: number;
  readonly firstRow: number;
  readonly endRow: number;
}

/**
 * Reads any rows of a tensor in any order, holding none of them.
 * It blocks its thread while it reads: training streams through a worker of its own.
 */
export class RowReader {
  readonly #tensor: PreparedTensor;
  readonly #shards: readonly OpenShard[];

  private constructor(tensor: PreparedTensor, shards: readonly OpenShard[]) {
    this.#tensor = tensor;
    this.#shards = shards;
  }

  /** @returns `dataset/damaged` for a shard that is missing or has another size than it should */
  static open(folder: string, tensor: PreparedTensor): Result<RowReader> {
    const shards: OpenShard[] = [];
    const reader = new RowReader(tensor, shards);
    let firstRow = 0;
    for (const { file, rows, sizeBytes } of tensor.shards) {
      const path = join(folder, file);
      const descriptor = openWhole(path, sizeBytes);
      if (descriptor === null) {
        reader.close();
        return fail({ code: 'dataset/damaged', name: basename(folder), path });
      }
      shards.push({ descriptor, firstRow, endRow: firstRow + rows });
      firstRow += rows;
    }
    return ok(reader);
  }

  /** The rows one after the other, flat; neighbours on disk are read in one go. */
  read(rows: Int32Array): TensorData {
    const rowBytes = rowBytesOf(this.#tensor);
    const bytes = new Uint8Array(rows.length * rowBytes);
    for (let at = 0; at < rows.length; ) {
      const first = rows[at] ?? 0;
      const shard = this.#shardOf(first);
      let count = 1;
      while (rows[at + count] === first + count && first + count < shard.endRow) count += 1;
      const target = bytes.subarray(at * rowBytes, (at + count) * rowBytes);
      fill(shard.descriptor, target, (first - shard.firstRow) * rowBytes);
      at += count;
    }
    return viewAs(this.#tensor.dtype, bytes.buffer);
  }

  close(): void {
    for (const { descriptor } of this.#shards) closeSync(descriptor);
  }

  #shardOf(row: number): OpenShard {
    const shard = this.#shards.find(({ firstRow, endRow }) => row >= firstRow && row < endRow);
    if (shard === undefined) throw new RangeError(`The tensor has no row ${row}.`);
    return shard;
  }
}

/** Null when the file cannot be opened or has another size. */
function openWhole(path: string, sizeBytes: number): number | null {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch {
    return null;
  }
  if (fstatSync(descriptor).size === sizeBytes) return descriptor;
  closeSync(descriptor);
  return null;
}

function fill(descriptor: number, target: Uint8Array, position: number): void {
  for (let done = 0; done < target.length; ) {
    const bytesRead = readSync(descriptor, target, done, target.length - done, position + done);
    if (bytesRead === 0) throw new Error('A shard was cut off while it was being read.');
    done += bytesRead;
  }
}
