import { rm } from 'node:fs/promises';
import type { Dataset } from '../../app/dataset/dataset.ts';
import { ok, type Result } from '../../app/errors.ts';
import type { Context } from './context.ts';

/** Stores a dataset whose folder is written, and tells of it; where it cannot be stored, the folder goes. */
export async function keepDataset(
  { store, folders, hub }: Pick<Context, 'store' | 'folders' | 'hub'>,
  dataset: Dataset,
): Promise<Result<Dataset>> {
  const inserted = store.datasets.insert(dataset);
  if (!inserted.ok) {
    await rm(folders.dataset(dataset.id), { recursive: true, force: true });
    return inserted;
  }
  hub.emit('dataset.changed', dataset);
  return ok(dataset);
}
