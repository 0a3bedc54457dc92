import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { costOf } from '../../app/compiler/cost.ts';
import { aLayer, aModel, aPlan } from '../../app/testing/builders.ts';
import { startEngine } from '../runs/engine-process.ts';
import { type DataOptions, writePreparedData } from './testing/prepared-data.ts';
import { aTrainWork } from './testing/run-training.ts';

/** Large enough that weights, activations and data all show beside the runtime itself. */
const DATA: DataOptions = {
  task: 'classification',
  rows: { train: 20_000, val: 100, test: 10 },
  input: { kind: 'tabular', features: 512 },
  classes: ['left', 'right'],
};
const WIDE_MODEL = aModel({
  layers: [
    aLayer('input', 'Input', { shape: [512] }),
    aLayer('first', 'Dense', { units: 1024, activation: 'relu' }),
    aLayer('second', 'Dense', { units: 1024, activation: 'relu' }),
    aLayer('output', 'Dense', { units: 2, activation: 'softmax' }),
  ],
});
const PLAN = aPlan({ epochs: 1, batchSize: 2000 });
const BYTES_PER_MIB = 2 ** 20;

test.skipIf(process.platform !== 'linux')(
  'a run takes little more memory than what it has to hold',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hearth-memory-'));
    const data = await writePreparedData(join(folder, 'data'), DATA);
    const work = aTrainWork(folder, data, { model: WIDE_MODEL, plan: PLAN });
    const { peakBytes, outcome } = await peakOf(work);
    await rm(folder, { recursive: true });
    expect(outcome).toBe('done');

    const cost = costOf(WIDE_MODEL, DATA, PLAN, PLAN.batchSize);
    if (!cost.ok) throw new Error(cost.error.code);
    const { stateBytes, activationBytes } = cost.value;
    const residentBytes = DATA.rows.train * 512 * 4;
    const held = 3 * stateBytes + activationBytes + residentBytes;
    expect(peakBytes).toBeLessThan(1.3 * held + 250 * BYTES_PER_MIB);
    // The figure that is compared with is no mere upper bound.
    expect(peakBytes).toBeGreaterThan(held / 3);
  },
);

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
