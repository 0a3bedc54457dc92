import type { DatasetFacts } from '../../app/architecture/fits-dataset.ts';
import type { ModelSpec } from '../../app/architecture/model-spec.ts';
import { compileTraining } from '../../app/compiler/compile-training.ts';
import type { EngineEvent } from '../../app/contract/engine.ts';
import { ok, type Result } from '../../app/errors.ts';
import type { LayerId } from '../../app/ids.ts';
import { randomStream, uniformFloats } from '../../app/random.ts';
import { DEFAULT_PLAN } from '../../app/training/run-plan.ts';
import { CallLength } from './call-length.ts';
import { gemmPeak } from './gemm-peak.ts';
import { TrainingGraph } from './graphs.ts';
import type { EngineMeans } from './open-training.ts';
import type { RowInputs } from './row-source.ts';
import type { Tensors } from './runtimes/runtime.ts';
import { initialTensors } from './starting-point.ts';

const FEATURES = 784;
const CLASSES = 10;
const BATCH = 64;
const ROWS = 2048;
const MEASURE_SECONDS = 2;
const MAXIMUM_STEPS = 10_000;
const PLAN = { ...DEFAULT_PLAN, batchSize: BATCH };

const DATA: DatasetFacts = {
  task: 'classification',
  input: { kind: 'tabular', features: FEATURES },
  classes: Array.from({ length: CLASSES }, (_, label) => String(label)),
};

/** DESIGN.md's reference: MLP 784-512-512-10. */
const REFERENCE_MODEL: ModelSpec = {
  version: 1,
  name: 'reference',
  layers: [
    { id: 'input' as LayerId, type: 'Input', config: { shape: [FEATURES] } },
    { id: 'first' as LayerId, type: 'Dense', config: { units: 512, activation: 'relu' } },
    { id: 'second' as LayerId, type: 'Dense', config: { units: 512, activation: 'relu' } },
    { id: 'output' as LayerId, type: 'Dense', config: { units: CLASSES, activation: 'softmax' } },
  ],
};

/** How fast this machine multiplies matrices, and how fast it trains the reference model. */
export async function measureMachine({
  runtime,
}: EngineMeans): Promise<Result<Extract<EngineEvent, { kind: 'measured' }>>> {
  const gemmGflops = await gemmPeak(runtime);
  if (!gemmGflops.ok) return gemmGflops;
  const compiled = compileTraining(REFERENCE_MODEL, PLAN, DATA, BATCH);
  if (!compiled.ok) throw new Error(`The reference model is wrong: ${compiled.error.code}`);
  const graph = await TrainingGraph.open(runtime, compiled);
  if (!graph.ok) return graph;
  const state = initialTensors(compiled.value.state, PLAN.seed);
  const samplesPerSecond = await throughput(graph.value, state);
  await graph.value.close();
  if (!samplesPerSecond.ok) return samplesPerSecond;
  return ok({
    kind: 'measured',
    gemmGflops: gemmGflops.value,
    samplesPerSecond: samplesPerSecond.value,
  });
}

/** Samples a second over calls of the length that training uses; the first ones warm up. */
async function throughput(graph: TrainingGraph, initial: Tensors): Promise<Result<number>> {
  const callLength = new CallLength();
  const { features, target } = randomRows();
  const began = performance.now();
  let state = initial;
  let samplesPerSecond = 0;
  while ((performance.now() - began) / 1000 < MEASURE_SECONDS) {
    const steps = callLength.next(MAXIMUM_STEPS);
    const indices = Int32Array.from({ length: steps * BATCH }, (_, at) => at % ROWS);
    const callBegan = performance.now();
    const done = await graph.run(state, { features, target, indices });
    if (!done.ok) return done;
    const seconds = (performance.now() - callBegan) / 1000;
    callLength.measured(steps, seconds);
    samplesPerSecond = Math.max(samplesPerSecond, (steps * BATCH) / seconds);
    state = done.value.state;
  }
  return ok(samplesPerSecond);
}

function randomRows(): Pick<RowInputs, 'features' | 'target'> {
  const values = uniformFloats(PLAN.seed, 'features', ROWS * FEATURES);
  const labels = randomStream(PLAN.seed, 'target');
  const data = Int32Array.from({ length: ROWS }, () => labels.nextBelow(CLASSES));
  return {
    features: { dtype: 'float32', shape: [ROWS, FEATURES], data: values },
    target: { dtype: 'int32', shape: [ROWS], data },
  };
}
