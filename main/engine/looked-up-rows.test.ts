import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { DatasetFacts } from '../../app/architecture/fits-dataset.ts';
import type { ModelSpec } from '../../app/architecture/model-spec.ts';
import { type ExecutionPlan, STANDARD_PLAN } from '../../app/compiler/execution-plan.ts';
import { uniformFloats } from '../../app/random.ts';
import { aLayer, aModel, aPlan } from '../../app/testing/builders.ts';
import type { RunPlan } from '../../app/training/run-plan.ts';
import { graphSteps } from './graphs.ts';
import { onnxCpuRuntime } from './runtimes/onnx.ts';
import { initialTensors } from './starting-point.ts';
import type { TrainingStep } from './steps.ts';
import { BLOBS, writePreparedData } from './testing/prepared-data.ts';
import { aTrainWork, latestCheckpoint, runTraining } from './testing/run-training.ts';

const WORDS = 70_000;
const LENGTH = 3;
const BATCH = 4;
const ROWS = 200;
const TOKENS: DatasetFacts = {
  task: 'text-classification',
  input: { kind: 'tokens', length: LENGTH, vocabulary: WORDS },
  classes: ['left', 'right'],
};
const runtime = onnxCpuRuntime(1, { spins: () => false });

/** Tables of 18 and 9 MB that are looked up by the same numbers. */
function tables(changes: Readonly<Record<string, unknown>> = {}): ModelSpec {
  return aModel({
    layers: [
      aLayer('input', 'Input', { shape: [LENGTH] }),
      aLayer('wide', 'Embedding', { input_dim: WORDS, output_dim: 64, ...changes }),
      aLayer('narrow', 'Embedding', { input_dim: WORDS, output_dim: 32 }, ['input']),
      aLayer('both', 'Concatenate', {}, ['wide', 'narrow']),
      aLayer('flat', 'Flatten'),
      aLayer('output', 'Dense', { units: 2, activation: 'softmax' }),
    ],
  });
}

async function opened(
  model: ModelSpec,
  plan: RunPlan,
  execution: ExecutionPlan,
): Promise<TrainingStep> {
  const wanted = { model, plan, data: TOKENS, batchSize: BATCH, execution };
  const step = await graphSteps(runtime).openTraining(wanted);
  if (!step.ok) throw new Error(step.error.code);
  return step.value;
}

/** The first row, the last one and some again and again, as well as many others. */
const NUMBERS = uniformFloats(1, 'words', ROWS * LENGTH).map((drawn, at) =>
  at % 7 === 0 ? (WORDS - 1) * (at % 2) : at % 5 === 0 ? 77 : Math.floor(drawn * WORDS),
);
const DATA = {
  features: { dtype: 'int32', shape: [ROWS, LENGTH], data: Int32Array.from(NUMBERS) },
  target: {
    dtype: 'int32',
    shape: [ROWS],
    data: Int32Array.from({ length: ROWS }, (_, row) => row % 2),
  },
} as const;

/** Calls of so many steps, one after the other, from the same start. */
async function trained(step: TrainingStep, calls: readonly number[]) {
  let state = initialTensors(step.state, 1);
  let first = 0;
  for (const steps of calls) {
    const count = steps * BATCH;
    const indices = Int32Array.from({ length: count }, (_, at) => ((first + at) * 13) % ROWS);
    const done = await step.run(state, { ...DATA, indices });
    if (!done.ok) throw new Error(done.error.code);
    ({ state } = done.value);
    first += count;
  }
  await step.close();
  return state;
}

/** Bytes of each tensor as one buffer: millions of numbers one by one would take seconds. */
const bytes = (state: Awaited<ReturnType<typeof trained>>) =>
  Object.entries(state).map(([name, { data }]) => [name, Buffer.from(data.buffer)] as const);

describe('tables of which calls take the rows that they look up', () => {
  test.each([
    ['gradient descent', aPlan({ optimizer: 'sgd', learningRate: 0.5 }), ['wide', 'narrow']],
    ['Adagrad', aPlan({ optimizer: 'adagrad', learningRate: 0.5 }), ['wide', 'narrow']],
  ] as const)('come out to the last bit as those taken whole: %s', async (_, plan, names) => {
    const lookedUp = await opened(tables(), plan, STANDARD_PLAN);
    for (const name of names) expect(lookedUp.inPlace).toContain(`${name}/embeddings`);
    // Other devices are handed their tables whole.
    const whole = await opened(tables(), plan, { ...STANDARD_PLAN, provider: 'cuda' });
    expect(whole.inPlace).toEqual([]);
    const expected = bytes(await trained(whole, new Array<number>(17).fill(1)));
    const found = new Map(bytes(await trained(lookedUp, [3, 1, 2, 8, 3])));
    for (const [name, data] of expected) expect(found.get(name)?.equals(data), name).toBe(true);
  });

  test.each([
    ['whose moments all fade', aPlan({ optimizer: 'adam' }), tables(), []],
    [
      'that is regularised',
      aPlan({ optimizer: 'sgd' }),
      tables({ embeddings_regularizer: 'l2(0.01)' }),
      ['narrow/embeddings'],
    ],
    ['that is averaged', aPlan({ optimizer: 'sgd', useEma: true }), tables(), []],
  ] as const)('are taken whole: a table %s', async (_, plan, model, inPlace) => {
    const step = await opened(model, plan, STANDARD_PLAN);
    expect(step.inPlace).toEqual(inPlace);
    await step.close();
  });

  test('one call looks up a small part of them at most', async () => {
    const step = await opened(tables(), aPlan({ optimizer: 'sgd' }), STANDARD_PLAN);
    const bytesOfRow = 4 * (64 + 32);
    expect(step.mostSteps * BATCH * LENGTH * bytesOfRow).toBeLessThanOrEqual(8 * 2 ** 20);
    expect(step.mostSteps).toBeGreaterThan(100);
    await step.close();
  });
});

test('frozen weights are handed over, never given back, and saved all the same', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hearth-frozen-'));
  const data = await writePreparedData(join(folder, 'data'), BLOBS);
  const model = aModel({
    layers: [
      aLayer('input', 'Input', { shape: [4] }),
      aLayer('first', 'Dense', { units: 1600, activation: 'relu', trainable: false }),
      aLayer('second', 'Dense', { units: 1600, activation: 'relu', trainable: false }),
      aLayer('output', 'Dense', { units: 3, activation: 'softmax' }),
    ],
  });
  const work = aTrainWork(folder, data, { model, plan: aPlan({ epochs: 4, batchSize: 16 }) });
  const given: boolean[] = [];
  const events = await runTraining(work, {
    beforeCall: (_, { 'second/kernel': kernel }) => given.push(kernel?.data.length === 1600 ** 2),
  });
  expect(events.at(-1)).toMatchObject({ kind: 'done', outcome: 'completed' });
  expect(given).not.toContain(false);
  const { state } = await latestCheckpoint(work);
  const drawn = initialTensors(
    [
      {
        name: 'second/kernel',
        role: 'weight',
        layerId: null,
        shape: [1600, 1600],
        dtype: 'float32',
        initializer: 'glorot_uniform',
      },
    ],
    work.plan.seed,
  );
  const kernels = [state, drawn].map((each) => Object.fromEntries(bytes(each))['second/kernel']);
  expect(kernels[0]?.equals(kernels[1] ?? Buffer.alloc(0))).toBe(true);
  await rm(folder, { recursive: true });
});
