import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { ModelSpec } from '../../app/architecture/model-spec.ts';
import { buildTemplate } from '../../app/architecture/templates.ts';
import { costOf } from '../../app/compiler/cost.ts';
import { sampleShape } from '../../app/dataset/sample.ts';
import { elementCount } from '../../app/shape.ts';
import { aLayer, aModel, aPlan } from '../../app/testing/builders.ts';
import type { RunPlan } from '../../app/training/run-plan.ts';
import { startEngine } from '../runs/engine-process.ts';
import { type DataOptions, writePreparedData } from './testing/prepared-data.ts';
import { aTrainWork } from './testing/run-training.ts';

const FEATURES = 512;
const BYTES_PER_MIB = 2 ** 20;
/** What the largest case may take, with room for whatever else the machine does. */
const ENOUGH_BYTES = 4096 * BYTES_PER_MIB;

/** A perceptron with two hidden layers as wide as asked for. */
function wideModel(units: number): ModelSpec {
  return aModel({
    layers: [
      aLayer('input', 'Input', { shape: [FEATURES] }),
      aLayer('first', 'Dense', { units, activation: 'relu' }),
      aLayer('second', 'Dense', { units, activation: 'relu' }),
      aLayer('output', 'Dense', { units: 2, activation: 'softmax' }),
    ],
  });
}

const LENGTH = 8;
const WIDTH = 64;

/** A classifier of eight words, by a table of as many rows as asked for. */
function tableModel(words: number): ModelSpec {
  return aModel({
    layers: [
      aLayer('input', 'Input', { shape: [LENGTH] }),
      aLayer('table', 'Embedding', { input_dim: words, output_dim: WIDTH }),
      aLayer('mean', 'GlobalAveragePooling1D'),
      aLayer('output', 'Dense', { units: 2, activation: 'softmax' }),
    ],
  });
}

const SKIP = {
  linux: 'only Linux tells what a process has had at most',
  memory: 'needs 4 GiB of free memory',
};

/** In all of them the last batch is smaller, and so has a graph of its own. */
test.for([
  { which: 'with much data and large batches', units: 1024, rows: 19_000, batchSize: 2000 },
  { which: 'whose state is updated in loops', units: 1024, rows: 2000, batchSize: 64 },
  { which: 'with a large state', units: 3000, rows: 200, batchSize: 64 },
])('a run $which takes little more memory than what it has to hold', async (wide, { skip }) => {
  skip(process.platform !== 'linux', SKIP.linux);
  skip(process.availableMemory() < ENOUGH_BYTES, SKIP.memory);
  const { units, batchSize, rows } = wide;
  const data: DataOptions = {
    task: 'classification',
    rows: { train: rows, val: 100, test: 10 },
    input: { kind: 'tabular', features: FEATURES },
    classes: ['left', 'right'],
  };
  await expectLittle(wideModel(units), data, aPlan({ epochs: 2, batchSize }));
});

test.for([
  { megabytes: 50, words: 200_000, optimizer: 'sgd' },
  { megabytes: 200, words: 800_000, optimizer: 'sgd' },
  { megabytes: 100, words: 200_000, optimizer: 'adagrad' },
] as const)('so does one with $megabytes MB of table and $optimizer', async (large, { skip }) => {
  skip(process.platform !== 'linux', SKIP.linux);
  skip(process.availableMemory() < ENOUGH_BYTES, SKIP.memory);
  const { words, optimizer } = large;
  const data: DataOptions = {
    task: 'text-classification',
    rows: { train: 4010, val: 100, test: 10 },
    input: { kind: 'tokens', length: LENGTH, vocabulary: words },
    classes: ['left', 'right'],
  };
  // Epochs that are better than all before are held until they are saved.
  const plan = aPlan({ optimizer, epochs: 4, batchSize: 64, learningRate: 0.1 });
  await expectLittle(tableModel(words), data, plan);
});

test('so does one with large activations, beside its last batch and its validation', async ({
  skip,
}) => {
  skip(process.platform !== 'linux', SKIP.linux);
  skip(process.availableMemory() < ENOUGH_BYTES, SKIP.memory);
  const data: DataOptions = {
    task: 'image-classification',
    rows: { train: 152, val: 200, test: 10 },
    input: { kind: 'image', height: 32, width: 32, channels: 3 },
    classes: ['left', 'right', 'straight'],
  };
  const model = buildTemplate('image-resnet20', data);
  if (!model.ok) throw new Error(model.error.code);
  await expectLittle(model.value, data, aPlan({ epochs: 2, batchSize: 64 }));
});

/** Trains, and compares the most that was held with what is to be held. */
async function expectLittle(model: ModelSpec, data: DataOptions, plan: RunPlan): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'hearth-memory-'));
  const datasetFolder = await writePreparedData(join(folder, 'data'), data);
  const work = aTrainWork(folder, datasetFolder, { model, plan });
  const { peakBytes, outcome } = await peakOf(work);
  await rm(folder, { recursive: true });
  expect(outcome).toBe('done');

  const cost = costOf(model, data, plan, plan.batchSize);
  if (!cost.ok) throw new Error(cost.error.code);
  const { stateBytes, activationBytes } = cost.value;
  const valueBytes = data.input.kind === 'image' ? 1 : 4;
  const dataBytes = valueBytes * data.rows.train * elementCount(sampleShape(data.input));
  const held = 3 * stateBytes + activationBytes + dataBytes;
  expect(peakBytes).toBeLessThan(1.3 * held + 250 * BYTES_PER_MIB);
  // The figure that is compared with is no mere upper bound.
  expect(peakBytes).toBeGreaterThan(held / 3);
}

/** The most that an engine process had in memory at once while it did its work. */
function peakOf(
  work: Parameters<typeof startEngine>[0],
): Promise<{ readonly peakBytes: number; readonly outcome: string }> {
  return new Promise((resolve) => {
    let outcome = 'nothing';
    let over = false;
    const engine = startEngine(work, {
      onEvent: ({ kind }) => {
        outcome = kind;
      },
      onExit: () => {
        over = true;
      },
    });
    void (async () => {
      let peakBytes = 0;
      while (!over) {
        peakBytes = Math.max(peakBytes, await highWaterBytes(engine.pid));
        await delay(5);
      }
      resolve({ peakBytes, outcome });
    })();
  });
}

/** `VmHWM` of a process; 0 once it is gone. */
async function highWaterBytes(pid: number | undefined): Promise<number> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
