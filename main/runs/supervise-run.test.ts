import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EngineCommand, EngineEvent, EngineWork } from '../../app/contract/engine.ts';
import type { EventName } from '../../app/contract/events.ts';
import { ok } from '../../app/errors.ts';
import type { RunId } from '../../app/ids.ts';
import { aDataset, aModel, anEvaluation, aPlan } from '../../app/testing/builders.ts';
import type { RunEnvironment } from '../../app/training/run.ts';
import { openStore, type Store } from '../store/open.ts';
import type { EngineHandlers, StartEngine } from './engine-process.ts';
import { EventHub } from './event-hub.ts';
import type { ActiveRun } from './run-queue.ts';
import { superviseRun } from './supervise-run.ts';

const RUN = 'run-1' as RunId;
const migrationsFolder = fileURLToPath(new URL('../../migrations', import.meta.url));

let home = '';
let store: Store;
let engine: EngineHandlers;
let work: EngineWork;
let commands: EngineCommand['kind'][];
let told: EventName[];
let lastTold: unknown;
let concluded: number;
/** What was known of the energy when the run was priced. */
let pricedKwh: number;
let killed: number;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hearth-supervise-'));
  const opened = openStore(join(home, 'hearth.db'), { migrationsFolder });
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
    plan: aPlan({ epochs: 3 }),
    model: aModel(),
  });
  commands = [];
  told = [];
  concluded = 0;
  pricedKwh = 0;
  killed = 0;
});
afterEach(() => {
  store.close();
  rmSync(home, { recursive: true, force: true });
});

/** An engine that says what the test makes it say. */
const scripted: StartEngine = (given, handlers) => {
  work = given;
  engine = handlers;
  return {
    pid: 1,
    send: (command) => void commands.push(command.kind),
    kill: () => {
      killed += 1;
    },
  };
};

function supervise(): ActiveRun {
  const hub = new EventHub();
  hub.subscribe((name, payload) => {
    told.push(name);
    lastTold = payload;
  });
  const folder = join(home, 'runs', RUN);
  return superviseRun(RUN, {
    store,
    hub,
    startEngine: scripted,
    startMeter: () => ({
      pause: () => {},
      continue: () => {},
      read: () => ({ kwh: 0.5, source: 'estimate' }),
      stop: () => ({ kwh: 0.6, source: 'estimate' }),
    }),
    isoNow: () => '2026-11-02T00:00:00.000Z',
    workOf: ({ run, model, plan }) => ({
      kind: 'train',
      runId: run.id,
      runFolder: folder,
      datasetFolder: join(home, 'datasets', run.datasetId),
      model,
      plan,
      resumeFrom: null,
      threads: 1,
      keepCheckpoints: 0,
    }),
    continuesOnCpu: () => false,
    conclude: async () => {
      concluded += 1;
      pricedKwh = summary().energy?.kwh ?? 0;
      return ok(null);
    },
  });
}

const ready: EngineEvent = {
  kind: 'ready',
  environment: {
    hearthVersion: '0.1.0',
    nodeVersion: 'v24',
    runtime: 'onnxruntime 1.30.0',
    platform: 'linux-x64',
    cpuModel: 'CPU',
    cpuCores: 2,
    memoryBytes: 1,
    threads: 2,
    gpu: null,
  },
  engine: 'onnx/cpu',
  parameters: 10,
  flopsPerSample: 100,
  stepsPerEpoch: 4,
  sessionMs: 12,
  resumedEpoch: null,
};

function epoch(number: number, loss: number, best = true): EngineEvent {
  const step = (number + 1) * 4;
  return {
    kind: 'epoch',
    report: {
      epoch: number,
      step,
      metrics: { loss, 'val/loss': loss + 0.1 },
      trainSeconds: (number + 1) * 2,
      validationSeconds: number + 1,
      samples: (number + 1) * 100,
      best,
    },
    points: [{ tag: 'loss', step, epoch: number, value: loss, wallTimeMs: 1000 + number }],
    checkpoints: [
      {
        file: join(home, 'runs', RUN, 'checkpoints/latest.ckpt'),
        epoch: number,
        step,
        sizeBytes: 7,
        kind: 'latest',
      },
    ],
    deletedCheckpoints: [],
  };
}

