import { compilePrediction } from '../../app/compiler/compile-prediction.ts';
import { sampleShape, sampleType } from '../../app/dataset/sample.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import { elementCount, type Shape } from '../../app/shape.ts';
import { readCheckpoint } from './checkpoint-file.ts';
import { inferenceBatch, PredictionGraph } from './graphs.ts';
import type { Tensor, Tensors } from './runtimes/runtime.ts';
import { usedWeights } from './used-weights.ts';
import type { EngineMeans, EventOf, WorkOf } from './work.ts';

/** What a checkpoint's model says of prepared rows; `run/input-invalid` names a row of wrong length. */
export async function predict(
  { checkpoint: path, features }: WorkOf<'predict'>,
  { runtime, execution }: EngineMeans,
): Promise<Result<EventOf<'predicted'>>> {
  const checkpoint = await readCheckpoint(path);
  if (!checkpoint.ok) return checkpoint;
  const { model, plan, dataset, state } = checkpoint.value;
  const shape = sampleShape(dataset.input);
  const size = elementCount(shape);
  const wrong = features.findIndex((row) => row.length !== size);
  if (wrong >= 0) {
    return fail({
      code: 'run/input-invalid',
      place: String(wrong + 1),
      value: String(features[wrong]?.length),
      expected: String(size),
    });
  }
  const rows = features.length;
  const weights = weightValues(usedWeights(state));
  const batch = inferenceBatch(rows);
  const graph = await PredictionGraph.open(
    runtime,
    compilePrediction(model, dataset, batch, plan.loss, weights, execution),
  );
  if (!graph.ok) return graph;

  const { batchSize, width, reading } = graph.value;
  const dtype = sampleType(dataset.input);
  const outputs = new Float32Array(rows * width);
  for (let first = 0; first < rows; first += batchSize) {
    const some = features.slice(first, first + batchSize);
    const answered = await graph.value.run(batchTensor(dtype, batchSize, shape, some));
    if (!answered.ok) return answered;
    outputs.set(answered.value.subarray(0, some.length * width), first * width);
  }
  await graph.value.close();
  return ok({ kind: 'predicted', width, reading, outputs });
}

function weightValues(state: Tensors): Record<string, ArrayLike<number>> {
  return Object.fromEntries(
    Object.entries(state).flatMap(([name, { data }]) =>
      data instanceof BigInt64Array ? [] : [[name, data]],
    ),
  );
}

/** Rows as one batch, filled up with zeros. */
function batchTensor(
  dtype: 'uint8' | 'int32' | 'float32',
  batchSize: number,
  sample: Shape,
  rows: readonly (readonly number[])[],
): Tensor {
  const shape = [batchSize, ...sample];
  const filled = <Data extends Uint8Array | Int32Array | Float32Array>(data: Data): Data => {
    rows.forEach((row, at) => {
      data.set(row, at * row.length);
    });
    return data;
  };
  const count = elementCount(shape);
  switch (dtype) {
    case 'uint8':
      return { dtype, shape, data: filled(new Uint8Array(count)) };
    case 'int32':
      return { dtype, shape, data: filled(new Int32Array(count)) };
    case 'float32':
      return { dtype, shape, data: filled(new Float32Array(count)) };
  }
}
