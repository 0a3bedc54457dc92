import { setImmediate } from 'node:timers/promises';
import type { Split } from '../../app/dataset/dataset.ts';
import type { FittedRecipe } from '../../app/dataset/recipe.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import type { RunId } from '../../app/ids.ts';
import { evaluationSteps } from '../../app/metrics/evaluate.ts';
import type { Evaluation } from '../../app/metrics/evaluation.ts';
import { compareRanking, type RankedUsers } from '../../app/metrics/ranking-comparison.ts';
import { isWithinEpoch, type MetricPoint } from '../../app/metrics/series.ts';
import type { RunDetail } from '../../app/training/run.ts';
import type { HomeFolders } from '../home/home-folders.ts';
import { readManifest } from '../shards/manifest.ts';
import type { Store } from '../store/open.ts';
import type { RunPricing } from './price-run.ts';
import type { RunScores } from './run-scores.ts';
import { translatedTexts } from './translated-texts.ts';

export interface RunConclusion {
  /** Measures the run's result on a split and stores it; test measures join the run's as `test/…`. */
  evaluate(runId: RunId, split: Split): Promise<Result<Evaluation>>;
  /** What follows a run's last step: its best epoch's metrics, test measures and price. */
  conclude(runId: RunId): Promise<Result<null>>;
}

export function runConclusion(
  store: Store,
  folders: HomeFolders,
  scores: RunScores,
  pricing: RunPricing,
): RunConclusion {
  async function evaluate(runId: RunId, split: Split): Promise<Result<Evaluation>> {
    const found = store.runs.get(runId);
    if (!found.ok) return found;
    const detail = found.value;
    const dataset = store.datasets.find(detail.run.datasetId);
    if (!dataset.ok) return dataset;
    const scored = await scores.score(detail, split);
    if (!scored.ok) return scored;
    const manifest = await readManifest(folders.dataset(dataset.value.id));
    if (!manifest.ok) return manifest;
    const { outputs, width, reading, targets, losses, weights, metrics: measured } = scored.value;
    const { ignoredClass } = scored.value;
    const folder = folders.dataset(dataset.value.id);
    const { recipe } = manifest.value;
    const texts = await translatedTexts(folder, dataset.value, recipe, scored.value);
    if (!texts.ok) return texts;
    const told = await inBreaths(
      evaluationSteps({
        classes: dataset.value.classes,
        outputs,
        width,
        reading,
        measured,
        targets,
        losses,
        weights,
        ignoredClass,
        texts: texts.value,
        targetScale: targetScale(recipe),
        split,
        evaluatedAt: new Date().toISOString(),
      }),
    );
    const ranked =
      manifest.value.task === 'recommendation' && split !== 'train'
        ? await scores.rank(detail, split)
        : ok(null);
    if (!ranked.ok) return ranked;
    const evaluation = await withRanking(told, ranked.value, recipe);
    const written = store.transaction(() => {
      const kept = store.evaluations.write(runId, evaluation);
      if (!kept.ok || split !== 'test') return kept;
      const metrics = withTestMetrics(detail, evaluation);
      const updated = store.runs.update(runId, { metrics });
      return updated.ok ? ok(null) : updated;
    });
    return written.ok ? ok(evaluation) : written;
  }

  async function conclude(runId: RunId): Promise<Result<null>> {
    scores.forget(runId);
    const found = store.runs.get(runId);
    if (!found.ok) return found;
    if (found.value.checkpoints.length > 0) {
      const updated = store.runs.update(runId, { metrics: resultMetrics(store, found.value) });
      if (!updated.ok) return updated;
      const evaluated = await evaluate(runId, 'test');
      if (!evaluated.ok) return fail(evaluated.error);
    }
    const priced = await pricing.price(runId);
    return priced.ok ? ok(null) : priced;
  }

  return { evaluate, conclude };
}

/** Metrics of the epoch whose weights are the run's result. */
function resultMetrics(store: Store, { run, plan }: RunDetail): RunDetail['run']['metrics'] {
  const epoch = plan.earlyStopping?.restoreBest === false ? null : run.bestEpoch;
  if (epoch === null || epoch === run.epochs - 1) return run.metrics;
  const points: MetricPoint[] = [];
  for (const point of store.series.readAll(run.id)) {
    if (point.epoch === epoch && !isWithinEpoch(point.tag)) points.push(point);
  }
  return Object.fromEntries(points.map(({ tag, value }) => [tag, value]));
}

function withTestMetrics({ run }: RunDetail, evaluation: Evaluation): Record<string, number> {
  const test = Object.entries(evaluation.metrics).map(([name, value]) => [`test/${name}`, value]);
  return { ...run.metrics, ...Object.fromEntries(test) };
}

/** Regression outputs times `stddev` plus `mean` are in the target's unit. */
function targetScale({ target }: FittedRecipe): { mean: number; stddev: number } | null {
  return target.kind === 'standardize' ? { mean: target.mean, stddev: target.stddev } : null;
}

/** Works step by step and lets the host answer others in between. */
async function inBreaths<T>(steps: Generator<void, T>): Promise<T> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await setImmediate();
  }
}

/** Users who like nothing in the split are given nothing. */
async function withRanking(
  evaluation: Evaluation,
  ranked: RankedUsers | null,
  { target }: FittedRecipe,
): Promise<Evaluation> {
  if (ranked === null || ranked.users === 0) return evaluation;
  const relevantFrom = target.kind === 'standardize' ? target.mean : null;
  const compared = await inBreaths(compareRanking(ranked, relevantFrom));
  return {
    ...evaluation,
    metrics: { ...evaluation.metrics, ...compared.metrics },
    intervals: { ...evaluation.intervals, ...compared.intervals },
    ranking: compared.ranking,
  };
}
