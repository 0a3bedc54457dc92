import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { ok } from '../../app/errors.ts';
import type { DatasetId, RunId } from '../../app/ids.ts';
import { aDataset, anImageDataset, aPlan } from '../../app/testing/builders.ts';
import type { RunStatus, RunSummary } from '../../app/training/run.ts';
import type { Store } from './open.ts';
import { type RunQuery, runListSql } from './runs-query.ts';
import { aNewRun, temporaryStore, unwrap } from './testing/temporary-store.ts';

const STATUSES: readonly RunStatus[] = ['completed', 'failed', 'stopped'];

/** Runs whose every field follows from their number, as a list of what was stored. */
function storeRuns(store: Store, count: number): readonly RunSummary[] {
  unwrap(store.datasets.insert(aDataset()));
  unwrap(store.datasets.insert(anImageDataset()));
  const runs: RunSummary[] = [];
  unwrap(
    store.transaction(() => {
      for (let index = 0; index < count; index += 1) runs.push(storeRun(store, index));
      return ok(null);
    }),
  );
  return runs;
}

function storeRun(store: Store, index: number): RunSummary {
  const id = `run-${String(index).padStart(5, '0')}` as RunId;
  // Spread without order; repeats, so that ties must be broken.
  const scattered = (index * 7919) % 1009;
  unwrap(
    store.runs.insert(
      aNewRun({
        id,
        name: `run ${scattered}`,
        datasetId: index % 3 === 0 ? anImageDataset().id : aDataset().id,
        groupId: `group-${index % 100}`,
        tags: index % 5 === 0 ? ['night', '50%_off'] : [],
        createdAt: new Date(Date.UTC(2026, 0, 1) + scattered * 60_000).toISOString(),
        plan: aPlan({ seed: index }),
      }),
    ),
  );
  return unwrap(
    store.runs.update(id, {
      status: STATUSES[index % STATUSES.length] ?? 'completed',
      note: index === 42 ? 'The Answer' : '',
      timing: { seconds: scattered, samplesPerSecond: 1 },
      metrics: index % 4 === 0 ? {} : { 'val/loss': scattered / 7, 'test/f1/macro': -scattered },
    }),
  );
}

function ids(runs: readonly { readonly id: RunId }[]): readonly RunId[] {
  return runs.map((run) => run.id);
}

function list(store: Store, query: Partial<RunQuery>) {
  return unwrap(store.runs.list({ offset: 0, limit: 10_000, ...query }));
}

test('ten thousand runs are sorted, filtered and paged as they would be in memory', () => {
  const store = temporaryStore();
  const runs = storeRuns(store, 10_000);
  const byId = (left: RunSummary, right: RunSummary) => (left.id < right.id ? -1 : 1);
  const sorted = (key: (run: RunSummary) => string | number | undefined, sign: 1 | -1) =>
    [...runs].sort((left, right) => {
      const [a, b] = [key(left), key(right)];
      if (a === b) return sign * byId(left, right);
      if (a === undefined || b === undefined) return a === undefined ? 1 : -1;
      return a < b ? -sign : sign;
    });

  expect(ids(list(store, {}).runs)).toEqual(ids(sorted((run) => run.createdAt, -1)));
  expect(list(store, { limit: 50 }).runs).toEqual(sorted((run) => run.createdAt, -1).slice(0, 50));
  for (const [sort, key] of [
    ['name', (run: RunSummary) => run.name],
    ['datasetName', (run: RunSummary) => run.datasetName],
    ['seconds', (run: RunSummary) => run.timing.seconds],
    ['val/loss', (run: RunSummary) => run.metrics['val/loss']],
    ['test/f1/macro', (run: RunSummary) => run.metrics['test/f1/macro']],
  ] as const) {
    expect(ids(list(store, { sort }).runs)).toEqual(ids(sorted(key, 1)));
    expect(ids(list(store, { sort, descending: true }).runs)).toEqual(ids(sorted(key, -1)));
  }

  const pages = Array.from({ length: 7 }, (_, page) =>
    list(store, { sort: 'val/loss', offset: page * 1500, limit: 1500 }),
  );
  expect(ids(pages.flatMap((page) => page.runs))).toEqual(
    ids(sorted((run) => run.metrics['val/loss'], 1)),
  );

  const filtered = (query: Partial<RunQuery>, keep: (run: RunSummary) => boolean) => {
    const found = list(store, query);
    expect(found.total).toBe(runs.filter(keep).length);
    expect(new Set(ids(found.runs))).toEqual(new Set(ids(runs.filter(keep))));
  };
  filtered({ status: ['failed', 'stopped'] }, (run) => run.status !== 'completed');
  filtered({ status: [] }, () => false);
  filtered({ dataset: 'digits' }, (run) => run.datasetName === 'digits');
  filtered({ dataset: aDataset().id }, (run) => run.datasetName === 'iris');
  filtered({ dataset: 'nothing' }, () => false);
  filtered({ tag: 'night' }, (run) => run.tags.includes('night'));
  filtered({ groupId: 'group-7' }, (run) => run.groupId === 'group-7');
  filtered({ search: 'answer' }, (run) => run.note === 'The Answer');
  filtered(
    { search: '  NIGHT   digits ' },
    (run) => run.tags.length > 0 && run.datasetName === 'digits',
  );
  // What LIKE would take for wildcards is text.
  filtered({ search: '50%_' }, (run) => run.tags.length > 0);
  filtered({ search: '%0' }, () => false);
  filtered(
    { tag: 'night', status: ['failed'], dataset: 'iris', search: 'run 77' },
    (run) =>
      run.tags.includes('night') &&
      run.status === 'failed' &&
      run.datasetName === 'iris' &&
      `${run.name} ${run.id}`.includes('77'),
  );
});

