import type { PreparedSplit } from '../../app/dataset/prepared.ts';
import { ok, type Result } from '../../app/errors.ts';
import { readTensor } from '../shards/read.ts';
import { rowBytesOf, type TensorData } from '../shards/tensor-data.ts';
import { gatheredRows } from './gathered-rows.ts';
import { type RowSource, rowTensor } from './row-source.ts';
import { StreamedRows } from './streamed-rows.ts';

/**
 * Opens a split: whole in memory if it fits, otherwise read row by row as training needs it.
 * A graph computes the same from both, bit for bit.
 */
export async function openRows(
  folder: string,
  split: PreparedSplit,
  { memoryBytes, device }: RowsOpening,
): Promise<Result<RowSource>> {
  if (splitBytes(split) > memoryBytes) return StreamedRows.open(folder, split);
  const whole = await openWhole(folder, split);
  return whole.ok && device === 'gpu' ? ok(gatheredRows(whole.value)) : whole;
}

/** How a split is opened. */
export interface RowsOpening {
  /** What it may take. */
  readonly memoryBytes: number;
  /** What computes with its rows. */
  readonly device: 'cpu' | 'gpu';
}

/** What a split takes in memory. */
export function splitBytes({ rows, features, target, weight }: PreparedSplit): number {
  const weightBytes = weight === undefined ? 0 : rowBytesOf(weight);
  return rows * (rowBytesOf(features) + rowBytesOf(target) + weightBytes);
}

/** The arrays are handed over with every call: ONNX Runtime reads them where they are. */
async function openWhole(folder: string, split: PreparedSplit): Promise<Result<RowSource>> {
  const features = await readTensor(folder, split.features);
  if (!features.ok) return features;
  const target = await readTensor(folder, split.target);
  if (!target.ok) return target;
  const weight = await readWeights(folder, split);
  if (!weight.ok) return weight;
  const whole = {
    ...(weight.value !== null && { weight: rowTensor(weight.value, split.rows, []) }),
    features: rowTensor(features.value, split.rows, split.features.shape),
    target: rowTensor(target.value, split.rows, split.target.shape),
  };
  return ok({
    rows: split.rows,
    take: (rows) => Promise.resolve(ok({ ...whole, indices: rows })),
    prefetch: () => {},
    close: () => Promise.resolve(),
  });
}

/** [rows, 2] what undoes the scale of each row's target; null where all rows have the dataset's. */
export async function readUnits(
  folder: string,
  { units }: PreparedSplit,
): Promise<Result<TensorData | null>> {
  return units === undefined ? ok(null) : readTensor(folder, units);
}

/** How much each row of a split counts; null where all count alike. */
export async function readWeights(
  folder: string,
  { weight }: PreparedSplit,
): Promise<Result<TensorData | null>> {
  return weight === undefined ? ok(null) : readTensor(folder, weight);
}
