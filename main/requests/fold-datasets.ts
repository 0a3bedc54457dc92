import { rm } from 'node:fs/promises';
import type { Dataset, Recipe } from '../../app/dataset/dataset.ts';
import type { SplitSpec } from '../../app/dataset/recipes/recipe-spec.ts';
import { hasClasses } from '../../app/dataset/tasks.ts';
import { type AppError, fail, ok, type Result } from '../../app/errors.ts';
import type { DatasetId } from '../../app/ids.ts';
import type { ImportWork } from '../datasets/importer.ts';
import { reprepareDataset } from '../datasets/reprepare-dataset.ts';
import { readManifest } from '../shards/manifest.ts';
import { type Context, freshId, isoNow } from './context.ts';

/** Of the rows that do not test, where the dataset's own split says nothing. */
const USUAL_VAL = 0.15;

/** How folds are prepared: whom it tells of how far one of them is, and what may end it. */
export interface FoldWatch {
  readonly onProgress: (fold: number, ...progress: Parameters<ImportWork['onProgress']>) => void;
  readonly signal: AbortSignal;
}

/**
 * The rows of a dataset prepared once for each fold, which is its test: those that were made before, and the missing
 * ones, all or none: also where it is `cancelled`. Fails where a dataset cannot be dealt out again or has too few rows.
 */
export async function foldDatasets(
  { store, folders }: Pick<Context, 'store' | 'folders'>,
  dataset: Dataset,
  folds: number,
  { onProgress, signal }: FoldWatch,
): Promise<Result<readonly Dataset[]>> {
  const few = tooFewRows(dataset, folds);
  if (few !== null) return fail(few);
  const folder = folders.dataset(dataset.id);
  const manifest = await readManifest(folder);
  if (!manifest.ok) return manifest;
  // Folds of boxes and of what is given back would be compared by no measure of one row.
  const ofPictures = dataset.input.kind === 'image';
  const isUntold = ofPictures && !hasClasses(dataset.task);
  // Pictures are dealt out by no recipe, unless one corrects them.
  const pictures: Recipe | null = ofPictures ? { version: 1, steps: [] } : null;
  const recipe = manifest.value.recipe.recipe ?? pictures;
  const split = recipe?.split;
  if (dataset.fold !== undefined || !recipe || isUntold) return refused(dataset, 'no-rows');
  if (dataset.task === 'forecasting' || split?.kind === 'time' || split?.kind === 'sequential') {
    return refused(dataset, dataset.task === 'language-modeling' ? 'no-rows' : 'time');
  }
  if (split?.kind === 'leave-last-out' || split?.kind === 'column')
    return refused(dataset, 'given');

  const known = store.datasets.foldsOf(dataset.id);
  const fresh: Dataset[] = [];
  const all: Dataset[] = [];
  const undo = () =>
    Promise.all(fresh.map(({ id }) => rm(folders.dataset(id), { recursive: true, force: true })));
  for (let fold = 0; fold < folds; fold += 1) {
    const made = known.find((one) => one.fold?.folds === folds && one.fold.index === fold);
    if (made !== undefined) {
      all.push(made);
      continue;
    }
    const prepared = await reprepareDataset({
      from: dataset,
      fromFolder: folder,
      recipe: { ...recipe, split: foldSplit(dataset, recipe, folds, fold) },
      name: dataset.name,
      id: freshId('dataset') as DatasetId,
      createdAt: isoNow(),
      datasetsFolder: folders.datasets,
      onProgress: (...progress) => onProgress(fold, ...progress),
      signal,
    });
    if (!prepared.ok) {
      await undo();
      // Running text and pictures with boxes keep no rows to deal out again.
      return prepared.error.code === 'recipe/no-table' ? refused(dataset, 'no-rows') : prepared;
    }
    const name = `${dataset.name} · ${fold + 1}/${folds}`;
    const one = { ...prepared.value, name, fold: { of: dataset.id, index: fold, folds } };
    fresh.push(one);
    all.push(one);
  }
  if (signal.aborted) {
    await undo();
    return fail({ code: 'cancelled' });
  }
  const stored = store.transaction(() => {
    for (const one of fresh) {
      const inserted = store.datasets.insert(one);
      if (!inserted.ok) return inserted;
    }
    return ok(all);
  });
  if (!stored.ok) await undo();
  return stored;
}

function refused(
  { name }: Dataset,
  reason: Extract<AppError, { code: 'dataset/no-folds' }>['reason'],
): Result<never> {
  return fail({ code: 'dataset/no-folds', name, reason });
}

/** Every fold needs a row of every class. */
function tooFewRows({ name, classCounts, rows }: Dataset, folds: number): AppError | null {
  const all = rows.train + rows.val + rows.test;
  const smallest = classCounts.reduce<{ name: string | null; count: number }>(
    (least, one) => (one.count < least.count ? one : least),
    { name: null, count: all },
  );
  if (smallest.count >= folds) return null;
  const { name: className, count } = smallest;
  return { code: 'dataset/folds-too-many', name, folds, rows: count, className };
}

/** The fold as a split: groups stay together where the dataset's own split keeps them so. */
function foldSplit(dataset: Dataset, { split }: Recipe, folds: number, fold: number): SplitSpec {
  const { train, val } = dataset.splitFractions;
  const share = split?.kind === 'k-fold' ? split.val : val / (train + val);
  const group =
    split?.kind === 'grouped' ? split.column : split?.kind === 'k-fold' ? split.group : undefined;
  return {
    kind: 'k-fold',
    folds,
    fold,
    val: share >= 0.01 && share <= 0.9 ? share : USUAL_VAL,
    seed: split?.kind === 'k-fold' ? split.seed : dataset.splitSeed,
    ...(group !== undefined && { group }),
  };
}
