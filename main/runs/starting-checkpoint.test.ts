import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunId } from '../../app/ids.ts';
import { aDataset, aModel, aPlan } from '../../app/testing/builders.ts';
import { type HomeFolders, homeFolders } from '../home/home-folders.ts';
import { openStore, type Store } from '../store/open.ts';
import { startingCheckpoint } from './starting-checkpoint.ts';

const RUN = 'run-1' as RunId;
let home = '';
let folders: HomeFolders;
let store: Store;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hearth-starting-'));
  folders = homeFolders(home);
  const migrationsFolder = fileURLToPath(new URL('../../migrations', import.meta.url));
  const opened = openStore(folders.store, { migrationsFolder });
  if (!opened.ok) throw new Error(opened.error.code);
  store = opened.value;
  const { id, fingerprint } = aDataset();
  store.datasets.insert(aDataset());
  store.runs.insert({
    id: RUN,
    name: 'first',
    datasetId: id,
    datasetFingerprint: fingerprint,
    template: null,
    groupId: null,
    tags: [],
    createdAt: '2026-11-01T00:00:00.000Z',
    plan: aPlan(),
    model: aModel(),
  });
  mkdirSync(join(folders.run(RUN), 'checkpoints'), { recursive: true });
});
afterEach(() => {
  store.close();
  rmSync(home, { recursive: true, force: true });
});

test('a run begins with what it branched off from, its own that no host heard of, or the one known', () => {
  expect(startingCheckpoint(store, folders, RUN)).toBeNull();

  const initial = join(folders.run(RUN), 'initial-weights.ckpt');
  writeFileSync(initial, 'weights');
  expect(startingCheckpoint(store, folders, RUN)).toBe(initial);

  const unheard = join(folders.run(RUN), 'checkpoints', 'latest.checkpoint');
  writeFileSync(unheard, 'weights');
  expect(startingCheckpoint(store, folders, RUN)).toBe(unheard);

  // One that is known but gone is not passed over: the engine says that it is missing.
  const file = join('checkpoints', 'gone.checkpoint');
  const report = { file, epoch: 0, step: 7, sizeBytes: 7, kind: 'latest' } as const;
  store.checkpoints.record(RUN, report, '2026-11-01T00:00:00.000Z');
  expect(startingCheckpoint(store, folders, RUN)).toBe(join(folders.run(RUN), file));
});
