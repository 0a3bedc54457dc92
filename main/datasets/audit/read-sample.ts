import { SPLITS } from '../../../app/dataset/dataset.ts';
import type { PreparedManifest } from '../../../app/dataset/prepared.ts';
import { ok, type Result } from '../../../app/errors.ts';
import { readTensor } from '../../shards/read.ts';

/** Rows that an audit looks at, each once, in source order. */
export interface SampledRows {
  /** Index into `SPLITS`. */
  readonly splits: Uint8Array;
  /** Row in the source, from 0. */
  readonly sourceRows: Uint32Array;
  /** Place of the row in the tensors of its split. */
  readonly positions: Uint32Array;
  readonly totalRows: number;
}

/** Every so many rows of each split, so that at most `most` are left; rows that were sampled over are one. */
export async function sampleRows(
  folder: string,
  manifest: PreparedManifest,
  most: number,
): Promise<Result<SampledRows>> {
  const known = new Map<number, { readonly split: number; readonly position: number }>();
  const prepared = SPLITS.reduce((sum, name) => sum + manifest.splits[name].rows, 0);
  const step = Math.max(1, Math.ceil(prepared / most));
  for (const [split, name] of SPLITS.entries()) {
    const numbers = await readTensor(folder, manifest.splits[name].sourceRows);
    if (!numbers.ok) return numbers;
    for (const [position, row] of numbers.value.entries()) {
      if (position % step === 0 && !known.has(row)) known.set(row, { split, position });
    }
  }
  const rows = [...known];
  rows.sort(([left], [right]) => left - right);
  return ok({
    splits: Uint8Array.from(rows, ([, { split }]) => split),
    sourceRows: Uint32Array.from(rows, ([row]) => row),
    positions: Uint32Array.from(rows, ([, { position }]) => position),
    totalRows: step === 1 ? known.size : prepared,
  });
}
