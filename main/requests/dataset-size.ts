import type { Dataset } from '../../app/dataset/dataset.ts';
import { diskUsage } from '../home/disk-usage.ts';
import type { Context } from './context.ts';

/**
 * A dataset with what it takes on disk now: since it was stored, looking at it may have left profiles and an index of
 * its rows beside them, and folds hold rows of their own.
 */
export async function withSizeNow(
  { store, folders }: Pick<Context, 'store' | 'folders'>,
  dataset: Dataset,
): Promise<Dataset> {
  const seen = new Set<number>();
  let sizeBytes = 0;
  for (const { id } of [dataset, ...store.datasets.foldsOf(dataset.id)]) {
    sizeBytes += (await diskUsage(folders.dataset(id), seen)).sizeBytes;
  }
  return { ...dataset, sizeBytes };
}
