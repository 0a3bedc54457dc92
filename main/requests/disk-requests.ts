import { rm, statfs, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { DiskReport } from '../../app/contract/requests.ts';
import { ok } from '../../app/errors.ts';
import type { DatasetId } from '../../app/ids.ts';
import { diskUsage } from '../home/disk-usage.ts';
import type { StoredCheckpoint } from '../store/checkpoints-table.ts';
import type { Context, HandlersOf } from './context.ts';

const MS_PER_DAY = 24 * 3600 * 1000;

/** What the home takes on disk, and letting go of what the retention rule names. */
export function diskRequests({ store, folders }: Context): HandlersOf<'disk'> {
  /** Of runs that ended longer ago than the settings say: every checkpoint but the best. */
  function prunable(): readonly StoredCheckpoint[] {
    const { pruneAfterDays } = store.settings.read();
    if (pruneAfterDays === 0) return [];
    return store.checkpoints.prunable(
      new Date(Date.now() - pruneAfterDays * MS_PER_DAY).toISOString(),
    );
  }

  /** A dataset's folder, and those of its folds. */
  function foldersOf(id: DatasetId): readonly string[] {
    return [id, ...store.datasets.foldsOf(id).map((fold) => fold.id)].map(folders.dataset);
  }

  async function report(): Promise<DiskReport> {
    const seen = new Set<number>();
    const part = async (kind: DiskReport['parts'][number]['kind'], paths: readonly string[]) => {
      let sizeBytes = 0;
      let items = 0;
      for (const path of paths) {
        const usage = await diskUsage(path, seen);
        sizeBytes += usage.sizeBytes;
        items += usage.files;
      }
      return { kind, sizeBytes, items };
    };
    const trash = [
      ...store.datasets.trash().flatMap(({ id }) => foldersOf(id)),
      ...store.runs.trash().map(({ id }) => folders.run(id)),
    ];
    const parts = [
      await part('trash', trash),
      await part(
        'datasets',
        store.datasets.list().flatMap(({ id }) => foldersOf(id)),
      ),
      await part('checkpoints', [folders.runs]),
      await part('store', [folders.store, `${folders.store}-wal`, `${folders.store}-shm`]),
      await part('uploads', [folders.uploads]),
      await part('runtimes', [folders.runtimes]),
      await part('other', [folders.home]),
    ];
    const space = await statfs(folders.home);
    const old = prunable();
    const { keepCheckpoints, pruneAfterDays } = store.settings.read();
    return {
      home: folders.home,
      totalBytes: parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      freeBytes: space.bavail * space.bsize,
      parts,
      prunable: { ...countOf(old), keepCheckpoints, pruneAfterDays },
    };
  }

  return {
    'disk.report': async () => ok(await report()),
    'disk.prune': async () => {
      const old = prunable();
      for (const { runId, file } of old) {
        await unlink(join(folders.run(runId), file)).catch(() => {
          // Already gone: the row goes, too.
        });
        const removed = store.checkpoints.remove(runId, [file]);
        if (!removed.ok) return removed;
      }
      return ok(countOf(old));
    },
  };
}

function countOf(checkpoints: readonly StoredCheckpoint[]) {
  return {
    checkpoints: checkpoints.length,
    sizeBytes: checkpoints.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  };
}

/** What was deleted stays in the trash for a week, then its files and rows go. */
export async function emptyOldTrash({ store, folders }: Pick<Context, 'store' | 'folders'>) {
  const before = new Date(Date.now() - 7 * MS_PER_DAY).toISOString();
  for (const { id, deletedAt } of store.runs.trash()) {
    if (deletedAt >= before) continue;
    const purged = await store.runs.purge(id);
    if (purged.ok) await rm(folders.run(id), { recursive: true, force: true });
  }
  for (const { id, deletedAt } of store.datasets.trash()) {
    if (deletedAt >= before) continue;
    const family = [id, ...store.datasets.foldsOf(id).map((fold) => fold.id)];
    const purged = store.datasets.purge(id);
    if (!purged.ok) continue;
    for (const one of family) await rm(folders.dataset(one), { recursive: true, force: true });
  }
  for (const { id, deletedAt } of store.measurements.trash()) {
    if (deletedAt < before) store.measurements.purge(id);
  }
  for (const scenarios of [store.scenarios, store.marketScenarios]) {
    for (const { id, deletedAt } of scenarios.trash()) {
      if (deletedAt < before) scenarios.purge(id);
    }
  }
}
