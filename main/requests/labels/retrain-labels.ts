import { buildTemplate } from '../../../app/architecture/templates.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import type { RunSummary } from '../../../app/training/run.ts';
import { readCorrectedFrom } from '../../datasets/corrected-from.ts';
import { type FoldWork, storeFoldRuns } from '../../runs/start-runs.ts';
import { type Context, freshId, isoNow } from '../context.ts';
import { type FoldWatch, foldDatasets } from '../fold-datasets.ts';
import { foldGroup } from './fold-group.ts';

/**
 * Stores runs over the folds of a corrected dataset, with the models and the plan of those that doubted its labels. A
 * template's own model is built anew for each fold, as what is learnt from training rows may differ.
 */
export async function retrainLabels(
  context: Pick<Context, 'store' | 'folders'>,
  asked: string,
  watch: (folds: number) => FoldWatch,
): Promise<Result<readonly RunSummary[]>> {
  const { store, folders } = context;
  const found = store.datasets.find(asked);
  if (!found.ok) return found;
  const dataset = found.value;
  const { name } = dataset;
  const correctedFrom = await readCorrectedFrom(folders.dataset(dataset.id));
  const before = correctedFrom && store.datasets.get(correctedFrom.dataset);
  if (correctedFrom === null || before === null)
    return fail({ code: 'labels/not-corrected', name });
  const group = foldGroup(store, before, correctedFrom.group);
  if (!group.ok) return group;
  const { runs } = group.value;
  const [first] = runs;
  if (first === undefined) throw new Error('A whole group has runs');
  const folds = await foldDatasets(context, dataset, runs.length, watch(runs.length));
  if (!folds.ok) return folds;
  const work: FoldWork[] = [];
  for (const [at, fold] of folds.value.entries()) {
    const { model, run } = runs[at] ?? first;
    const old = store.datasets.get(run.datasetId);
    const built = run.template === null || !old ? null : buildTemplate(run.template, old);
    const isTemplate =
      built?.ok === true &&
      JSON.stringify({ ...built.value, name: model.name }) === JSON.stringify(model);
    const fitting =
      isTemplate && run.template !== null ? buildTemplate(run.template, fold) : ok(model);
    if (!fitting.ok) return fitting;
    work.push({ dataset: fold, model: { ...fitting.value, name: model.name } });
  }
  const { model, plan, run } = first;
  const wanted = { dataset, model, template: run.template, plan, name: null, tags: run.tags };
  return storeFoldRuns(store, work, wanted, freshId, isoNow());
}
