import type { Dataset } from '../../app/dataset/dataset.ts';
import type { PreparedManifest } from '../../app/dataset/prepared.ts';
import { ok, type Result } from '../../app/errors.ts';
import type { RunDetail } from '../../app/training/run.ts';
import { readManifest } from '../shards/manifest.ts';
import type { Context } from './context.ts';

/** A run with the dataset that it learnt from. */
export interface RunData {
  readonly detail: RunDetail;
  readonly dataset: Dataset;
  /** Of the prepared dataset. */
  readonly folder: string;
  readonly manifest: PreparedManifest;
}

/** Finds a run by id or name, and what it learnt from. */
export async function findRunData(
  { store, folders }: Pick<Context, 'store' | 'folders'>,
  run: string,
): Promise<Result<RunData>> {
  const found = store.runs.find(run);
  if (!found.ok) return found;
  const detail = store.runs.get(found.value.id);
  if (!detail.ok) return detail;
  const dataset = store.datasets.find(found.value.datasetId);
  if (!dataset.ok) return dataset;
  const folder = folders.dataset(dataset.value.id);
  const manifest = await readManifest(folder);
  if (!manifest.ok) return manifest;
  return ok({
    detail: detail.value,
    dataset: dataset.value,
    folder,
    manifest: manifest.value,
  });
}
