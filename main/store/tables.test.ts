import { expect, test } from 'vitest';
import type { StoredModel } from '../../app/contract/requests.ts';
import type { DatasetId, ModelId, RunId } from '../../app/ids.ts';
import { DEFAULT_SETTINGS } from '../../app/settings.ts';
import { aDataset, aModel, anImageDataset } from '../../app/testing/builders.ts';
import { aNewRun, storeWithRun, temporaryStore, unwrap } from './testing/temporary-store.ts';

const AT = '2026-08-01T10:00:00.000Z';
const LATER = '2026-08-02T10:00:00.000Z';

test('datasets come back as they were, by id, name and in order of name', () => {
  const store = temporaryStore();
  unwrap(store.datasets.insert(aDataset()));
  unwrap(store.datasets.insert(anImageDataset()));
  expect(store.datasets.list()).toEqual([anImageDataset(), aDataset()]);
  expect(store.datasets.get(aDataset().id)).toEqual(aDataset());
  expect(store.datasets.byName('digits')).toEqual(anImageDataset());
  expect(unwrap(store.datasets.find('iris'))).toEqual(aDataset());
  expect(store.datasets.find('Iris')).toEqual({
    ok: false,
    error: { code: 'dataset/not-found', name: 'Iris' },
  });
});

test('a name belongs to one dataset at a time', () => {
  const store = temporaryStore();
  const taken = { ok: false, error: { code: 'dataset/name-taken', name: 'iris' } };
  const first = aDataset();
  const second = aDataset({ id: 'dataset-2' as DatasetId });
  unwrap(store.datasets.insert(first));
  expect(store.datasets.insert(second)).toEqual(taken);
  unwrap(store.datasets.insert(anImageDataset()));
  expect(store.datasets.rename(anImageDataset().id, 'iris')).toEqual(taken);
  expect(unwrap(store.datasets.rename(first.id, 'iris'))).toEqual(first);

  unwrap(store.datasets.markDeleted(first.id, AT));
  unwrap(store.datasets.insert(second));
  expect(store.datasets.undelete(first.id)).toEqual(taken);
  unwrap(store.datasets.rename(second.id, 'iris 2'));
  expect(unwrap(store.datasets.undelete(first.id))).toEqual(first);
});

test('a dataset stays as long as runs need it', async () => {
  const { store, runId } = storeWithRun();
  const { id } = aDataset();
  const inUse = { ok: false, error: { code: 'dataset/in-use', name: 'iris', runs: 1 } };
  expect(store.datasets.markDeleted(id, AT)).toEqual(inUse);
  unwrap(store.runs.update(runId, { status: 'completed' }));
  unwrap(store.runs.markDeleted(runId, AT));
  unwrap(store.datasets.markDeleted(id, AT));
  expect(store.datasets.trash()).toEqual([{ id, name: 'iris', deletedAt: AT }]);
  // The run in the trash could still come back, but not without its dataset.
  expect(store.datasets.purge(id)).toEqual(inUse);
  expect(store.runs.undelete(runId)).toEqual({
    ok: false,
    error: { code: 'dataset/not-found', name: 'iris' },
  });
  unwrap(await store.runs.purge(runId));
  unwrap(store.datasets.purge(id));
  expect(store.datasets.undelete(id).ok).toBe(false);
});

test('models are saved, renamed, thrown away and brought back', () => {
  const store = temporaryStore();
  const id = 'model-1' as ModelId;
  const model: StoredModel = { id, name: 'mlp', spec: aModel(), createdAt: AT, changedAt: AT };
  const notFound = { ok: false, error: { code: 'model/not-found', model: id } };
  expect(store.models.get(id)).toEqual(notFound);
  expect(unwrap(store.models.save(model))).toEqual(model);
  const wider = { ...model, spec: aModel({ name: 'wide' }), changedAt: LATER };
  expect(unwrap(store.models.save({ ...wider, createdAt: LATER }))).toEqual(wider);
  const renamed = { ...wider, name: 'wide mlp' };
  expect(unwrap(store.models.rename(id, 'wide mlp', LATER))).toEqual(renamed);
  unwrap(store.models.markDeleted(id, LATER));
  expect(store.models.list()).toEqual([]);
  expect(store.models.rename(id, 'gone', LATER)).toEqual(notFound);
  expect(store.models.trash()).toEqual([{ id, name: 'wide mlp', deletedAt: LATER }]);
  expect(unwrap(store.models.undelete(id))).toEqual(renamed);
  expect(store.models.purge(id)).toEqual(notFound);
  unwrap(store.models.markDeleted(id, LATER));
  unwrap(store.models.purge(id));
  expect(store.models.undelete(id)).toEqual(notFound);
});