test('the list walks an index: nothing is sorted, no table is read through', () => {
  const store = temporaryStore();
  storeRuns(store, 500);
  const database = new Database(store.file);
  const plan = (query: Partial<RunQuery>) => {
    const { page } = unwrap(runListSql({ offset: 0, limit: 100, ...query }));
    return database
      .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${page.sql}`)
      .all(...page.values)
      .map((row) => row.detail)
      .join('\n');
  };
  for (const [sort, index] of [
    ['createdAt', 'runs_by_creation'],
    ['startedAt', 'runs_by_start'],
    ['endedAt', 'runs_by_end'],
    ['name', 'runs_by_name'],
    ['seconds', 'runs_by_seconds'],
    ['costUsd', 'runs_by_cost'],
    ['loss', 'runs_by_loss'],
    ['accuracy', 'runs_by_accuracy'],
    ['val/loss', 'runs_by_val_loss'],
    ['val/accuracy', 'runs_by_val_accuracy'],
    ['test/accuracy', 'runs_by_test_accuracy'],
  ] as const) {
    for (const descending of [false, true]) {
      const steps = plan({ sort, descending });
      expect(steps).toContain(`USING INDEX ${index}`);
      expect(steps).not.toContain('TEMP B-TREE');
    }
  }
  expect(plan({ dataset: 'iris' })).toMatch(/SEARCH runs USING INDEX runs_by_dataset/);
  expect(plan({ dataset: 'iris' })).not.toContain('TEMP B-TREE');
  expect(plan({ groupId: 'group-1' })).toMatch(/SEARCH runs USING INDEX runs_by_group/);
  expect(plan({ status: ['failed'] })).toMatch(/SEARCH runs USING INDEX runs_by_status/);
  expect(plan({ tag: 'night' })).toContain('run_tags_by_tag');
  database.close();
});

test('a sort that is neither a column nor a metric is an error that lists the columns', () => {
  for (const sort of ['creatdAt', "name'; DROP TABLE runs; --", '']) {
    expect(runListSql({ offset: 0, limit: 1, sort })).toMatchObject({
      ok: false,
      error: {
        code: 'contract/malformed',
        place: 'sort',
        problem: expect.stringContaining('endedAt'),
      },
    });
  }
});

test('runs of a dataset in the trash do not stand in for one of the same name', () => {
  const store = temporaryStore();
  storeRuns(store, 3);
  expect(list(store, { dataset: 'digits' as DatasetId }).total).toBe(1);
  unwrap(store.runs.markDeleted('run-00000' as RunId, '2026-08-01T00:00:00.000Z'));
  unwrap(store.datasets.markDeleted(anImageDataset().id, '2026-08-01T00:00:00.000Z'));
  unwrap(store.datasets.insert(anImageDataset({ id: 'dataset-new' as DatasetId })));
  expect(list(store, { dataset: 'digits' }).total).toBe(0);
});
