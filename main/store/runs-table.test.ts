import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { RunCost } from '../../app/cost/run-cost.ts';
import type { RunId } from '../../app/ids.ts';
import {
  aDataset,
  aModel,
  anEnvironment,
  anEvaluation,
  aPlan,
  aPoint,
  aRun,
} from '../../app/testing/builders.ts';
import { aNewRun, storeWithRun, unwrap } from './testing/temporary-store.ts';

const AT = '2026-08-01T10:00:00.000Z';

const COST: RunCost = {
  usd: 2e-6,
  seconds: 1.5,
  energy: { kwh: 1.25e-5, source: 'estimate', basis: 'processor', watts: 30 },
  tariff: {
    usdPerKwh: 0.16,
    region: 'DE',
    source: { source: 'sheet', asOf: '2026', kind: 'sheet' },
  },
  carbonKg: null,
  carbonSource: null,
  own: {
    id: 'own',
    kind: 'own',
    name: 'Example CPU',
    region: null,
    device: 'cpu',
    measured: true,
    lowUsd: 2e-6,
    highUsd: 2e-6,
    lowSeconds: 1.5,
    highSeconds: 1.5,
    lines: [],
    basis: [],
  },
  rented: [],
  oldestAsOf: '2026',
};

test('every fact of a run comes back as it was written', () => {
  const { store } = storeWithRun();
  const runId = 'run-2' as RunId;
  const model = aModel({ name: 'wide' });
  unwrap(store.runs.insert(aNewRun({ id: runId, groupId: 'group-1', tags: ['b', 'a'], model })));
  const plan = aPlan({ epochs: 30 });
  unwrap(
    store.recordEpoch(runId, {
      points: [aPoint()],
      checkpoints: [{ file: 'latest', epoch: 19, step: 80, sizeBytes: 2048, kind: 'latest' }],
      deletedCheckpoints: [],
      recordedAt: AT,
      run: { epochs: 20, bestEpoch: 17 },
    }),
  );
  unwrap(store.evaluations.write(runId, anEvaluation({ rows: 1 })));
  unwrap(store.evaluations.write(runId, anEvaluation()));
  const changed = unwrap(
    store.runs.update(runId, {
      name: 'renamed',
      note: 'a note',
      status: 'failed',
      startedAt: '2026-08-01T09:01:01.000Z',
      endedAt: AT,
      metrics: { loss: 0.25, 'val/loss': Number.NaN },
      timing: { seconds: 1.5, samplesPerSecond: 14_000 },
      energy: { kwh: 1.25e-5, source: 'rapl' },
      cost: COST,
      engine: 'onnx/cpu',
      error: { code: 'engine/loss-not-finite', step: 81, epoch: 20 },
      plan,
      environment: anEnvironment(),
      parameters: 67,
      flopsPerSample: 336,
      stepsPerEpoch: 4,
    }),
  );

  const run = aRun({
    id: runId,
    name: 'renamed',
    note: 'a note',
    status: 'failed',
    modelName: 'wide',
    groupId: 'group-1',
    tags: ['a', 'b'],
    endedAt: AT,
    plannedEpochs: 30,
    metrics: { loss: 0.25 },
    energy: { kwh: 1.25e-5, source: 'rapl' },
    error: { code: 'engine/loss-not-finite', step: 81, epoch: 20 },
    resumable: true,
  });
  expect(changed).toEqual(run);
  expect(unwrap(store.runs.get(runId))).toEqual({
    run,
    plan,
    model,
    datasetFingerprint: aDataset().fingerprint,
    environment: anEnvironment(),
    evaluations: [anEvaluation()],
    checkpoints: [{ epoch: 19, step: 80, sizeBytes: 2048, kind: 'latest', createdAt: AT }],
    parameters: 67,
    flopsPerSample: 336,
    stepsPerEpoch: 4,
  });
  expect(store.runs.cost(runId)).toEqual(COST);
  expect(unwrap(store.runs.update(runId, { energy: null, cost: null, error: null }))).toEqual({
    ...run,
    energy: null,
    costUsd: null,
    error: null,
  });
});