const done: EngineEvent = {
  kind: 'done',
  outcome: 'completed',
  bestEpoch: 1,
  trainSeconds: 4,
  validationSeconds: 2,
  samples: 200,
  savingSeconds: 0.01,
  feedingSeconds: 0.02,
};

function summary() {
  const found = store.runs.get(RUN);
  if (!found.ok) throw new Error(found.error.code);
  return found.value.run;
}

describe('superviseRun', () => {
  test('a run that completes has its epochs, timing, energy and checkpoint stored', async () => {
    const run = supervise();
    expect(summary().status).toBe('starting');
    engine.onEvent(ready);
    expect(summary().status).toBe('running');
    engine.onEvent(epoch(0, 1));
    engine.onEvent(epoch(1, 0.5));
    engine.onEvent(done);
    engine.onExit(null);
    await run.ended;
    expect(summary()).toMatchObject({
      status: 'completed',
      epochs: 2,
      bestEpoch: 1,
      metrics: { loss: 0.5, 'val/loss': 0.6 },
      timing: { seconds: 6, samplesPerSecond: 50 },
      energy: { kwh: 0.6, source: 'estimate' },
      error: null,
    });
    expect(concluded).toBe(1);
    expect(pricedKwh).toBe(0.6);
    expect([...store.series.readAll(RUN)].map(({ value }) => value)).toEqual([1, 0.5]);
    expect(store.checkpoints.latest(RUN)?.file).toBe(join('checkpoints', 'latest.ckpt'));
  });

  test('an epoch is stored before anyone hears of it', () => {
    supervise();
    engine.onEvent(ready);
    told = [];
    engine.onEvent(epoch(0, 1));
    expect(told).toEqual(['run.metrics', 'run.changed']);
    expect(summary().epochs).toBe(1);
  });

  test('an engine that dies without a word leaves an interrupted run that can resume', async () => {
    const run = supervise();
    engine.onEvent(ready);
    engine.onEvent(epoch(0, 1));
    engine.onExit({ code: 'engine/ended', exit: 'SIGKILL', lastEpoch: 0 });
    await run.ended;
    expect(summary()).toMatchObject({
      status: 'interrupted',
      epochs: 1,
      resumable: true,
      error: { code: 'engine/ended', exit: 'SIGKILL', lastEpoch: 0 },
    });
    expect(concluded).toBe(0);
  });

  test('a run at fault says why and keeps what it had', async () => {
    const run = supervise();
    engine.onEvent(ready);
    engine.onEvent(epoch(0, 1));
    engine.onEvent({
      kind: 'failed',
      error: { code: 'engine/loss-not-finite', step: 5, epoch: 1 },
    });
    engine.onExit(null);
    await run.ended;
    expect(summary()).toMatchObject({
      status: 'failed',
      epochs: 1,
      error: { code: 'engine/loss-not-finite', step: 5, epoch: 1 },
    });
  });

  test('a run that is resumed before its first checkpoint says that it starts over', async () => {
    const first = supervise();
    engine.onEvent(ready);
    expect(told).not.toContain('run.started-over');
    engine.onExit({ code: 'engine/ended', exit: 'SIGKILL', lastEpoch: null });
    await first.ended;
    const startedOver = () => {
      const found = store.runs.get(RUN);
      return found.ok && found.value.environment?.startedOver;
    };
    expect(startedOver()).toBe(undefined);

    supervise();
    engine.onEvent(ready);
    expect(told).toContain('run.started-over');
    expect(startedOver()).toBe(true);
    told = [];
    supervise();
    engine.onEvent({ ...ready, resumedEpoch: 0 });
    expect(told).not.toContain('run.started-over');
    expect(startedOver()).toBe(undefined);
  });

  test('a run that goes on with another plan, or elsewhere, says so', () => {
    const before = { hearthVersion: '0.0.9', runtime: 'r', cpuModel: 'CPU', gpu: null };
    const resumed = { ...ready, resumedEpoch: 1 } as const;
    const isTold = (environment: Partial<RunEnvironment>) => {
      told = [];
      supervise();
      engine.onEvent({ ...resumed, environment: { ...ready.environment, ...environment } });
      return told.includes('run.replanned');
    };
    expect(isTold({ replanned: false })).toBe(false);
    expect(isTold({ replanned: true })).toBe(true);
    expect(isTold({ replanned: false, movedFrom: before })).toBe(true);
    const found = store.runs.get(RUN);
    expect(found).toMatchObject({ value: { environment: { movedFrom: before } } });
  });

  test('points after the checkpoint that a resumed run goes on from are dropped', () => {
    supervise();
    engine.onEvent(ready);
    engine.onEvent(epoch(0, 1));
    engine.onEvent({
      kind: 'metrics',
      points: [{ tag: 'batch/loss', step: 6, epoch: 1, value: 0.9, wallTimeMs: 2000 }],
    });
    supervise();
    expect([...store.series.readAll(RUN)].map(({ tag, step }) => [tag, step])).toEqual([
      ['loss', 4],
    ]);
  });

  test('energy of sessions adds up', async () => {
    const first = supervise();
    engine.onEvent(ready);
    engine.onEvent(epoch(0, 1));
    engine.onExit({ code: 'engine/ended', exit: 'SIGKILL', lastEpoch: 0 });
    await first.ended;
    const second = supervise();
    engine.onEvent(ready);
    engine.onEvent(epoch(1, 0.5));
    engine.onEvent(done);
    engine.onExit(null);
    await second.ended;
    expect(summary().energy?.kwh).toBe(1.2);
  });

  test('a store that cannot write ends the engine, and the run says so', async () => {
    const run = supervise();
    engine.onEvent(ready);
    const failing = {
      ...store,
      recordEpoch: () => ({ ok: false, error: { code: 'file/disk-full', path: home } }) as const,
    };
    Object.assign(store, { recordEpoch: failing.recordEpoch });
    engine.onEvent(epoch(0, 1));
    expect(killed).toBe(1);
    engine.onExit({ code: 'engine/ended', exit: 'SIGKILL', lastEpoch: null });
    await run.ended;
    expect(summary()).toMatchObject({ status: 'failed', error: { code: 'file/disk-full' } });
  });

  test('an end that cannot be stored is told all the same, and leaves no half-written file', async () => {
    const checkpoints = join(home, 'runs', RUN, 'checkpoints');
    mkdirSync(checkpoints, { recursive: true });
    writeFileSync(join(checkpoints, 'latest.checkpoint'), 'whole');
    writeFileSync(join(checkpoints, 'writing.tmp'), 'half');
    const run = supervise();
    engine.onEvent(ready);
    const refused = { ok: false, error: { code: 'file/disk-full', path: home } } as const;
    Object.assign(store, { runs: { ...store.runs, update: () => refused } });
    engine.onExit({ code: 'engine/ended', exit: 'SIGKILL', lastEpoch: null });
    await run.ended;
    expect(lastTold).toMatchObject({
      id: RUN,
      status: 'failed',
      endedAt: '2026-11-02T00:00:00.000Z',
      error: { code: 'file/disk-full' },
    });
    expect(readdirSync(checkpoints)).toEqual(['latest.checkpoint']);
  });

  test('a run whose start cannot be stored fails without an engine', async () => {
    const refused = { ok: false, error: { code: 'file/disk-full', path: home } } as const;
    Object.assign(store, { series: { ...store.series, truncate: () => refused } });
    const started = work;
    const run = supervise();
    await run.ended;
    expect(work).toBe(started);
    expect(summary()).toMatchObject({ status: 'failed', error: { code: 'file/disk-full' } });
  });

  test('what an earlier state of the run was measured at is forgotten', () => {
    store.evaluations.write(RUN, anEvaluation());
    supervise();
    expect(store.evaluations.list(RUN)).toEqual([]);
  });

  test('steering reaches the engine; its answer becomes the status', () => {
    const run = supervise();
    engine.onEvent(ready);
    run.pause();
    engine.onEvent({ kind: 'paused' });
    expect(summary().status).toBe('paused');
    run.continue();
    engine.onEvent({ kind: 'continued' });
    expect(summary().status).toBe('running');
    run.stop();
    expect(commands).toEqual(['pause', 'continue', 'stop']);
    expect(work.kind).toBe('train');
  });
});
