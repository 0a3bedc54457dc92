import { SPLITS } from '../../../app/dataset/dataset.ts';
import type { PreparedManifest, PreparedTensor } from '../../../app/dataset/prepared.ts';
import { LEFT_OUT } from '../../../app/dataset/recipes/assign-rows.ts';
import type { SplitAssignment } from '../../../app/dataset/split.ts';
import { ok, type Result } from '../../../app/errors.ts';
import { elementCount } from '../../../app/shape.ts';
import { readTensor, readTensorRows } from '../../shards/read.ts';

/** The pictures that a dataset keeps, by their rows in the source. */
export interface KeptPictures {
  /** Class of every row of the source, 0 where it is not kept, and where pictures have no class. */
  readonly labels: Int32Array;
  /** Split that each row stands in; `LEFT_OUT` where it is not kept. */
  readonly stands: SplitAssignment;
  /** Where each row first stands in its split: a balanced split may hold it several times. */
  readonly places: Uint32Array;
}

/** @param classed whether each picture has one class */
export async function readKept(
  folder: string,
  { splits }: PreparedManifest,
  classed: boolean,
): Promise<Result<KeptPictures>> {
  const found = [];
  let rows = 0;
  for (const name of SPLITS) {
    const numbers = await readTensor(folder, splits[name].sourceRows);
    if (!numbers.ok) return numbers;
    const targets = classed ? await readTensor(folder, splits[name].target) : null;
    if (targets !== null && !targets.ok) return targets;
    for (const row of numbers.value) rows = Math.max(rows, row + 1);
    found.push({ numbers: numbers.value, targets: targets?.value ?? null });
  }
  const labels = new Int32Array(rows);
  const stands = new Uint8Array(rows).fill(LEFT_OUT);
  const places = new Uint32Array(rows);
  for (const [split, { numbers, targets }] of found.entries()) {
    for (const [at, row] of numbers.entries()) {
      if (stands[row] !== LEFT_OUT) continue;
      labels[row] = targets?.[at] ?? 0;
      stands[row] = split;
      places[row] = at;
    }
  }
  return ok({ labels, stands, places });
}

/** Room for rows of a tensor, as it stores them. */
function roomFor({ dtype, shape }: PreparedTensor, rows: number): Uint8Array | Float32Array {
  const size = rows * elementCount(shape);
  return dtype === 'uint8' ? new Uint8Array(size) : new Float32Array(size);
}

/** Reads tensors of pictures, wherever each of them stands. */
export class PictureReader {
  readonly #folder: string;
  readonly #manifest: PreparedManifest;
  readonly #kept: KeptPictures;

  constructor(folder: string, manifest: PreparedManifest, kept: KeptPictures) {
    this.#folder = folder;
    this.#manifest = manifest;
    this.#kept = kept;
  }

  /**
   * Rows of the source one after the other: [rows, …row of the tensor], zeros where one is not kept.
   * @param tensorOf bytes or float32
   */
  async read(
    tensorOf: (split: PreparedManifest['splits']['train']) => PreparedTensor,
    first: number,
    end: number,
  ): Promise<Result<Uint8Array | Float32Array>> {
    const { stands, places } = this.#kept;
    const size = elementCount(tensorOf(this.#manifest.splits.train).shape);
    const room = roomFor(tensorOf(this.#manifest.splits.train), end - first);
    for (const [split, name] of SPLITS.entries()) {
      const tensor = tensorOf(this.#manifest.splits[name]);
      const rows: number[] = [];
      for (let row = first; row < end; row += 1) if (stands[row] === split) rows.push(row);
      for (const run of runsOf(rows, places)) {
        const read = await readTensorRows(this.#folder, tensor, run.place, run.rows.length);
        if (!read.ok) return read;
        for (const [at, row] of run.rows.entries()) {
          room.set(read.value.subarray(at * size, (at + 1) * size), (row - first) * size);
        }
      }
    }
    return ok(room);
  }
}

interface Run {
  readonly place: number;
  readonly rows: number[];
}

/** Rows that stand one behind the other in a tensor. */
function runsOf(rows: readonly number[], places: Uint32Array): readonly Run[] {
  const runs: Run[] = [];
  for (const row of rows) {
    const place = places[row] ?? 0;
    const last = runs.at(-1);
    if (last !== undefined && place === last.place + last.rows.length) last.rows.push(row);
    else runs.push({ place, rows: [row] });
  }
  return runs;
}
