import { compileInference } from '../../app/compiler/compile-inference.ts';
import {
  sampleShape,
  sampleType,
  targetOf,
  targetShape,
  targetType,
} from '../../app/dataset/sample.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import { elementCount } from '../../app/shape.ts';
import { readCheckpoint } from './checkpoint-file.ts';
import { InferenceGraph, inferenceBatch } from './graphs.ts';
import type { Tensor } from './runtimes/runtime.ts';
import { rowRange } from './validate.ts';
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
  const graph = await InferenceGraph.open(
    runtime,
    compileInference(model, dataset, inferenceBatch(rows), plan.loss, execution),
  );
  if (!graph.ok) return graph;

  const { batchSize, width } = graph.value;
  const values = features.flat();
  const dims = [rows, ...shape];
  const inputs = tensorOf(sampleType(dataset.input), dims, values);
  // The graph works out losses, too, and wants targets for them; nobody looks at those.
  const answer = targetOf(dataset);
  const targetDims = [rows, ...targetShape(answer)];
  const target = tensorOf(
    targetType(answer),
    targetDims,
    new Array(elementCount(targetDims)).fill(0),
  );
  const outputs = new Float32Array(rows * width);
  for (let first = 0; first < rows; first += batchSize) {
    const indices = rowRange(first, batchSize, rows);
    const inferred = await graph.value.run(state, { features: inputs, target, indices });
    if (!inferred.ok) return inferred;
    outputs.set(inferred.value.outputs, first * width);
  }
  await graph.value.close();
  return ok({ kind: 'predicted', width, outputs });
}

function tensorOf(
  dtype: 'uint8' | 'int32' | 'float32',
  shape: readonly number[],
  values: readonly number[],
): Tensor {
  switch (dtype) {
    case 'uint8':
      return { dtype, shape, data: Uint8Array.from(values) };
    case 'int32':
      return { dtype, shape, data: Int32Array.from(values) };
    case 'float32':
      return { dtype, shape, data: Float32Array.from(values) };
  }
}
