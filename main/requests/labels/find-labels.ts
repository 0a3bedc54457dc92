import type { Params } from '../../../app/contract/requests.ts';
import { confidentLabels } from '../../../app/dataset/audit/labels/confident-learning.ts';
import { farResiduals } from '../../../app/dataset/audit/labels/far-residuals.ts';
import type { DoubtedRow, LabelReport } from '../../../app/dataset/audit/labels/label-report.ts';
import type { Dataset } from '../../../app/dataset/dataset.ts';
import { ok, type Result } from '../../../app/errors.ts';
import { readSourceRows } from '../../datasets/read-rows.ts';
import type { Context } from '../context.ts';
import { foldGroup } from './fold-group.ts';
import { type OutOfFold, outOfFold } from './out-of-fold.ts';

/** Digits of a suggested number: a model's float32 has no more. */
const SUGGESTED_DIGITS = 6;

type Verdict = Omit<DoubtedRow, 'values' | 'image'>;
type Verdicts = Pick<LabelReport, 'target' | 'thresholds' | 'residual'> & {
  readonly doubted: readonly Verdict[];
};

/** Labels of a dataset that models doubt which had not trained on their rows. */
export async function findLabels(
  context: Pick<Context, 'store' | 'folders' | 'scores' | 'hub' | 'preparations'>,
  { dataset: asked, group: askedGroup, offset, limit, token }: Params<'labels.find'>,
): Promise<Result<LabelReport>> {
  const { store, folders, hub, preparations } = context;
  const dataset = store.datasets.find(asked);
  if (!dataset.ok) return dataset;
  const group = foldGroup(store, dataset.value, askedGroup);
  if (!group.ok) return group;
  const { groupId, runs } = group.value;
  const tell = (done: number) => hub.emit('labels.progress', { token, done, total: runs.length });
  const said = await preparations.run(token, (signal) =>
    outOfFold(context, dataset.value, group.value, tell, signal),
  );
  if (!said.ok) return said;
  const { doubted, ...facts } = judge(said.value, dataset.value);
  const page = doubted.slice(offset, offset + limit);
  const raw = await readSourceRows(
    folders.dataset(dataset.value.id),
    dataset.value,
    page.map(({ row }) => row),
  );
  if (!raw.ok) return raw;
  const target = dataset.value.target ?? '';
  return ok({
    dataset: dataset.value.name,
    group: groupId,
    groupName: (runs[0]?.run.name ?? '').replace(/ · 1\/\d+$/, ''),
    folds: runs.length,
    classes: dataset.value.classes,
    ...facts,
    rows: said.value.rows.length,
    total: doubted.length,
    doubted: page.map((verdict, at) => {
      const { values, image } = raw.value[at] ?? {};
      // A number as it is written, not as it was rounded to be learnt.
      const given = facts.target === 'number' ? (values?.[target] ?? verdict.given) : verdict.given;
      return {
        ...verdict,
        given,
        ...(values !== undefined && { values }),
        ...(image !== undefined && { image }),
      };
    }),
  });
}

function judge(said: OutOfFold, { classes }: Dataset): Verdicts {
  if (said.target === 'class') {
    const { labels, probabilities } = said;
    const found = confidentLabels({ labels, probabilities, classes: classes.length });
    return {
      target: 'class',
      thresholds: found.thresholds,
      residual: null,
      doubted: found.doubted.map(({ at, suggested, probability, givenProbability }) => ({
        row: said.rows[at] ?? 0,
        given: classes[labels[at] ?? -1] ?? '',
        suggested: classes[suggested] ?? '',
        probability,
        givenProbability,
        score: probability - givenProbability,
      })),
    };
  }
  const { far, median, deviation } = farResiduals(said.given, said.predicted);
  return {
    target: 'number',
    thresholds: [],
    residual: { median, deviation },
    doubted: far.map(({ at, predicted, score }) => ({
      row: said.rows[at] ?? 0,
      given: String(said.given[at]),
      suggested: String(Number(predicted.toPrecision(SUGGESTED_DIGITS))),
      probability: null,
      givenProbability: null,
      score,
    })),
  };
}