test('a run is found by id, by a name of its own, or by the beginning of its id', () => {
  const { store } = storeWithRun();
  for (const [id, name] of [
    ['run-21', 'twin'],
    ['run-22', 'twin'],
    ['run-3_', 'run-2'],
  ] as const) {
    unwrap(store.runs.insert(aNewRun({ id: id as RunId, name })));
  }
  const idOf = (text: string) => {
    const found = store.runs.find(text);
    return found.ok ? found.value.id : found.error;
  };
  expect(idOf('run-21')).toBe('run-21');
  expect(idOf('mlp on iris')).toBe('run-1');
  expect(idOf('run-3')).toBe('run-3_');
  // A name goes before the beginning of an id.
  expect(idOf('run-2')).toBe('run-3_');
  expect(idOf('twin')).toEqual({ code: 'run/name-ambiguous', run: 'twin', matches: 2 });
  expect(idOf('run-')).toEqual({ code: 'run/name-ambiguous', run: 'run-', matches: 4 });
  expect(idOf('')).toEqual({ code: 'run/not-found', run: '' });
  expect(idOf('run-_')).toEqual({ code: 'run/not-found', run: 'run-_' });
});

test('tags are a set', () => {
  const { store, runId } = storeWithRun();
  unwrap(store.runs.changeTags(runId, { add: ['night', 'best', 'night'], remove: [] }));
  const changed = unwrap(
    store.runs.changeTags(runId, { add: ['best'], remove: ['night', 'gone'] }),
  );
  expect(changed.tags).toEqual(['best']);
  expect(store.runs.changeTags('run-9' as RunId, { add: ['x'], remove: [] })).toEqual({
    ok: false,
    error: { code: 'run/not-found', run: 'run-9' },
  });
});

test('a run in the trash is gone for everyone, and comes back whole', () => {
  const { store, runId } = storeWithRun();
  expect(store.runs.markDeleted(runId, AT)).toEqual({
    ok: false,
    error: { code: 'run/active', run: 'mlp on iris', status: 'queued' },
  });
  const before = unwrap(store.runs.update(runId, { status: 'completed' }));
  unwrap(store.runs.markDeleted(runId, AT));
  expect(store.runs.find(runId).ok).toBe(false);
  expect(store.runs.get(runId).ok).toBe(false);
  expect(store.runs.update(runId, { note: 'late' }).ok).toBe(false);
  expect(unwrap(store.runs.list({ offset: 0, limit: 10 }))).toEqual({ total: 0, runs: [] });
  expect(store.runs.trash()).toEqual([{ id: runId, name: 'mlp on iris', deletedAt: AT }]);
  expect(unwrap(store.runs.undelete(runId))).toEqual(before);
  expect(store.runs.trash()).toEqual([]);
});

test('purging takes all that belongs to a run, and only what lies in the trash', async () => {
  const { store, runId } = storeWithRun();
  const kept = 'run-2' as RunId;
  unwrap(store.runs.insert(aNewRun({ id: kept, tags: ['kept'] })));
  for (const id of [runId, kept]) {
    const points = Array.from({ length: 25_000 }, (_, step) => aPoint({ step }));
    unwrap(
      store.recordEpoch(id, {
        points: [...points, aPoint({ tag: 'val/loss' })],
        checkpoints: [{ file: 'best', epoch: 0, step: 1, sizeBytes: 1, kind: 'best' }],
        deletedCheckpoints: [],
        recordedAt: AT,
        run: { status: 'completed' },
      }),
    );
    unwrap(store.evaluations.write(id, anEvaluation()));
  }
  expect((await store.runs.purge(runId)).ok).toBe(false);
  unwrap(store.runs.markDeleted(runId, AT));
  unwrap(await store.runs.purge(runId));

  const database = new Database(store.file, { readonly: true });
  const count = (sql: string) => database.prepare(sql).pluck().get();
  for (const table of ['runs', 'run_details', 'run_tags', 'checkpoints', 'evaluations']) {
    expect([table, count(`SELECT count(*) FROM ${table}`)]).toEqual([table, 1]);
  }
  expect(count('SELECT count(*) FROM metric_points WHERE level = 0')).toBe(25_001);
  database.close();
  expect([...store.series.readAll(kept)]).toHaveLength(25_001);
});

test('runs of a group come by seed, unfinished runs by age', () => {
  const { store } = storeWithRun();
  const inGroup = (id: string, seed: number, createdAt: string) =>
    aNewRun({ id: id as RunId, groupId: 'group-1', createdAt, plan: aPlan({ seed }) });
  unwrap(store.runs.insert(inGroup('run-b', 2, '2026-07-01T00:00:00.000Z')));
  unwrap(store.runs.insert(inGroup('run-a', 1, '2026-07-02T00:00:00.000Z')));
  unwrap(store.runs.update('run-1' as RunId, { status: 'interrupted' }));
  expect(store.runs.group('group-1').map((run) => run.id)).toEqual(['run-a', 'run-b']);
  expect(store.runs.unfinished().map((run) => run.id)).toEqual(['run-b', 'run-a']);
});
