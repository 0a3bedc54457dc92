import { fitsDataset } from '../../app/architecture/fits-dataset.ts';
import { compileInference } from '../../app/compiler/compile-inference.ts';
import type { PreparedSplit } from '../../app/dataset/prepared.ts';
import { ok, type Result } from '../../app/errors.ts';
import { addMeasures, finishMeasures, NO_SUMS } from '../../app/metrics/measures.ts';
import { inUnit } from '../../app/metrics/metric-names.ts';
import type { OutputReading } from '../../app/metrics/output-reading.ts';
import { intoUnits } from '../../app/series/series-scales.ts';
import { elementCount } from '../../app/shape.ts';
import { readManifest } from '../shards/manifest.ts';
import { readTensor } from '../shards/read.ts';
import type { Checkpoint } from './checkpoint.ts';
import { readCheckpoint } from './checkpoint-file.ts';
import { InferenceGraph, inferenceBatch } from './graphs.ts';
import { openRows, readUnits, readWeights } from './open-rows.ts';
import { outputStddev } from './output-unit.ts';
import { withRatings } from './rating-rows.ts';
import { remeasured } from './remeasured.ts';
import { tellingOf } from './told-outputs.ts';
import { translateSplit } from './translate-split.ts';
import { rowRange } from './validate.ts';
import type { EngineMeans, EventOf, WorkOf } from './work.ts';

const WHITE = 255;

/** Runs a checkpoint's model over a split, in the split's order. */
export async function score(
  { checkpoint: path, datasetFolder, split }: WorkOf<'score'>,
  means: EngineMeans,
): Promise<Result<EventOf<'scored'>>> {
  const { runtime, execution, memoryBytes } = means;
  const checkpoint = await readCheckpoint(path);
  if (!checkpoint.ok) return checkpoint;
  const manifest = await readManifest(datasetFolder);
  if (!manifest.ok) return manifest;
  const prepared = manifest.value.splits[split];
  const sourceRows = await readTensor(datasetFolder, prepared.sourceRows);
  if (!sourceRows.ok) return sourceRows;
  const weights = await readWeights(datasetFolder, prepared);
  if (!weights.ok) return weights;
  const stored = await openRows(datasetFolder, prepared, {
    memoryBytes,
    device: runtime.device.kind,
  });
  if (!stored.ok) return stored;
  const source = await withRatings(stored.value, datasetFolder, manifest.value, null);
  if (!source.ok) return source;
  const { model, plan, dataset, state } = checkpoint.value;
  const { rows } = prepared;
  const graph = await InferenceGraph.open(
    runtime,
    compileInference(
      model,
      { ...dataset, weighted: manifest.value.weighted },
      inferenceBatch(rows, dataset),
      plan,
      execution,
      'evaluation',
    ),
  );
  if (!graph.ok) return graph;

  const { batchSize, width, measures, reading, source: towards } = graph.value;
  const isBack = towards === 'features';
  const truths = isBack ? prepared.features : prepared.target;
  const places = elementCount(truths.shape);
  const telling = tellingOf(reading, { width, places, target: dataset.sampleTarget });
  const units = isBack ? ok(null) : await readUnits(datasetFolder, prepared);
  if (!units.ok) return units;
  const marked = reading === 'boxes' ? await readBoxes(datasetFolder, prepared) : ok(null);
  if (!marked.ok) return marked;
  const targetWidth = marked.value === null ? places : marked.value.width;
  const isText = reading === 'tokens';
  const { translation } = manifest.value.recipe;
  const outputs = new Float32Array(rows * telling.width);
  const losses = new Float32Array(rows);
  const targets = marked.value?.boxes ?? new Float32Array(rows * targetWidth);
  // Pixels are given back as fractions of white.
  const scale = truths.dtype === 'uint8' ? WHITE : 1;
  let sums = NO_SUMS;
  for (let first = 0; first < rows; first += batchSize) {
    const inputs = await source.value.take(rowRange(first, batchSize, rows));
    if (!inputs.ok) return inputs;
    source.value.prefetch(rowRange(first + batchSize, batchSize, rows));
    const inferred = await graph.value.run(state, inputs.value);
    if (!inferred.ok) return inferred;
    if (translation === undefined || !isText) {
      outputs.set(telling.tell(inferred.value.outputs), first * telling.width);
    }
    losses.set(inferred.value.losses, first);
    sums = addMeasures(measures, sums, inferred.value.measures);
    if (marked.value !== null) continue;
    const { features, target, indices } = inputs.value;
    const truth = isBack ? features : target;
    indices.forEach((row, at) => {
      for (let place = 0; place < targetWidth; place += 1) {
        const value = Number(truth.data[row * targetWidth + place]);
        targets[(first + at) * targetWidth + place] = value / scale;
      }
    });
  }
  await graph.value.close();
  await source.value.close();
  if (translation !== undefined && isText) {
    // Told with people's words before it, a model hardly errs: what it says by itself counts.
    const said = await translateSplit(
      checkpoint.value,
      datasetFolder,
      prepared,
      translation,
      means,
    );
    if (!said.ok) return said;
    outputs.set(said.value);
  }
  const measured = finishMeasures(measures, sums);
  if (units.value !== null) {
    intoUnits(outputs, telling.width, units.value);
    intoUnits(targets, targetWidth, units.value);
  }
  return ok({
    kind: 'scored',
    rows,
    width: telling.width,
    reading,
    metrics:
      units.value === null
        ? inUnit(measured, outputStddev(towards, manifest.value.recipe))
        : remeasured(measured, { outputs, targets, weights: weights.value }),
    outputs,
    losses,
    weights: weights.value === null ? null : Float32Array.from(weights.value),
    ...ignoredClassOf(checkpoint.value, reading),
    targets,
    targetWidth,
    sourceRows: Uint32Array.from(sourceRows.value),
  });
}

/** Of rows of a class each; what is measured in the graph leaves it out there. */
function ignoredClassOf(
  { model, dataset, plan }: Checkpoint,
  reading: OutputReading,
): { readonly ignoredClass?: number } {
  const fitted = reading === 'class' ? fitsDataset(model, dataset, plan.loss) : null;
  if (!fitted?.ok) return {};
  const { name, ignoreClass } = fitted.value.outputs[0].loss;
  const isIgnored = name === 'sparse_categorical_crossentropy' && ignoreClass !== null;
  return isIgnored ? { ignoredClass: ignoreClass } : {};
}

/** The true boxes of every row, [rows × width], flat. */
async function readBoxes(
  folder: string,
  { boxes, target }: PreparedSplit,
): Promise<Result<{ readonly boxes: Float32Array; readonly width: number }>> {
  const read = await readTensor(folder, boxes ?? target);
  if (!read.ok) return read;
  const { shape } = boxes ?? target;
  return ok({ boxes: Float32Array.from(read.value), width: elementCount(shape) });
}
