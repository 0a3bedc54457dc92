import { rm, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { Dataset, ImportOptions } from '../../app/dataset/dataset.ts';
import type { ProgressUnit } from '../../app/dataset/import-progress.ts';
import { checkDatasetName } from '../../app/dataset/name.ts';
import { fail, ok } from '../../app/errors.ts';
import type { DatasetId } from '../../app/ids.ts';
import { importDataset } from '../datasets/import-dataset.ts';
import { readSourceRows } from '../datasets/read-rows.ts';
import { type PictureSource, RecipePreviews } from '../datasets/recipes/recipe-previews.ts';
import { reprepareDataset } from '../datasets/reprepare-dataset.ts';
import { readSource } from '../datasets/source-fingerprint.ts';
import { readManifest } from '../shards/manifest.ts';
import { type Context, freshId, type HandlersOf, isoNow } from './context.ts';
import { keepDataset } from './keep-dataset.ts';
import { sourceOf } from './sample-source.ts';

/** Requests about how tables are prepared. */
export function recipeRequests({
  store,
  hub,
  folders,
  samplesFolder,
  preparations,
}: Context): HandlersOf<'recipes'> {
  const previews = new RecipePreviews();

  /** What a dataset's manifest says; null where there is none to read. */
  async function manifestOf(dataset: Dataset) {
    const manifest = await readManifest(folders.dataset(dataset.id));
    return manifest.ok ? manifest.value : null;
  }

  /** Where the pictures of a dataset came from, while that is still there; null for other data. */
  async function picturesOf({ id, input, source, format }: Dataset): Promise<PictureSource | null> {
    if (input.kind !== 'image') return null;
    const found = await sourceOf(samplesFolder, source, {});
    if (!found.ok || !isAbsolute(found.value.path)) return null;
    const { path, options } = found.value;
    const status = await stat(path).catch(() => null);
    if (status === null) return null;
    const was = await readSource(folders.dataset(id));
    const chosen = importChoices(was?.choices ?? '[]');
    return { path, options: { ...options, ...chosen, format } };
  }

  /** Datasets of the same source, the oldest first. */
  async function versionsOf(dataset: Dataset, sourceFingerprint: string | null) {
    const others = store.datasets.list().filter(({ id }) => id !== dataset.id);
    const known = await Promise.all(
      [dataset, ...others].map(async (one) => ({
        one,
        manifest: await manifestOf(one),
        source: await readSource(folders.dataset(one.id)),
      })),
    );
    return known
      .filter(
        ({ one, source }) =>
          one.id === dataset.id ||
          (sourceFingerprint !== null && source?.sha256 === sourceFingerprint),
      )
      .toSorted((left, right) => (left.one.createdAt < right.one.createdAt ? -1 : 1))
      .map(({ one, manifest }) => ({
        dataset: one.name,
        createdAt: one.createdAt,
        fingerprint: one.fingerprint,
        steps: manifest?.recipe.recipe?.steps.length ?? null,
        split: manifest?.recipe.recipe?.split?.kind ?? null,
      }));
  }

  return {
    'recipes.show': async ({ dataset }) => {
      const found = store.datasets.find(dataset);
      if (!found.ok) return found;
      const manifest = await readManifest(folders.dataset(found.value.id));
      if (!manifest.ok) return manifest;
      const { recipe } = manifest.value;
      const source = await readSource(folders.dataset(found.value.id));
      const sourceFingerprint = source?.sha256 ?? null;
      return ok({
        dataset: found.value.name,
        recipe: recipe.recipe,
        fitted: recipe.table,
        sourceFingerprint,
        versions: await versionsOf(found.value, sourceFingerprint),
      });
    },

    'recipes.preview': async ({ source, recipe, steps }) => {
      if (source.kind === 'path') {
        const from = await sourceOf(samplesFolder, source.path, source.options);
        if (!from.ok) return from;
        return previews.ofFile(from.value.path, from.value.options, { recipe, upTo: steps });
      }
      const found = store.datasets.find(source.dataset);
      if (!found.ok) return found;
      const folder = folders.dataset(found.value.id);
      const tried = { recipe, upTo: steps };
      const readRows = async (rows: readonly number[]) => {
        const read = await readSourceRows(folder, found.value, rows);
        return read.ok ? read.value.map(({ values }) => values ?? {}) : [];
      };
      const pictures = await picturesOf(found.value);
      return previews.ofDataset(folder, found.value, tried, readRows, pictures);
    },

    'recipes.check': async ({ source, recipe, token }) => {
      const id = freshId('dataset') as DatasetId;
      // Named as what is left of a killed import is, so that it goes as that does.
      const datasetsFolder = join(folders.datasets, `${id}-check.partial`);
      const common = {
        name: 'check',
        id,
        createdAt: isoNow(),
        datasetsFolder,
        onProgress: (done: number, total: number | null, unit: ProgressUnit = 'rows') =>
          hub.emit('import.progress', { token, done, total, unit }),
      };
      try {
        const prepared = await preparations.run(token, async (signal) => {
          if (source.kind === 'path') {
            const from = await sourceOf(samplesFolder, source.path, source.options);
            if (!from.ok) return from;
            const { path, options } = from.value;
            return importDataset({ ...common, path, options: { ...options, recipe }, signal });
          }
          const found = store.datasets.find(source.dataset);
          if (!found.ok) return found;
          const fromFolder = folders.dataset(found.value.id);
          const pictures = await picturesOf(found.value);
          const from = { from: found.value, fromFolder, pictures };
          return reprepareDataset({ ...common, ...from, recipe, signal });
        });
        return prepared.ok ? ok({ rows: prepared.value.rows }) : prepared;
      } finally {
        await rm(datasetsFolder, { recursive: true, force: true });
      }
    },

    'recipes.apply': async ({ dataset, name: wanted, recipe, token }) => {
      const name = checkDatasetName(wanted);
      if (!name.ok) return name;
      if (store.datasets.byName(name.value) !== null) {
        return fail({ code: 'dataset/name-taken', name: name.value });
      }
      const from = store.datasets.find(dataset);
      if (!from.ok) return from;
      const id = freshId('dataset') as DatasetId;
      const pictures = await picturesOf(from.value);
      const prepared = await preparations.run(token, (signal) =>
        reprepareDataset({
          from: from.value,
          fromFolder: folders.dataset(from.value.id),
          pictures,
          recipe,
          name: name.value,
          id,
          createdAt: isoNow(),
          datasetsFolder: folders.datasets,
          onProgress: (done, total, unit = 'rows') =>
            hub.emit('import.progress', { token, done, total, unit }),
          signal,
        }),
      );
      return prepared.ok ? keepDataset({ store, folders, hub }, prepared.value) : prepared;
    },
  };
}

/** Of the choices that a source was imported by, those that say what of it was read. */
function importChoices(choices: string): Pick<ImportOptions, 'member' | 'target'> {
  const { member, target }: ImportOptions = Object.fromEntries(JSON.parse(choices));
  return { ...(member !== undefined && { member }), ...(target !== undefined && { target }) };
}
