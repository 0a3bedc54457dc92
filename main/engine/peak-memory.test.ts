import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { ModelSpec } from '../../app/architecture/model-spec.ts';
import { costOf } from '../../app/compiler/cost.ts';
import { aLayer, aModel, aPlan } from '../../app/testing/builders.ts';
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

/** In all of them the last batch is smaller, and so has a graph of its own. */
test.for([
  { which: 'with much data and large batches', units: 1024, rows: 19_000, batchSize: 2000 },
  { which: 'whose state is updated in loops', units: 1024, rows: 2000, batchSize: 64 },
  { which: 'with a large state', units: 3000, rows: 200, batchSize: 64 },
])('a run $which takes little more memory than what it has to hold', async (wide, { skip }) => {
  skip(process.platform !== 'linux', 'only Linux tells what a process has had at most');
  skip(process.availableMemory() < ENOUGH_BYTES, 'needs 4 GiB of free memory');
  const { units, batchSize, rows } = wide;
  const data: DataOptions = {
    task: 'classification',
    rows: { train: rows, val: 100, test: 10 },
    input: { kind: 'tabular', features: FEATURES },
    classes: ['left', 'right'],
  };
  const model = wideModel(units);
  const plan = aPlan({ epochs: 2, batchSize });
  const folder = await mkdtemp(join(tmpdir(), 'hearth-memory-'));
  const datasetFolder = await writePreparedData(join(folder, 'data'), data);
  const work = aTrainWork(folder, datasetFolder, { model, plan });
  const { peakBytes, outcome } = await peakOf(work);
  await rm(folder, { recursive: true });
  expect(outcome).toBe('done');

  const cost = costOf(model, data, plan, batchSize);
  if (!cost.ok) throw new Error(cost.error.code);
  const { stateBytes, activationBytes } = cost.value;
  const held = 3 * stateBytes + activationBytes + rows * FEATURES * 4;
  expect(peakBytes).toBeLessThan(1.3 * held + 250 * BYTES_PER_MIB);
  // The figure that is compared with is no mere upper bound.
  expect(peakBytes).toBeGreaterThan(held / 3);
});

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
