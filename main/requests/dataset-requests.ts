import { rm } from 'node:fs/promises';
import type { Dataset, ImportOptions } from '../../app/dataset/dataset.ts';
import { checkDatasetName } from '../../app/dataset/name.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import type { DatasetId } from '../../app/ids.ts';
import { importDataset } from '../datasets/import-dataset.ts';
import { previewDataset } from '../datasets/preview-dataset.ts';
import { readDatasetRows } from '../datasets/read-rows.ts';
import { listSamples, samplePath } from '../datasets/samples.ts';
import { type Context, freshId, type HandlersOf, isoNow } from './context.ts';

/** A sample is imported by this in place of a path, also from the command line. */
const SAMPLE_PREFIX = 'sample:';

/** Requests about datasets and the bundled samples. */
export function datasetRequests(context: Context): HandlersOf<'datasets'> & HandlersOf<'samples'> {
  const { store, hub, folders, samplesFolder } = context;

  /** The file behind what a user named, and the choices that go with it. */
  async function source(path: string, options: ImportOptions) {
    if (!path.startsWith(SAMPLE_PREFIX)) return ok({ path, options });
    const sample = await samplePath(samplesFolder, path.slice(SAMPLE_PREFIX.length));
    return sample.ok
      ? ok({ path: sample.value.path, options: { ...sample.value.options, ...options } })
      : sample;
  }

  async function add(
    path: string,
    wantedName: string,
    options: ImportOptions,
    token: string,
  ): Promise<Result<Dataset>> {
    const name = checkDatasetName(wantedName);
    if (!name.ok) return name;
    if (store.datasets.byName(name.value) !== null) {
      return fail({ code: 'dataset/name-taken', name: name.value });
    }
    const from = await source(path, options);
    if (!from.ok) return from;
    const id = freshId('dataset') as DatasetId;
    const imported = await importDataset({
      ...from.value,
      source: path,
      name: name.value,
      id,
      createdAt: isoNow(),
      datasetsFolder: folders.datasets,
      onProgress: (done, total) => hub.emit('import.progress', { token, done, total }),
    });
    if (!imported.ok) return imported;
    const inserted = store.datasets.insert(imported.value);
    if (!inserted.ok) {
      await rm(folders.dataset(id), { recursive: true, force: true });
      return inserted;
    }
    hub.emit('dataset.changed', imported.value);
    return imported;
  }

  function changed(result: Result<Dataset>): Result<Dataset> {
    if (result.ok) hub.emit('dataset.changed', result.value);
    return result;
  }

  return {
    'samples.list': async () => {
      const imported = new Set(store.datasets.list().map((dataset) => dataset.source));
      const samples = await listSamples(samplesFolder);
      return ok(
        samples.map((sample) => ({
          ...sample,
          imported: imported.has(SAMPLE_PREFIX + sample.name),
        })),
      );
    },
    'samples.import': ({ sample }) => add(SAMPLE_PREFIX + sample, sample, {}, sample),

    'datasets.preview': async ({ path, options }) => {
      const from = await source(path, options);
      return from.ok ? previewDataset(from.value.path, from.value.options) : from;
    },
    'datasets.import': ({ path, name, options, token }) => add(path, name, options, token),
    'datasets.list': () => ok(store.datasets.list()),
    'datasets.get': ({ dataset }) => store.datasets.find(dataset),

    'datasets.rows': async ({ dataset, split, offset, limit }) => {
      const found = store.datasets.find(dataset);
      if (!found.ok) return found;
      return readDatasetRows(folders.dataset(found.value.id), found.value, split, offset, limit);
    },

    'datasets.rename': ({ dataset, name }) => {
      const valid = checkDatasetName(name);
      if (!valid.ok) return valid;
      const found = store.datasets.find(dataset);
      return found.ok ? changed(store.datasets.rename(found.value.id, valid.value)) : found;
    },

    'datasets.delete': ({ dataset }) => {
      const found = store.datasets.find(dataset);
      if (!found.ok) return found;
      const deleted = store.datasets.markDeleted(found.value.id, isoNow());
      if (deleted.ok) hub.emit('dataset.deleted', { datasetId: found.value.id });
      return deleted;
    },
    'datasets.undelete': ({ dataset }) => changed(store.datasets.undelete(dataset)),
  };
}
