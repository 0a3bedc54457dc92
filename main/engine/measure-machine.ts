import { compileTraining } from '../../app/compiler/compile-training.ts';
import { ok, type Result } from '../../app/errors.ts';
import { randomStream } from '../../app/random.ts';
import {
  REFERENCE_DATA,
  REFERENCE_MODEL,
  REFERENCE_PLAN,
} from '../../app/training/reference-model.ts';
import { CallLength } from './call-length.ts';
import { gemmPeak } from './gemm-peak.ts';
import { TrainingGraph } from './graphs.ts';
import type { RowInputs } from './row-source.ts';
import type { Tensors } from './runtimes/runtime.ts';
import { initialTensors } from './starting-point.ts';
import type { EngineMeans, EventOf } from './work.ts';

/** More images than caches hold, so that gathering them counts as it does in a run. */
const ROWS = 8192;
const PIXELS = 28 * 28;
/** While calls find their length and the processor its clock, nothing counts. */
const WARM_SECONDS = 0.5;
const MEASURE_SECONDS = 2;

/** How fast this machine multiplies matrices, and how fast it trains the reference model. */
export async function measureMachine({
  runtime,
  execution,
}: EngineMeans): Promise<Result<EventOf<'measured'>>> {
  const gemmGflops = await gemmPeak(runtime);
  if (!gemmGflops.ok) return gemmGflops;
  const { batchSize, seed } = REFERENCE_PLAN;
  const compiled = compileTraining(
    REFERENCE_MODEL,
    REFERENCE_PLAN,
    REFERENCE_DATA,
    batchSize,
    execution,
  );
  if (!compiled.ok) throw new Error(`The reference model is wrong: ${compiled.error.code}`);
  const graph = await TrainingGraph.open(runtime, compiled);
  if (!graph.ok) return graph;
  const samplesPerSecond = await throughput(
    graph.value,
    initialTensors(compiled.value.state, seed),
  );
  await graph.value.close();
  if (!samplesPerSecond.ok) return samplesPerSecond;
  return ok({
    kind: 'measured',
    gemmGflops: gemmGflops.value,
    samplesPerSecond: samplesPerSecond.value,
  });
}

/** Samples a second by the graph alone, in calls of the length that training uses. */
async function throughput(graph: TrainingGraph, initial: Tensors): Promise<Result<number>> {
  const { batchSize, seed } = REFERENCE_PLAN;
  const callLength = new CallLength();
  const { features, target } = randomImages();
  const order = randomStream(seed, 'order');
  let state = initial;
  let warmed = 0;
  let samples = 0;
  let seconds = 0;
  while (seconds < MEASURE_SECONDS) {
    const steps = callLength.next(Math.floor(ROWS / batchSize));
    const indices = Int32Array.from({ length: steps * batchSize }, () => order.nextBelow(ROWS));
    const began = performance.now();
    const done = await graph.run(state, { features, target, indices });
    if (!done.ok) return done;
    const took = (performance.now() - began) / 1000;
    callLength.measured(steps, took);
    state = done.value.state;
    if (warmed < WARM_SECONDS) {
      warmed += took;
    } else {
      samples += indices.length;
      seconds += took;
    }
  }
  return ok(samples / seconds);
}

function randomImages(): Pick<RowInputs, 'features' | 'target'> {
  const { seed } = REFERENCE_PLAN;
  const pixels = randomStream(seed, 'pixels');
  const labels = randomStream(seed, 'labels');
  return {
    features: {
      dtype: 'uint8',
      shape: [ROWS, 28, 28, 1],
      data: Uint8Array.from({ length: ROWS * PIXELS }, () => pixels.nextBelow(256)),
    },
    target: {
      dtype: 'int32',
      shape: [ROWS],
      data: Int32Array.from({ length: ROWS }, () =>
        labels.nextBelow(REFERENCE_DATA.classes.length),
      ),
    },
  };
}
