import { totalmem } from 'node:os';
import { fitsDataset } from '../../app/architecture/fits-dataset.ts';
import { fitsMemory } from '../../app/architecture/fits-memory.ts';
import type { ModelSpec } from '../../app/architecture/model-spec.ts';
import type { Dataset } from '../../app/dataset/dataset.ts';
import { ok, type Result } from '../../app/errors.ts';
import type { RunId } from '../../app/ids.ts';
import { checkMeasures, checkPlan } from '../../app/training/check-plan.ts';
import type { RunSummary } from '../../app/training/run.ts';
import type { RunPlan } from '../../app/training/run-plan.ts';
import type { Store } from '../store/open.ts';

export interface NewRuns {
  readonly dataset: Dataset;
  readonly model: ModelSpec;
  readonly template: string | null;
  readonly plan: RunPlan;
  /** Null: after model and dataset. */
  readonly name: string | null;
  readonly tags: readonly string[];
}

/** Whether a run could be started: model and plan fit the dataset and the machine's memory. */
export function checkRun({
  dataset,
  model,
  plan,
}: Pick<NewRuns, 'dataset' | 'model' | 'plan'>): Result<null> {
  const fitted = fitsDataset(model, dataset, plan.loss, plan.augmentation);
  if (!fitted.ok) return fitted;
  const checked = checkPlan(plan, dataset);
  if (!checked.ok) return checked;
  const measured = checkMeasures(plan, fitted.value);
  if (!measured.ok) return measured;
  return fitsMemory(fitted.value.layers, plan.batchSize, totalmem());
}

/**
 * Checks model and plan against the dataset and the machine's memory, and stores one run for each seed, all or none.
 * Runs of several seeds share a group.
 * @param freshId makes ids, see `makeId`
 */
export function storeRuns(
  store: Store,
  { dataset, model, template, plan, name, tags }: NewRuns,
  freshId: (prefix: string) => string,
  createdAt: string,
): Result<readonly RunSummary[]> {
  const checked = checkRun({ dataset, model, plan });
  if (!checked.ok) return checked;

  const baseName = name ?? `${model.name} · ${dataset.name}`;
  const groupId = plan.seeds > 1 ? freshId('group') : null;
  return store.transaction(() => {
    const runs: RunSummary[] = [];
    for (let repeat = 0; repeat < plan.seeds; repeat += 1) {
      const seed = plan.seed + repeat;
      const inserted = store.runs.insert({
        id: freshId('run') as RunId,
        name: groupId === null ? baseName : `${baseName} · ${seed}`,
        datasetId: dataset.id,
        datasetFingerprint: dataset.fingerprint,
        template,
        groupId,
        tags,
        createdAt,
        plan: { ...plan, seed, seeds: 1 },
        model,
      });
      if (!inserted.ok) return inserted;
      runs.push(inserted.value);
    }
    return ok(runs);
  });
}

/** A fold's dataset, with the model that fits what was learnt from its training rows. */
export interface FoldWork {
  readonly dataset: Dataset;
  readonly model: ModelSpec;
}

/**
 * Checks one plan against every fold and stores one run for each, all or none, as a group.
 * @param name of the group; null: after model and dataset
 */
export function storeFoldRuns(
  store: Store,
  folds: readonly FoldWork[],
  { dataset, model, template, plan, name, tags }: NewRuns,
  freshId: (prefix: string) => string,
  createdAt: string,
): Result<readonly RunSummary[]> {
  for (const fold of folds) {
    const checked = checkRun({ ...fold, plan });
    if (!checked.ok) return checked;
  }
  const baseName = name ?? `${model.name} · ${dataset.name}`;
  const groupId = freshId('group');
  return store.transaction(() => {
    const runs: RunSummary[] = [];
    for (const [at, fold] of folds.entries()) {
      const inserted = store.runs.insert({
        id: freshId('run') as RunId,
        name: `${baseName} · ${at + 1}/${folds.length}`,
        datasetId: fold.dataset.id,
        datasetFingerprint: fold.dataset.fingerprint,
        template,
        groupId,
        tags,
        createdAt,
        plan,
        model: fold.model,
      });
      if (!inserted.ok) return inserted;
      runs.push(inserted.value);
    }
    return ok(runs);
  });
}
