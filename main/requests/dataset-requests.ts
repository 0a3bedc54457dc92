import type { Params } from '../../app/contract/requests.ts';
import type { Dataset, ImportOptions } from '../../app/dataset/dataset.ts';
import { checkDatasetName } from '../../app/dataset/name.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import type { DatasetId } from '../../app/ids.ts';
import { runAudit } from '../datasets/audit/run-audit.ts';
import { importDataset } from '../datasets/import-dataset.ts';
import { previewDataset } from '../datasets/preview-dataset.ts';
import { ratingFacts } from '../datasets/ratings/rating-facts.ts';
import { readDatasetRows } from '../datasets/read-rows.ts';
import { listSamples } from '../datasets/samples.ts';
import { findSameSource, readSource } from '../datasets/source-fingerprint.ts';
import { type Context, freshId, type HandlersOf, isoNow } from './context.ts';
import { withSizeNow } from './dataset-size.ts';
import { keepDataset } from './keep-dataset.ts';
import { SAMPLE_PREFIX, sourceOf } from './sample-source.ts';

/** What is to become a dataset. */
type Addition = Params<'datasets.import'>;

/** Requests about datasets and the bundled samples. */
export function datasetRequests(context: Context): HandlersOf<'datasets'> & HandlersOf<'samples'> {
  const { store, hub, folders, samplesFolder, preparations } = context;

  /** The dataset that these bytes became before, with the same choices. */
  async function sameDataset(
    from: { readonly path: string; readonly options: ImportOptions },
    signal: AbortSignal,
  ): Promise<Dataset | null> {
    // What an older version may have done wrong is imported again.
    const datasets = store.datasets.list().filter((one) => one.importFault === undefined);
    const byFolder = new Map(datasets.map((dataset) => [folders.dataset(dataset.id), dataset]));
    const same = await findSameSource(from.path, from.options, [...byFolder.keys()], signal).catch(
      () => null,
    );
    return byFolder.get(same ?? '') ?? null;
  }

  async function add({ path, name: wanted, options, token, again }: Addition) {
    const name = checkDatasetName(wanted);
    if (!name.ok) return name;
    if (store.datasets.byName(name.value) !== null) {
      return fail({ code: 'dataset/name-taken', name: name.value });
    }
    const from = await sourceOf(samplesFolder, path, options);
    if (!from.ok) return from;
    return preparations.run(token, async (signal) => {
      const same = again === true ? null : await sameDataset(from.value, signal);
      if (same !== null) return fail({ code: 'dataset/already-imported', path, name: same.name });
      const id = freshId('dataset') as DatasetId;
      const imported = await importDataset({
        ...from.value,
        source: path,
        name: name.value,
        id,
        createdAt: isoNow(),
        datasetsFolder: folders.datasets,
        onProgress: (done, total, unit = 'rows') =>
          hub.emit('import.progress', { token, done, total, unit }),
        signal,
      });
      return imported.ok ? keepDataset({ store, folders, hub }, imported.value) : imported;
    });
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
    'samples.import': ({ sample }) =>
      add({ path: SAMPLE_PREFIX + sample, name: sample, options: {}, token: sample, again: true }),

    'datasets.preview': async ({ path, options }) => {
      const from = await sourceOf(samplesFolder, path, options);
      return from.ok ? previewDataset(from.value.path, from.value.options) : from;
    },
    'datasets.import': add,
    'datasets.cancel-import': ({ token }) => {
      preparations.cancel(token);
      return ok(null);
    },
    'datasets.list': async () => {
      const datasets = store.datasets.list();
      return ok(await Promise.all(datasets.map((dataset) => withSizeNow(context, dataset))));
    },
    'datasets.get': async ({ dataset }) => {
      const found = store.datasets.find(dataset);
      if (!found.ok) return found;
      const folder = folders.dataset(found.value.id);
      const { recognised, warnings } = (await readSource(folder)) ?? {};
      const ratings = found.value.task === 'recommendation' ? await ratingFacts(folder) : undefined;
      const now = await withSizeNow(context, found.value);
      return ok({
        ...now,
        ...(recognised && { recognised }),
        ...(warnings && { warnings }),
        ...(ratings && { ratings }),
      });
    },

    'datasets.rows': async ({ dataset, split, offset, limit }) => {
      const found = store.datasets.find(dataset);
      if (!found.ok) return found;
      return readDatasetRows(folders.dataset(found.value.id), found.value, split, offset, limit);
    },

    'datasets.audit': async ({ dataset, token = freshId('audit') }) => {
      const found = store.datasets.find(dataset);
      if (!found.ok) return found;
      const folder = folders.dataset(found.value.id);
      return preparations.run(token, (signal) =>
        runAudit(
          folder,
          found.value,
          (progress) => hub.emit('audit.progress', { token, ...progress }),
          signal,
        ),
      );
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
