import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { STANDARD_PLAN } from '../../app/compiler/execution-plan.ts';
import type { EngineEvent, EngineSetting } from '../../app/contract/engine.ts';
import type { AppError } from '../../app/errors.ts';
import { aDataset, aPlan } from '../../app/testing/builders.ts';
import { DRIVER_LIBRARY } from '../engine/card-libraries.ts';
import type { Checkpoint } from '../engine/checkpoint.ts';
import { libraryFault } from '../engine/library-fault.ts';
import { onnxCpuRuntime } from '../engine/runtimes/onnx.ts';
import type { Tensor } from '../engine/runtimes/runtime.ts';
import { loadTensorflow } from '../engine/runtimes/tensorflow/load-tensorflow.ts';
import { tensorflowRuntime } from '../engine/runtimes/tensorflow.ts';
import { initialTensors } from '../engine/starting-point.ts';
import { STATEFUL_MODEL } from '../engine/testing/models.ts';
import { BLOBS, writePreparedData } from '../engine/testing/prepared-data.ts';
import {
  aTrainWork,
  eventsOf,
  latestCheckpoint,
  latestFile,
  runUntilCall,
} from '../engine/testing/run-training.ts';
import type { WorkOf } from '../engine/work.ts';
import { type EngineProcess, startEngine } from '../runs/engine-process.ts';
import { distance } from './agreement.ts';

const pack = inject('tensorflowPack');
const EPOCHS = 12;
/** Of the training in this process. */
const ROWS = 4096;

const ONNX: EngineSetting = { engine: 'onnx/cpu', threads: 1 };
const TENSORFLOW: EngineSetting = {
  engine: 'tensorflow/cpu',
  threads: 1,
  pack: { folder: pack ?? '', environment: {} },
};

let folder = '';
let blobs = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-tensorflow-'));
  blobs = await writePreparedData(join(folder, 'blobs'), BLOBS);
});
afterEach(() => rm(folder, { recursive: true }));

/** Says what `nvidia-smi` does of two cards. */
const TWO_CARDS = `#!/bin/sh
echo '0, GPU-1, First Card, 580.1, 8000, 8000'
echo '1, GPU-2, Second Card, 580.1, 8000, 8000'
`;

/** Lets an engine process do its work. */
function runEngine(
  work: WorkOf<'train'>,
  onEvent: (event: EngineEvent, engine: EngineProcess) => void = () => {},
): Promise<readonly EngineEvent[]> {
  return new Promise((resolve, reject) => {
    const events: EngineEvent[] = [];
    const engine = startEngine(work, {
      onEvent: (event) => {
        events.push(event);
        onEvent(event, engine);
      },
      onExit: (error: AppError | null) =>
        error === null ? resolve(events) : reject(new Error(JSON.stringify(error))),
    });
  });
}

/** Without the bias before the normalisation, which nothing but rounding moves. */
const MODEL = {
  ...STATEFUL_MODEL,
  layers: STATEFUL_MODEL.layers.map((layer) =>
    layer.id === 'dense' ? { ...layer, config: { ...layer.config, use_bias: false } } : layer,
  ),
};

/** A run with dropout, statistics, moments and a last batch that is smaller. */
const workIn = (name: string): WorkOf<'train'> =>
  aTrainWork(join(folder, name), blobs, {
    model: MODEL,
    plan: aPlan({ epochs: EPOCHS, batchSize: 16, learningRate: 1e-4 }),
  });

interface Trained {
  readonly events: readonly EngineEvent[];
  readonly checkpoint: Checkpoint;
}

/** Trains wholly by one engine. */
async function trained(name: string, setting: EngineSetting): Promise<Trained> {
  const work = workIn(name);
  const events = await runEngine({ ...work, ...setting });
  expect(events.at(-1), name).toMatchObject({ kind: 'done', outcome: 'completed' });
  return { events, checkpoint: await latestCheckpoint(work) };
}

/** Goes on by an engine with a run that was stopped in the midst of an epoch. */
async function resumed(
  name: string,
  begin: (work: WorkOf<'train'>) => Promise<readonly EngineEvent[]>,
  setting: EngineSetting,
): Promise<Trained> {
  const work = workIn(name);
  const begun = await begin(work);
  expect(begun.at(-1), name).toMatchObject({ kind: 'done', outcome: 'stopped' });
  const rest = await runEngine({ ...work, ...setting, resumeFrom: latestFile(work) });
  expect(rest.at(-1), name).toMatchObject({ kind: 'done', outcome: 'completed' });
  expect(eventsOf(rest, 'ready')[0]?.engine).toBe(setting.engine);
  return { events: [...begun, ...rest], checkpoint: await latestCheckpoint(work) };
}

function expectSameRun(name: string, other: Trained, whole: Trained): void {
  const epochs = eventsOf(other.events, 'epoch');
  expect(epochs.map(({ report }) => report.epoch)).toEqual([...Array(EPOCHS).keys()]);
  eventsOf(whole.events, 'epoch').forEach(({ report }, at) => {
    const found = epochs[at]?.report.metrics ?? {};
    expect(Object.keys(found)).toEqual(Object.keys(report.metrics));
    for (const [tag, value] of Object.entries(report.metrics)) {
      expect(found[tag], `${name}: ${tag} of epoch ${at}`).toBeCloseTo(value, 3);
    }
  });
  const names = Object.keys(whole.checkpoint.state);
  expect(Object.keys(other.checkpoint.state).sort()).toEqual(names.sort());
  for (const [tensor, { data }] of Object.entries(whole.checkpoint.state)) {
    const found = other.checkpoint.state[tensor]?.data ?? [];
    const apart = distance(Float64Array.from(found, Number), Float64Array.from(data, Number));
    expect(apart, `${name}: ${tensor}`).toBeLessThanOrEqual(1e-3);
  }
}

