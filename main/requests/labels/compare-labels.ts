import {
  compareScores,
  type PairedScores,
} from '../../../app/dataset/audit/labels/compare-scores.ts';
import type { LabelComparison } from '../../../app/dataset/audit/labels/label-report.ts';
import type { Dataset } from '../../../app/dataset/dataset.ts';
import { type Corrections, correctionsOf } from '../../../app/dataset/recipes/corrections.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { isActive } from '../../../app/training/run-status.ts';
import { readCorrectedFrom } from '../../datasets/corrected-from.ts';
import { keepComparison, readComparison } from '../../datasets/kept-comparison.ts';
import { readManifest } from '../../shards/manifest.ts';
import type { Context } from '../context.ts';
import { type FoldGroup, foldGroup, foldRuns } from './fold-group.ts';
import { type OutOfFold, outOfFold } from './out-of-fold.ts';

type Means = Pick<Context, 'store' | 'folders' | 'scores'>;

/**
 * Sets what models of one plan say before and after labels were corrected side by side. Only rows with the same label
 * in both count: a row that was relabelled to what a model says would flatter the new one.
 * What it comes to is kept in the dataset's folder, since each model is asked in a process of its own.
 */
export async function compareLabels(means: Means, asked: string): Promise<Result<LabelComparison>> {
  const { store, folders } = means;
  const found = store.datasets.find(asked);
  if (!found.ok) return found;
  const after = found.value;
  const correctedFrom = await readCorrectedFrom(folders.dataset(after.id));
  if (correctedFrom === null) return fail({ code: 'labels/not-corrected', name: after.name });
  const corrections = await correctionsIn(folders.dataset(after.id), after);
  if (!corrections.ok) return corrections;
  const before = store.datasets.get(correctedFrom.dataset);
  const earlier =
    before === null
      ? ok<Corrections>({ relabelled: new Map(), excluded: new Set() })
      : await correctionsIn(folders.dataset(before.id), before);
  if (!earlier.ok) return earlier;
  const newer = new Set(
    [...corrections.value.relabelled]
      .filter(([row, { to }]) => earlier.value.relabelled.get(row)?.to !== to)
      .map(([row]) => row),
  );
  const excluded = [...corrections.value.excluded].filter(
    (row) => !earlier.value.excluded.has(row),
  ).length;

  const groups = store.runs.foldGroups(after.id);
  const retrained = foldGroup(store, after, null);
  const facts = {
    dataset: after.name,
    from: before?.name ?? null,
    relabelled: newer.size,
    excluded,
    groups: {
      before: correctedFrom.group,
      after: retrained.ok ? retrained.value.groupId : null,
    },
    training: groups.some((group) =>
      foldRuns(store, after, group).some(({ run }) => isActive(run.status)),
    ),
    measure: after.classes.length > 0 ? ('accuracy' as const) : ('mae' as const),
  };
  if (before === null || !retrained.ok) return ok({ ...facts, scores: null });
  const doubting = foldGroup(store, before, correctedFrom.group);
  if (!doubting.ok) return doubting;
  const key = [doubting.value, retrained.value].map(stateOf).join('/');
  const folder = folders.dataset(after.id);
  const kept = await readComparison(folder, key);
  if (kept !== null) return ok({ ...facts, scores: kept });
  const scores = await scoresOn(means, [before, doubting.value], [after, retrained.value], newer);
  if (!scores.ok) return scores;
  await keepComparison(folder, key, scores.value);
  return ok({ ...facts, scores: scores.value });
}

/** A group and how far its runs came: one that is resumed says something else. */
function stateOf({ groupId, runs }: FoldGroup): string {
  return [groupId, ...runs.map(({ run }) => run.epochs)].join(' ');
}

type Side = readonly [Dataset, FoldGroup];

/** On rows that both have, but for those whose label was changed. */
async function scoresOn(
  means: Means,
  before: Side,
  after: Side,
  changed: ReadonlySet<number>,
): Promise<Result<PairedScores>> {
  const [old, fresh] = [await rowScores(means, before), await rowScores(means, after)];
  if (!old.ok) return old;
  if (!fresh.ok) return fresh;
  const shared = [...fresh.value.keys()].filter((row) => old.value.has(row) && !changed.has(row));
  const of = (scores: ReadonlyMap<number, number>) =>
    Float64Array.from(shared, (row) => scores.get(row) ?? 0);
  return ok(compareScores(of(old.value), of(fresh.value)));
}

async function rowScores(
  means: Means,
  [dataset, group]: Side,
): Promise<Result<ReadonlyMap<number, number>>> {
  const said = await outOfFold(means, dataset, group, () => {});
  if (!said.ok) return said;
  const { rows } = said.value;
  return ok(new Map(Array.from(rows, (row, at) => [row, scoreOf(said.value, at, dataset)])));
}

/** 1 where the likeliest class is the given one, else 0; or how far a number is off. */
function scoreOf(said: OutOfFold, at: number, { classes }: Dataset): number {
  if (said.target === 'number') {
    return Math.abs((said.given[at] ?? Number.NaN) - (said.predicted[at] ?? Number.NaN));
  }
  const of = said.probabilities.subarray(at * classes.length, (at + 1) * classes.length);
  const likeliest = of.indexOf(Math.max(...of));
  return likeliest === said.labels[at] ? 1 : 0;
}

async function correctionsIn(folder: string, { task }: Dataset): Promise<Result<Corrections>> {
  const manifest = await readManifest(folder);
  if (!manifest.ok) return manifest;
  return correctionsOf(manifest.value.recipe.recipe?.steps ?? [], task);
}
