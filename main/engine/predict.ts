import { compilePrediction } from '../../app/compiler/compile-prediction.ts';
import type { SampleInput } from '../../app/dataset/dataset.ts';
import { emptySamples, type SampleNumbers, sampleShape } from '../../app/dataset/sample.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import { elementCount, type Shape } from '../../app/shape.ts';
import { readCheckpoint } from './checkpoint-file.ts';
import { continueText } from './continue-text.ts';
import { inferenceBatch, PredictionGraph } from './graphs.ts';
import type { Tensor, Tensors } from './runtimes/runtime.ts';
import { tellingOf } from './told-outputs.ts';
import { translateRows } from './translate-rows.ts';
import { usedWeights } from './used-weights.ts';
import type { EngineMeans, EventOf, WorkOf } from './work.ts';

/**
 * What a checkpoint's model says of prepared rows.
 * @returns `run/input-invalid` for rows of another length or type than the model's dataset has
 */
export async function predict(
  { checkpoint: path, rows, features, continuation, translation }: WorkOf<'predict'>,
  { runtime, execution }: EngineMeans,
): Promise<Result<EventOf<'predicted'>>> {
  const checkpoint = await readCheckpoint(path);
  if (!checkpoint.ok) return checkpoint;
  const { model, plan, dataset, state } = checkpoint.value;
  const { input } = dataset;
  const size = elementCount(sampleShape(input));
  const expected = emptySamples(input, 0);
  if (features.length !== rows * size || features.constructor !== expected.constructor) {
    return fail({
      code: 'run/input-invalid',
      place: 'features',
      value: `${features.constructor.name} ${features.length / rows}`,
      expected: `${expected.constructor.name} ${size}`,
    });
  }
  const weights = weightValues(usedWeights(state));
  const batch = inferenceBatch(rows, dataset);
  const graph = await PredictionGraph.open(
    runtime,
    compilePrediction(model, dataset, batch, plan.loss, weights, execution),
  );
  if (!graph.ok) return graph;
  const { reading, width } = graph.value;
  if (continuation !== undefined && features instanceof Int32Array) {
    const said = await continueText(graph.value, features, continuation);
    await graph.value.close();
    if (!said.ok) return said;
    return ok({ kind: 'predicted', width: said.value.length, reading, outputs: said.value });
  }
  if (translation !== undefined && features instanceof Int32Array) {
    const said = await translateRows(graph.value, features, size, translation);
    await graph.value.close();
    if (!said.ok) return said;
    return ok({
      kind: 'predicted',
      width: size - translation.from,
      reading,
      outputs: said.value,
    });
  }
  const outputs = await predictAll(graph.value, input, features);
  await graph.value.close();
  if (!outputs.ok) return outputs;
  if (reading !== 'boxes') return ok({ kind: 'predicted', width, reading, outputs: outputs.value });
  const told = tellingOf(reading, { width, places: 1, target: dataset.sampleTarget });
  const boxes = told.tell(outputs.value);
  return ok({ kind: 'predicted', width: told.width, reading, outputs: boxes });
}

/**
 * Predicts samples where they lie, a batch at a time; only a last batch that is not full is copied,
 * and filled up with zeros.
 * @returns [rows × width], flat
 */
export async function predictAll(
  graph: PredictionGraph,
  input: SampleInput,
  features: SampleNumbers,
): Promise<Result<Float32Array>> {
  const { batchSize, width } = graph;
  const shape = [batchSize, ...sampleShape(input)];
  const size = elementCount(shape.slice(1));
  const rows = features.length / size;
  const outputs = new Float32Array(rows * width);
  for (let first = 0; first < rows; first += batchSize) {
    const count = Math.min(batchSize, rows - first);
    const there = features.subarray(first * size, (first + count) * size);
    const answered = await graph.run(tensorOf(filled(input, there, batchSize), shape));
    if (!answered.ok) return answered;
    outputs.set(answered.value.subarray(0, count * width), first * width);
  }
  return ok(outputs);
}

function filled(input: SampleInput, samples: SampleNumbers, batchSize: number): SampleNumbers {
  if (samples.length === batchSize * elementCount(sampleShape(input))) return samples;
  const batch = emptySamples(input, batchSize);
  batch.set(samples);
  return batch;
}

function tensorOf(data: SampleNumbers, shape: Shape): Tensor {
  if (data instanceof Float32Array) return { dtype: 'float32', shape, data };
  return data instanceof Int32Array
    ? { dtype: 'int32', shape, data }
    : { dtype: 'uint8', shape, data };
}

/** Weights as a graph takes them in. */
export function weightValues(state: Tensors): Record<string, ArrayLike<number>> {
  return Object.fromEntries(
    Object.entries(state).flatMap(([name, { data }]) =>
      data instanceof BigInt64Array ? [] : [[name, data]],
    ),
  );
}
