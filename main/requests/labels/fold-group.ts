import type { Dataset } from '../../../app/dataset/dataset.ts';
import { hasLabels } from '../../../app/dataset/recipes/corrections.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import type { RunDetail, RunSummary } from '../../../app/training/run.ts';
import type { Store } from '../../store/open.ts';

/** Completed runs over all folds of a dataset, in the order of the folds. */
export interface FoldGroup {
  readonly groupId: string;
  readonly runs: readonly RunDetail[];
}

interface FoldRun {
  readonly run: RunSummary;
  readonly dataset: Dataset;
  readonly fold: NonNullable<Dataset['fold']>;
}

/** Runs of a group that are folds of a dataset, in their order. */
export function foldRuns(store: Store, dataset: Dataset, groupId: string): readonly FoldRun[] {
  return store.runs
    .group(groupId)
    .flatMap((run) => {
      const of = store.datasets.get(run.datasetId);
      return of?.fold?.of === dataset.id ? [{ run, dataset: of, fold: of.fold }] : [];
    })
    .toSorted((left, right) => left.fold.index - right.fold.index);
}

function isWhole(runs: readonly FoldRun[]): boolean {
  const folds = runs[0]?.fold.folds ?? 0;
  return folds > 0 && runs.length === folds && runs.every(({ run }) => run.status === 'completed');
}

/**
 * The runs that can judge a dataset's labels.
 * @param asked group, or one of its runs; null: the latest whole one
 */
export function foldGroup(store: Store, dataset: Dataset, asked: string | null): Result<FoldGroup> {
  const { name, task } = dataset;
  if (!hasLabels(task)) return fail({ code: 'labels/task-unsupported', name, task });
  const groupId = asked === null ? latest(store, dataset) : groupNamed(store, asked);
  if (!groupId.ok) return groupId;
  const runs = foldRuns(store, dataset, groupId.value);
  const unfit = (reason: 'other' | 'incomplete') =>
    fail({ code: 'labels/group-unfit', group: asked ?? groupId.value, name, reason });
  if (runs.length === 0) return unfit('other');
  if (!isWhole(runs)) return unfit('incomplete');
  const details: RunDetail[] = [];
  for (const { run } of runs) {
    const detail = store.runs.get(run.id);
    if (!detail.ok) return detail;
    details.push(detail.value);
  }
  return ok({ groupId: groupId.value, runs: details });
}

function latest(store: Store, dataset: Dataset): Result<string> {
  const whole = store.runs
    .foldGroups(dataset.id)
    .find((groupId) => isWhole(foldRuns(store, dataset, groupId)));
  return whole === undefined ? fail({ code: 'labels/no-folds', name: dataset.name }) : ok(whole);
}

function groupNamed(store: Store, asked: string): Result<string> {
  if (store.runs.group(asked).length > 0) return ok(asked);
  const run = store.runs.find(asked);
  return run.ok ? ok(run.value.groupId ?? asked) : run;
}
