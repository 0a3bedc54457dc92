import * as ort from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { compilePrediction } from '../../app/compiler/compile-prediction.ts';
import { compileTraining } from '../../app/compiler/compile-training.ts';
import { STANDARD_PLAN } from '../../app/compiler/execution-plan.ts';
import { initialState } from '../../app/compiler/initial-state.ts';
import { uniformFloats } from '../../app/random.ts';
import { aDataset, aModel, aPlan } from '../../app/testing/builders.ts';
import { PredictionGraph } from './graphs.ts';
import { predictAll } from './predict.ts';
import { onnxCpuRuntime } from './runtimes/onnx.ts';

it('gives what the runtime gives for the exported model, to the last bit, in batches that need not be full', async () => {
  const plan = aPlan();
  const dataset = aDataset();
  const training = compileTraining(aModel(), plan, dataset, 8);
  if (!training.ok) throw new Error(training.error.code);
  const weights: Record<string, Float32Array> = {};
  for (const [name, data] of initialState(training.value.state, 3)) {
    if (data instanceof Float32Array) weights[name] = data;
  }
  const compiled = compilePrediction(aModel(), dataset, 8, plan.loss, weights, STANDARD_PLAN);
  if (!compiled.ok) throw new Error(compiled.error.code);
  const graph = await PredictionGraph.open(onnxCpuRuntime(1, { spins: () => false }), compiled);
  if (!graph.ok) throw new Error(graph.error.code);

  const features = uniformFloats(1, 'rows', 20 * 4, -1, 1);
  const answered = await predictAll(graph.value, dataset.input, features);
  if (!answered.ok) throw new Error(answered.error.code);
  await graph.value.close();

  const session = await ort.InferenceSession.create(compiled.value.bytes);
  const expected: number[] = [];
  for (const first of [0, 8, 16]) {
    const batch = new Float32Array(8 * 4);
    batch.set(features.subarray(first * 4, (first + 8) * 4));
    const { output } = await session.run({ features: new ort.Tensor('float32', batch, [8, 4]) });
    expected.push(...Array.from(output?.data ?? [], Number));
  }
  await session.release();
  expect([...answered.value]).toEqual(expected.slice(0, 20 * 3));
});
