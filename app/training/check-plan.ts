import type { Dataset } from '../dataset/dataset.ts';
import { type AppError, fail, ok, type Result } from '../errors.ts';
import type { MonitorTag, RunPlan } from './run-plan.ts';

type Checked = Pick<Dataset, 'rows' | 'task'>;

/** What one rule has against a plan; null for nothing. */
type Rule = (plan: RunPlan, dataset: Checked) => AppError | null;

/**
 * Holds a plan against itself and a dataset: what Keras would not take together, a batch that the
 * training split cannot fill, and figures to watch that the task does not have.
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
  (plan, { task }) => watched('earlyStopping.monitor', plan.earlyStopping?.monitor, task),
  ({ schedule }, { task }) =>
    watched(
      'schedule.monitor',
      schedule?.kind === 'reduce-on-plateau' ? schedule.monitor : undefined,
      task,
    ),
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

const CLASS_MONITORS: readonly MonitorTag[] = ['val/loss', 'val/accuracy'];
const REGRESSION_MONITORS: readonly MonitorTag[] = ['val/loss', 'val/mae'];

function watched(
  field: string,
  monitor: MonitorTag | undefined,
  task: Dataset['task'],
): AppError | null {
  const monitors = task === 'regression' ? REGRESSION_MONITORS : CLASS_MONITORS;
  return monitor === undefined || monitors.includes(monitor)
    ? null
    : invalid(field, monitor, monitors.join(' | '));
}

function invalid(field: string, value: string, expected: string): AppError {
  return { code: 'plan/field-invalid', field, value, expected };
}
