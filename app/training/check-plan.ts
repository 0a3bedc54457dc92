import type { FittedModel } from '../architecture/fits-dataset.ts';
import type { Dataset } from '../dataset/dataset.ts';
import { type AppError, fail, ok, type Result } from '../errors.ts';
import { type FittedMetric, fitMetrics } from '../metrics/fit-metrics.ts';
import type { RunPlan } from './run-plan.ts';

type Checked = Pick<Dataset, 'rows'>;

/** What one rule has against a plan; null for nothing. */
type Rule = (plan: RunPlan, dataset: Checked) => AppError | null;

/**
 * Holds a plan against itself and a dataset: what Keras would not take together, a batch that the
 * training split cannot fill.
 */
export function checkPlan(plan: RunPlan, dataset: Checked): Result<RunPlan> {
  for (const rule of RULES) {
    const error = rule(plan, dataset);
    if (error !== null) return fail(error);
  }
  return ok(plan);
}

const RULES: readonly Rule[] = [
  decaysWithAdamw,
  batchFits,
  clippedInOneWay,
  boundariesAscend,
  valueForEachBoundary,
];

function decaysWithAdamw({ optimizer, weightDecay }: RunPlan): AppError | null {
  return optimizer === 'adamw' && weightDecay === null
    ? invalid('weightDecay', 'null', 'number in [0, 1000]')
    : null;
}

function batchFits({ batchSize }: RunPlan, { rows }: Checked): AppError | null {
  return batchSize > rows.train
    ? { code: 'plan/batch-larger-than-split', batchSize, split: 'train', rows: rows.train }
    : null;
}

/** Ways of clipping gradients, of which Keras takes one at most. */
const CLIPPING = ['clipNorm', 'globalClipNorm', 'clipValue'] as const;

function clippedInOneWay(plan: RunPlan): AppError | null {
  const [first, other] = CLIPPING.filter((field) => plan[field] !== null);
  return first === undefined || other === undefined
    ? null
    : { code: 'plan/fields-exclusive', field: other, other: first };
}

function boundariesAscend({ schedule }: RunPlan): AppError | null {
  if (schedule?.kind !== 'piecewise-constant') return null;
  const { boundaries } = schedule;
  const ascend = boundaries.every(
    (step, at) => Number.isSafeInteger(step) && step > (boundaries[at - 1] ?? -1),
  );
  return ascend && boundaries.length > 0
    ? null
    : invalid('schedule.boundaries', boundaries.join(', '), 'ascending integers');
}

function valueForEachBoundary({ schedule }: RunPlan): AppError | null {
  if (schedule?.kind !== 'piecewise-constant') return null;
  const { boundaries, values } = schedule;
  return values.length === boundaries.length
    ? null
    : invalid('schedule.values', values.join(', '), `${boundaries.length} numbers`);
}

/**
 * Holds what a plan measures and watches against the model that it trains.
 * @returns weights of classes where there are none or others, the first metric that says nothing of the model's
 *          output, or what is watched but not measured
 */
export function checkMeasures(
  plan: RunPlan,
  model: Pick<FittedModel, 'outputs' | 'classCount'>,
): Result<RunPlan> {
  const weighed = checkClassWeight(plan, model);
  if (weighed !== null) return fail(weighed);
  const metrics = fitMetrics(model, plan.metrics);
  if (!metrics.ok) return metrics;
  const monitors = monitorsOf(model, metrics.value);
  const { earlyStopping, schedule } = plan;
  const watched = {
    'earlyStopping.monitor': earlyStopping?.monitor,
    'schedule.monitor': schedule?.kind === 'reduce-on-plateau' ? schedule.monitor : undefined,
  };
  for (const [field, monitor] of Object.entries(watched)) {
    if (monitor === undefined || monitors.includes(monitor)) continue;
    return fail(invalid(field, monitor, monitors.join(' | ')));
  }
  return ok(plan);
}

/** Weights of classes need an output trained towards classes, and one for each of these. */
function checkClassWeight(
  { classWeight }: RunPlan,
  { outputs, classCount }: Pick<FittedModel, 'outputs' | 'classCount'>,
): AppError | null {
  if (classWeight === null) return null;
  const told = String(classWeight);
  if (!outputs.some(({ source, target }) => source === 'target' && target.kind === 'class')) {
    return invalid('classWeight', told, 'off');
  }
  return classWeight === 'balanced' || classWeight.length === classCount
    ? null
    : invalid('classWeight', told, `${classCount} numbers`);
}

/** Tags of the validation split that a run will have. */
export function monitorsOf(
  { outputs }: Pick<FittedModel, 'outputs'>,
  metrics: readonly FittedMetric[],
): readonly string[] {
  const losses = outputs.length === 1 ? [] : outputs.map(({ name }) => `${name}/loss`);
  return ['loss', ...losses, ...metrics.map(({ tag }) => tag)].map((tag) => `val/${tag}`);
}

function invalid(field: string, value: string, expected: string): AppError {
  return { code: 'plan/field-invalid', field, value, expected };
}
