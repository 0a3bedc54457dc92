import { compileInference } from '../../app/compiler/compile-inference.ts';
import { ok, type Result } from '../../app/errors.ts';
import { readManifest } from '../shards/manifest.ts';
import { readTensor } from '../shards/read.ts';
import { readCheckpoint } from './checkpoint-file.ts';
import { InferenceGraph, inferenceBatch } from './graphs.ts';
import { openRows } from './open-rows.ts';
import { rowRange } from './validate.ts';
import type { EngineMeans, EventOf, WorkOf } from './work.ts';

/** Runs a checkpoint's model over a split, in the split's order. */
export async function score(
  { checkpoint: path, datasetFolder, split }: WorkOf<'score'>,
  { runtime, execution, memoryBytes }: EngineMeans,
): Promise<Result<EventOf<'scored'>>> {
  const checkpoint = await readCheckpoint(path);
  if (!checkpoint.ok) return checkpoint;
  const manifest = await readManifest(datasetFolder);
  if (!manifest.ok) return manifest;
  const prepared = manifest.value.splits[split];
  const sourceRows = await readTensor(datasetFolder, prepared.sourceRows);
  if (!sourceRows.ok) return sourceRows;
  const source = await openRows(datasetFolder, prepared, memoryBytes);
  if (!source.ok) return source;
  const { model, plan, dataset, state } = checkpoint.value;
  const { rows } = prepared;
  const graph = await InferenceGraph.open(
    runtime,
    compileInference(model, dataset, inferenceBatch(rows), plan.loss, execution),
  );
  if (!graph.ok) return graph;

  const { batchSize, width } = graph.value;
  const outputs = new Float32Array(rows * width);
  const losses = new Float32Array(rows);
  const targets = new Float32Array(rows);
  for (let first = 0; first < rows; first += batchSize) {
    const inputs = await source.value.take(rowRange(first, batchSize, rows));
    if (!inputs.ok) return inputs;
    source.value.prefetch(rowRange(first + batchSize, batchSize, rows));
    const inferred = await graph.value.run(state, inputs.value);
    if (!inferred.ok) return inferred;
    outputs.set(inferred.value.outputs, first * width);
    losses.set(inferred.value.losses, first);
    const { target, indices } = inputs.value;
    indices.forEach((row, at) => {
      targets[first + at] = Number(target.data[row]);
    });
  }
  await graph.value.close();
  await source.value.close();
  return ok({
    kind: 'scored',
    rows,
    width,
    outputs,
    losses,
    targets,
    sourceRows: Uint32Array.from(sourceRows.value),
  });
}
