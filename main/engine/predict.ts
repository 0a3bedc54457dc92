import { sampleShape } from '../../app/architecture/fits-dataset.ts';
import { compileInference } from '../../app/compiler/compile-inference.ts';
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
  const { model, dataset, state } = checkpoint.value;
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
    compileInference(model, dataset, inferenceBatch(rows), execution),
  );
  if (!graph.ok) return graph;

  const { batchSize, width } = graph.value;
  const values = features.flat();
  const dims = [rows, ...shape];
  const inputs: Tensor =
    dataset.input.kind === 'image'
      ? { dtype: 'uint8', shape: dims, data: Uint8Array.from(values) }
      : { dtype: 'float32', shape: dims, data: Float32Array.from(values) };
  // The graph works out losses, too, and wants targets for them; nobody looks at those.
  const target: Tensor =
    dataset.classes.length > 0
      ? { dtype: 'int32', shape: [rows], data: new Int32Array(rows) }
      : { dtype: 'float32', shape: [rows], data: new Float32Array(rows) };
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