test('a run has one latest and one best checkpoint, and as many others as the engine keeps', () => {
  const { store, runId } = storeWithRun();
  const record = (kind: 'latest' | 'best' | 'epoch', epoch: number) =>
    unwrap(
      store.checkpoints.record(
        runId,
        { file: `${kind}-${epoch}`, epoch, step: epoch * 4, sizeBytes: 1000, kind },
        AT,
      ),
    );
  record('latest', 0);
  record('best', 0);
  record('epoch', 0);
  record('latest', 1);
  record('epoch', 1);
  expect(store.checkpoints.list(runId).map(({ file }) => file)).toEqual([
    'epoch-1',
    'latest-1',
    'best-0',
    'epoch-0',
  ]);
  expect(store.checkpoints.latest(runId)).toMatchObject({
    runId,
    file: 'latest-1',
    sizeBytes: 1000,
  });
  expect(store.checkpoints.best(runId)?.file).toBe('best-0');

  unwrap(store.runs.update(runId, { status: 'completed', endedAt: AT }));
  expect(store.checkpoints.prunable(AT)).toEqual([]);
  const prunable = store.checkpoints.prunable(LATER).map(({ file }) => file);
  expect(prunable.sort()).toEqual(['epoch-0', 'epoch-1', 'latest-1']);
  unwrap(store.checkpoints.remove(runId, prunable));
  expect(store.checkpoints.list(runId).map(({ file }) => file)).toEqual(['best-0']);
});

test('nothing is let go of a run without a best checkpoint, nor a file that is the best', () => {
  const { store, runId } = storeWithRun();
  const latest = { file: 'a', epoch: 0, step: 4, sizeBytes: 1, kind: 'latest' } as const;
  unwrap(store.runs.update(runId, { status: 'stopped', endedAt: AT }));
  unwrap(store.checkpoints.record(runId, latest, AT));
  expect(store.checkpoints.prunable(LATER)).toEqual([]);
  unwrap(store.checkpoints.record(runId, { ...latest, kind: 'best' }, AT));
  expect(store.checkpoints.prunable(LATER)).toEqual([]);
  unwrap(store.checkpoints.record(runId, { ...latest, file: 'b', kind: 'best' }, AT));
  expect(store.checkpoints.prunable(LATER).map(({ file }) => file)).toEqual(['a']);
});

test('settings have defaults, keep what is written, and refuse all of a bad change', () => {
  const store = temporaryStore();
  expect(store.settings.read()).toEqual(DEFAULT_SETTINGS);
  const changes = { language: 'zh', vat: 0.19, tariffRegion: null, machineWatts: 120 };
  expect(unwrap(store.settings.write(changes))).toEqual({ ...DEFAULT_SETTINGS, ...changes });
  expect(store.settings.write({ threads: 4, vat: 19 })).toEqual({
    ok: false,
    error: {
      code: 'settings/invalid',
      key: 'vat',
      value: '19',
      expected: 'number in [0, 1]',
    },
  });
  expect(store.settings.write({ toString: 'x' })).toMatchObject({
    error: { code: 'settings/unknown-key', key: 'toString', known: Object.keys(DEFAULT_SETTINGS) },
  });
  expect(store.settings.read()).toEqual({ ...DEFAULT_SETTINGS, ...changes });
});

test.each([
  ['language', 'fr'],
  ['theme', 1],
  ['tariffRegion', ''],
  ['tariffUsdPerKwh', -0.1],
  ['currency', 'euro'],
  ['vat', Number.NaN],
  ['machineWatts', 0],
  ['machinePriceUsd', '900'],
  ['machineLifeYears', null],
  ['machineHoursPerYear', 9000],
  ['threads', 1.5],
  ['keepCheckpoints', -1],
  ['pruneAfterDays', Number.POSITIVE_INFINITY],
])('the setting %s refuses %s', (key, value) => {
  expect(temporaryStore().settings.write({ [key]: value })).toMatchObject({
    error: { code: 'settings/invalid', key, value: String(value) },
  });
});

test('every default is a value that may be set', () => {
  const store = temporaryStore();
  expect(unwrap(store.settings.write({ ...DEFAULT_SETTINGS }))).toEqual(DEFAULT_SETTINGS);
});

test('a run cannot be stored for a dataset that is not there', () => {
  const store = temporaryStore();
  expect(() => store.runs.insert(aNewRun({ id: 'run-1' as RunId }))).toThrow('FOREIGN KEY');
});
