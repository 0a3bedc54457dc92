import { parentPort, workerData } from 'node:worker_threads';
import type { PreparedSplit } from '../../app/dataset/prepared.ts';
import { ok, type Result } from '../../app/errors.ts';
import { inSourceOrder, RowReader } from '../shards/row-reader.ts';
import type { TensorData } from '../shards/tensor-data.ts';

/** What `StreamedRows` starts this thread with. */
export interface RowWorkerData {
  readonly folder: string;
  readonly split: PreparedSplit;
}

export interface ReadRows {
  readonly features: TensorData;
  readonly target: TensorData;
  readonly weight: TensorData | null;
}

/** One answer to each request, in order; a request is the rows wanted. */
export type RowWorkerAnswer = Result<ReadRows>;

const { folder, split } = workerData as RowWorkerData;
const features = RowReader.open(folder, split.features);
const target = RowReader.open(folder, split.target);
const weight = split.weight === undefined ? ok(null) : RowReader.open(folder, split.weight);

parentPort?.on('message', (rows: Int32Array) => {
  const answer = read(rows);
  const buffers = answer.ok
    ? Object.values(answer.value).flatMap((data) => (data === null ? [] : [data.buffer]))
    : [];
  parentPort?.postMessage(answer, buffers as ArrayBuffer[]);
});

function read(rows: Int32Array): RowWorkerAnswer {
  if (!features.ok) return features;
  if (!target.ok) return target;
  if (!weight.ok) return weight;
  const sorted = inSourceOrder(rows);
  return ok({
    features: features.value.read(rows, sorted),
    target: target.value.read(rows, sorted),
    weight: weight.value?.read(rows, sorted) ?? null,
  });
}
