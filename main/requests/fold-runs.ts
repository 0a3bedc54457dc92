import { buildTemplate } from '../../app/architecture/templates.ts';
import type { FoldsOutcome } from '../../app/contract/runs.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import type { RunSummary } from '../../app/training/run.ts';
import { type FoldWork, type NewRuns, storeFoldRuns } from '../runs/start-runs.ts';
import type { Store } from '../store/open.ts';
import { type Context, freshId, isoNow } from './context.ts';
import { type FoldWatch, foldDatasets } from './fold-datasets.ts';

/**
 * Stores a run for each fold of a dataset. A template's model is built for each of them, since what is learnt from
 * training rows, as words and categories are, differs; a model of one's own has to fit all.
 */
export async function startFolds(
  context: Context,
  wanted: NewRuns,
  folds: number,
  watch: FoldWatch,
): Promise<Result<readonly RunSummary[]>> {
  const { dataset, model, template, plan } = wanted;
  if (plan.seeds > 1) {
    const value = String(plan.seeds);
    return fail({ code: 'plan/field-invalid', field: 'seeds', value, expected: '1' });
  }
  const datasets = await foldDatasets(context, dataset, folds, watch);
  if (!datasets.ok) return datasets;
  const whole = template === null ? null : buildTemplate(template, dataset);
  const isTemplate = whole?.ok === true && JSON.stringify(whole.value) === JSON.stringify(model);
  const work: FoldWork[] = [];
  for (const fold of datasets.value) {
    const fitting = isTemplate && template !== null ? buildTemplate(template, fold) : ok(model);
    if (!fitting.ok) return fitting;
    work.push({ dataset: fold, model: { ...fitting.value, name: model.name } });
  }
  return storeFoldRuns(context.store, work, wanted, freshId, isoNow());
}

/** How each fold of a group ended, in their order; null where the group's runs are no folds. */
export function foldsOf(store: Store, runs: readonly RunSummary[]): FoldsOutcome | null {
  const each = runs.flatMap((run) => {
    const fold = store.datasets.get(run.datasetId)?.fold;
    return fold === undefined ? [] : [{ run, fold }];
  });
  const [first] = each;
  if (first === undefined || each.length < runs.length) return null;
  const { folds } = first.fold;
  const runOf = (index: number) => each.find(({ fold }) => fold.index === index)?.run;
  const all = Array.from({ length: folds }, (_, index) => runOf(index));
  const costs = runs.map(({ costUsd }) => costUsd);
  return {
    folds,
    missing: [...all.keys()].filter((index) => all[index]?.status !== 'completed'),
    each: all.flatMap((run, fold) =>
      run === undefined
        ? []
        : [{ fold, run: run.id, status: run.status, metrics: testMetrics(run.metrics) }],
    ),
    seconds: runs.reduce((sum, { timing }) => sum + timing.seconds, 0),
    costUsd: costs.every((cost) => cost === null)
      ? null
      : costs.reduce<number>((sum, cost) => sum + (cost ?? 0), 0),
  };
}

function testMetrics(metrics: RunSummary['metrics']): RunSummary['metrics'] {
  return Object.fromEntries(Object.entries(metrics).filter(([tag]) => tag.startsWith('test/')));
}
