import { type FileHandle, open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Split } from '../../app/dataset/dataset.ts';
import type { PreparedManifest, PreparedTensor } from '../../app/dataset/prepared.ts';
import type { SampleNumbers } from '../../app/dataset/sample.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import { rowBytesOf, type TensorData, viewAs } from './tensor-data.ts';

/** One system call reads at most this much: Linux and Windows stop short of 2 GiB. */
const MAXIMUM_READ_BYTES = 2 ** 30;

/** All rows of one split in memory, as training and scoring take them. */
export interface SplitData {
  readonly rows: number;
  /** [rows, …sample], as `sampleType` says. */
  readonly features: SampleNumbers;
  /** [rows, …target]: int32 class labels or tokens, or float32 values. */
  readonly target: Int32Array | Float32Array;
  /** [rows]: row numbers in the source, from 0. */
  readonly sourceRows: Uint32Array;
}

/** Reads a whole split; `dataset/damaged` names the first file that is missing or has another size. */
export async function readSplit(
  folder: string,
  manifest: PreparedManifest,
  split: Split,
): Promise<Result<SplitData>> {
  const prepared = manifest.splits[split];
  const features = await readTensor(folder, prepared.features);
  if (!features.ok) return features;
  const target = await readTensor(folder, prepared.target);
  if (!target.ok) return target;
  const sourceRows = await readTensor(folder, prepared.sourceRows);
  if (!sourceRows.ok) return sourceRows;
  if (
    !(features.value instanceof Uint32Array) &&
    (target.value instanceof Float32Array || target.value instanceof Int32Array) &&
    sourceRows.value instanceof Uint32Array
  ) {
    return ok({
      rows: prepared.rows,
      features: features.value,
      target: target.value,
      sourceRows: sourceRows.value,
    });
  }
  return fail(damaged(folder, folder));
}

/** All rows of a tensor, flat. */
export function readTensor(folder: string, tensor: PreparedTensor): Promise<Result<TensorData>> {
  const rows = tensor.shards.reduce((total, shard) => total + shard.rows, 0);
  return readTensorRows(folder, tensor, 0, rows);
}

/**
 * Rows `offset` to `offset + count` of a tensor, flat; fewer where the tensor ends before.
 * @returns `dataset/damaged` for a shard that is missing or has another size than the manifest says
 */
export async function readTensorRows(
  folder: string,
  tensor: PreparedTensor,
  offset: number,
  count: number,
): Promise<Result<TensorData>> {
  const rowBytes = rowBytesOf(tensor);
  const total = tensor.shards.reduce((sum, shard) => sum + shard.rows, 0);
  const end = Math.min(offset + count, total);
  const bytes = new Uint8Array(Math.max(0, end - offset) * rowBytes);
  let shardStart = 0;
  for (const shard of tensor.shards) {
    const shardEnd = shardStart + shard.rows;
    const from = Math.max(offset, shardStart);
    const to = Math.min(end, shardEnd);
    if (from < to) {
      const target = bytes.subarray((from - offset) * rowBytes, (to - offset) * rowBytes);
      const path = join(folder, shard.file);
      const whole = await readShard(path, shard.sizeBytes, (from - shardStart) * rowBytes, target);
      if (!whole) return fail(damaged(folder, path));
    }
    shardStart = shardEnd;
  }
  return ok(viewAs(tensor.dtype, bytes.buffer));
}

/** Fills `target` from `position` on; false when the file is missing or has another size. */
async function readShard(
  path: string,
  sizeBytes: number,
  position: number,
  target: Uint8Array,
): Promise<boolean> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch {
    return false;
  }
  try {
    if ((await file.stat()).size !== sizeBytes) return false;
    let done = 0;
    while (done < target.length) {
      const length = Math.min(MAXIMUM_READ_BYTES, target.length - done);
      const { bytesRead } = await file.read(target, done, length, position + done);
      if (bytesRead === 0) return false;
      done += bytesRead;
    }
    return true;
  } finally {
    await file.close();
  }
}

function damaged(folder: string, path: string) {
  return { code: 'dataset/damaged', name: basename(folder), path } as const;
}
