import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ok } from '../../app/errors.ts';
import type { RunId } from '../../app/ids.ts';
import { aDataset, aPlan } from '../../app/testing/builders.ts';
import { NUMBER_MODEL } from '../engine/testing/models.ts';
import { NUMBERS, writePreparedData } from '../engine/testing/prepared-data.ts';
import { homeFolders } from '../home/home-folders.ts';
import { openStore, type Store } from '../store/open.ts';
import { engineStarter, forkEngine, type StartEngine } from './engine-process.ts';
import { EventHub } from './event-hub.ts';
import { runScores } from './run-scores.ts';
import { superviseRun } from './supervise-run.ts';

const RUN = 'run-1' as RunId;
const migrationsFolder = fileURLToPath(new URL('../../migrations', import.meta.url));
const fakeCard = new URL('../engine/runtimes/testing/fake-card.ts', import.meta.url).href;

/** 4 steps an epoch, each a call of its own, and a call to validate; checkpoints are saved meanwhile. */
const PLAN = aPlan({ epochs: 40, batchSize: 13, learningRate: 0.01 });

let folder = '';
let store: Store;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-continue-'));
  const opened = openStore(join(folder, 'hearth.db'), { migrationsFolder });
  if (!opened.ok) throw new Error(opened.error.code);
  store = opened.value;
  const dataset = aDataset();
  store.datasets.insert(dataset);
  store.runs.insert({
    id: RUN,
    name: 'first',
    datasetId: dataset.id,
    datasetFingerprint: dataset.fingerprint,
    template: null,
    groupId: null,
    tags: [],
    createdAt: '2026-11-01T00:00:00.000Z',
    plan: PLAN,
    model: NUMBER_MODEL,
  });
});
afterEach(async () => {
  store.close();
  await rm(folder, { recursive: true });
});

/** Trains on a card that fails as told, in a real engine process. */
async function trained(card: string, continuesOnCpu: boolean) {
  const datasetFolder = await writePreparedData(join(folder, 'data'), NUMBERS);
  const hub = new EventHub();
  const told: string[] = [];
  hub.subscribe((name) => told.push(name));
  const variables = { HEARTH_TEST_CARD: card, NODE_OPTIONS: `--import=${fakeCard}` };
  const run = superviseRun(RUN, {
    store,
    hub,
    startEngine: engineStarter(() => forkEngine(undefined, variables)),
    startMeter: () => ({
      pause: () => {},
      continue: () => {},
      read: () => ({ kwh: 0, source: 'estimate' }),
      stop: () => ({ kwh: 0, source: 'estimate' }),
    }),
    isoNow: () => new Date().toISOString(),
    workOf: ({ run: { id, epochs }, model, plan }) => {
      const latest = store.checkpoints.latest(RUN);
      const runFolder = join(folder, 'run');
      return {
        kind: 'train',
        runId: id,
        runFolder,
        datasetFolder,
        model,
        plan,
        engine: 'onnx/webgpu',
        resumeFrom: latest === null ? null : join(runFolder, latest.file),
        storedEpochs: epochs,
        threads: 1,
        keepCheckpoints: 0,
      };
    },
    continuesOnCpu: () => continuesOnCpu,
    conclude: async () => ok(null),
  });
  await run.ended;
  const detail = store.runs.get(RUN);
  if (!detail.ok) throw new Error(detail.error.code);
  return { ...detail.value, told };
}

describe.runIf(process.platform === 'linux')('a card that fails as a run trains on it', () => {
  test.each([
    ['is lost', 'throw 120', 'WebGPU device lost'],
    ['ends the process', 'crash 120', 'SIGSEGV'],
  ])(
    'and %s: the run goes on with the processor, if it may, and says so',
    async (_, card, words) => {
      const { run, environment, told } = await trained(card, true);
      expect(run).toMatchObject({
        status: 'completed',
        epochs: 40,
        engine: 'onnx/cpu',
        error: null,
      });
      expect(environment).toMatchObject({
        gpu: null,
        continuedFrom: {
          engine: 'onnx/webgpu',
          error: {
            code: 'engine/device-failed',
            device: 'Test Card 9000',
            detail: expect.stringContaining(words),
          },
        },
      });
      expect(told.filter((name) => name === 'run.continued-on-cpu')).toHaveLength(1);
      const epochs = [...store.series.readAll(RUN)].filter(({ tag }) => tag === 'loss');
      expect(epochs.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 40 }, (_, at) => at));
    },
  );

  test('and may not be left for the processor: the run fails, names the option and keeps its epochs', async () => {
    const { run, told } = await trained('throw 120', false);
    expect(run).toMatchObject({
      status: 'failed',
      resumable: true,
      error: { code: 'engine/device-failed', engine: 'onnx/webgpu', device: 'Test Card 9000' },
    });
    expect(run.epochs).toBeGreaterThan(0);
    expect(told).not.toContain('run.continued-on-cpu');
  });

  test('is named in the run’s record while it works, with its driver', async () => {
    const { run, environment } = await trained('works 0', true);
    expect(run).toMatchObject({ status: 'completed', engine: 'onnx/webgpu' });
    expect(environment).toMatchObject({
      gpu: 'Test Card 9000',
      driver: '/none/libtest.so',
      runtime: expect.stringMatching(/^onnxruntime-node .* webgpu$/),
    });
  });

  test('and is gone afterwards does not keep its run from being evaluated', async () => {
    const detail = await trained('works 0', true);
    const folders = {
      ...homeFolders(folder),
      run: () => join(folder, 'run'),
      dataset: () => join(folder, 'data'),
    };
    const refused: string[] = [];
    // Vulkan finds no driver, whatever this machine has.
    const none = { VK_ICD_FILENAMES: '/none', VK_DRIVER_FILES: '/none' };
    const start = engineStarter(() => forkEngine(undefined, none));
    const engines: StartEngine = (work, { onEvent, onExit }) =>
      start(work, {
        onEvent: (event) => {
          if (event.kind === 'failed') refused.push(event.error.code);
          onEvent(event);
        },
        onExit,
      });
    const scored = await runScores(store, folders, engines, { freest: () => undefined }).score(
      detail,
      'test',
    );
    expect(scored).toMatchObject({ ok: true, value: { rows: NUMBERS.rows.test } });
    expect(refused).toEqual(['engine/runtime-missing']);
  });
});
