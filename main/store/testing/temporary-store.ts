import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Result } from '../../../app/errors.ts';
import type { RunId } from '../../../app/ids.ts';
import { aDataset, aModel, aPlan } from '../../../app/testing/builders.ts';
import { openStore, type Store } from '../open.ts';
import type { NewRun } from '../runs-row.ts';

/** The product's own migrations. */
export const MIGRATIONS = join(import.meta.dirname, '../../../migrations');

/** A folder that goes away with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A store on a real file that goes away with the test. */
export function temporaryStore(): Store {
  const store = unwrap(
    openStore(join(temporaryFolder(), 'hearth.db'), { migrationsFolder: MIGRATIONS }),
  );
  onTestFinished(() => store.close());
  return store;
}

/** A store with the dataset iris and one queued run, `run-1`. */
export function storeWithRun(): { readonly store: Store; readonly runId: RunId } {
  const store = temporaryStore();
  unwrap(store.datasets.insert(aDataset()));
  const run = unwrap(store.runs.insert(aNewRun()));
  return { store, runId: run.id };
}

export function aNewRun(overrides: Partial<NewRun> = {}): NewRun {
  return {
    id: 'run-1' as RunId,
    name: 'mlp on iris',
    datasetId: aDataset().id,
    datasetFingerprint: aDataset().fingerprint,
    template: 'tabular-mlp',
    groupId: null,
    tags: [],
    createdAt: '2026-08-01T09:01:00.000Z',
    plan: aPlan(),
    model: aModel(),
    ...overrides,
  };
}

/** The value of a result that must be one. */
export function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`Failed with ${JSON.stringify(result.error)}`);
  return result.value;
}