describe.runIf(pack !== null)('a run on TensorFlow, in a process of its own', () => {
  test('is refused where a card is listed that the library does not compute on', async () => {
    const driver = join(folder, 'nvidia-smi');
    await writeFile(driver, TWO_CARDS, { mode: 0o755 });
    const environment = { PATH: [folder, process.env.PATH].join(delimiter) };
    const card: EngineSetting = {
      engine: 'tensorflow/gpu',
      threads: 1,
      pack: { folder: pack ?? '', environment },
      card: 'GPU-2',
    };
    const events = await runEngine({ ...workIn('card'), ...card });
    const words = libraryFault(DRIVER_LIBRARY);
    const lack =
      words === null
        ? { problem: 'on-processor', detail: 'Second Card' }
        : { problem: 'no-cuda-library', detail: words };
    expect(events.at(-1)).toMatchObject({
      kind: 'failed',
      error: { code: 'engine/runtime-missing', ...lack },
    });
  });

  test('tells what a run on ONNX Runtime tells, and each goes on with the other’s checkpoints', async () => {
    const whole = await trained('onnx', ONNX);
    const other = await trained('tensorflow', TENSORFLOW);
    expect(eventsOf(other.events, 'ready')[0]?.engine).toBe('tensorflow/cpu');
    expectSameRun('tensorflow', other, whole);
    const stopHere = (work: WorkOf<'train'>) => runUntilCall(work, 3, { longestCall: 3 });
    const onward = await resumed('onnx then tensorflow', stopHere, TENSORFLOW);
    expectSameRun('onnx then tensorflow', onward, whole);
    const stopThere = (work: WorkOf<'train'>) =>
      runEngine({ ...work, ...TENSORFLOW }, (event, engine) => {
        if (event.kind === 'epoch' && event.report.epoch === 0) engine.send({ kind: 'stop' });
      });
    const back = await resumed('tensorflow then onnx', stopThere, ONNX);
    expectSameRun('tensorflow then onnx', back, whole);
  });

  test('goes through smaller last batches and validations with a large state too', async () => {
    const model = {
      ...MODEL,
      layers: MODEL.layers.map((layer) =>
        layer.id === 'dense' ? { ...layer, config: { ...layer.config, units: 400_000 } } : layer,
      ),
    };
    const plan = aPlan({ epochs: 2, batchSize: 16, optimizer: 'sgd' });
    const work = aTrainWork(join(folder, 'large'), blobs, { model, plan });
    const events = await runEngine({ ...work, ...TENSORFLOW });
    expect(eventsOf(events, 'epoch').map(({ report }) => report.epoch)).toEqual([0, 1]);
    expect(events.at(-1)).toMatchObject({ kind: 'done', outcome: 'completed' });
  });
});

/** What this process holds besides JavaScript's own heap. */
function nativeBytes(): number {
  const { rss, heapTotal, external } = process.memoryUsage();
  return rss - heapTotal - external;
}

describe.runIf(pack !== null)('TensorFlow in this process', () => {
  test('keeps its tensors and its memory over 100 epochs, and refuses what it cannot do', async () => {
    const loaded = loadTensorflow('tensorflow/cpu', pack ?? '', 1);
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
    const tf = loaded.value;
    const graphs = onnxCpuRuntime(1, { spins: () => false });
    const { steps } = tensorflowRuntime(tf, 'tensorflow/cpu', graphs);
    const before = tf.memory().numTensors;
    const wanted = {
      model: STATEFUL_MODEL,
      plan: aPlan({ learningRate: 0.001 }),
      data: aDataset(),
      batchSize: ROWS / 8,
      execution: STANDARD_PLAN,
    };
    const mixed = { ...wanted, plan: aPlan({ precision: 'mixed_float16' }) };
    expect(await steps.openTraining(mixed)).toEqual({
      ok: false,
      error: {
        code: 'engine/precision-not-on-runtime',
        precision: 'mixed_float16',
        engine: 'tensorflow/cpu',
      },
    });
    const step = await steps.openTraining(wanted);
    if (!step.ok) throw new Error(JSON.stringify(step.error));
    const features: Tensor = {
      dtype: 'float32',
      shape: [ROWS, 4],
      data: Float32Array.from({ length: ROWS * 4 }, (_, at) => Math.sin(at)),
    };
    const target: Tensor = {
      dtype: 'int32',
      shape: [ROWS],
      data: Int32Array.from({ length: ROWS }, (_, at) => at % 3),
    };
    const indices = Int32Array.from({ length: ROWS }, (_, at) => at);
    let state = initialTensors(step.value.state, 1);
    let held: { readonly numTensors: number; readonly numBytes: number } | null = null;
    let resident = 0;
    for (let epoch = 0; epoch < 100; epoch += 1) {
      const done = await step.value.run(state, { features, target, indices });
      if (!done.ok) throw new Error(JSON.stringify(done.error));
      state = done.value.state;
      const { numTensors, numBytes } = tf.memory();
      held ??= { numTensors, numBytes };
      expect({ numTensors, numBytes }).toEqual(held);
      if (epoch === 50) resident = nativeBytes();
    }
    // A step of 512 rows makes some 1 MB of tensors; the garbage collector comes when it likes.
    expect(nativeBytes() - resident).toBeLessThan(100 * 2 ** 20);
    await step.value.close();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('a folder without the library is refused by name', () => {
    expect(loadTensorflow('tensorflow/cpu', folder, 1)).toMatchObject({
      ok: false,
      error: { code: 'engine/runtime-missing', problem: 'refused', engine: 'tensorflow/cpu' },
    });
  });
});
