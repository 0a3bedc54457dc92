import { compilePrediction } from '../../app/compiler/compile-prediction.ts';
import type { PreparedSplit } from '../../app/dataset/prepared.ts';
import type { FittedTranslation } from '../../app/dataset/recipe.ts';
import { ok, type Result } from '../../app/errors.ts';
import { readTensorRows } from '../shards/read.ts';
import type { Checkpoint } from './checkpoint.ts';
import { inferenceBatch, PredictionGraph } from './graphs.ts';
import { weightValues } from './predict.ts';
import { translateRows } from './translate-rows.ts';
import { usedWeights } from './used-weights.ts';
import type { EngineMeans } from './work.ts';

/** What a checkpoint's model makes of a split's sources by itself, [rows, target] tokens. */
export async function translateSplit(
  { model, plan, dataset, state }: Checkpoint,
  folder: string,
  { rows, features }: PreparedSplit,
  { source, target }: FittedTranslation,
  { runtime, execution }: EngineMeans,
): Promise<Result<Float32Array>> {
  const weights = weightValues(usedWeights(state));
  const batchSize = inferenceBatch(rows, dataset);
  const graph = await PredictionGraph.open(
    runtime,
    compilePrediction(model, dataset, batchSize, plan.loss, weights, execution),
  );
  if (!graph.ok) return graph;
  const length = source.length + target.length;
  const told = new Float32Array(rows * target.length);
  for (let first = 0; first < rows; first += batchSize) {
    const read = await readTensorRows(folder, features, first, batchSize);
    if (!read.ok) return read;
    if (!(read.value instanceof Int32Array)) throw new Error('Texts are tokens');
    for (let row = 0; row < read.value.length / length; row += 1) {
      // What people said stands there, all of it but the beginning.
      read.value.fill(0, row * length + source.length + 1, (row + 1) * length);
    }
    const said = await translateRows(graph.value, read.value, length, { from: source.length });
    if (!said.ok) return said;
    told.set(said.value, first * target.length);
  }
  await graph.value.close();
  return ok(told);
}
