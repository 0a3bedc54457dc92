import type { Dataset } from '../dataset/dataset.ts';
import { fail, ok, type Result } from '../errors.ts';
import { type Field, type Fields, parseField, readField } from '../field.ts';
import {
  type EarlyStopping,
  ENGINES,
  type MonitorTag,
  OPTIMIZERS,
  type RunPlan,
} from './run-plan.ts';

/** Plan fields as data, under their `--set` keys; forms and documentation follow from it. */
export const PLAN_FIELDS = {
  epochs: { kind: 'integer', minimum: 1, maximum: 1_000_000 },
  batchSize: { kind: 'integer', minimum: 1, maximum: 1_048_576 },
  optimizer: { kind: 'choice', choices: OPTIMIZERS },
  learningRate: { kind: 'number', above: 0, maximum: 1000 },
  momentum: { kind: 'number', minimum: 0, below: 1 },
  nesterov: { kind: 'boolean' },
  beta1: { kind: 'number', minimum: 0, below: 1 },
  beta2: { kind: 'number', minimum: 0, below: 1 },
  epsilon: { kind: 'number', above: 0, maximum: 1 },
  seed: { kind: 'integer', minimum: 0, maximum: 2 ** 31 - 1 },
  seeds: { kind: 'integer', minimum: 1, maximum: 1000 },
  engine: { kind: 'choice', choices: ENGINES },
} as const satisfies Fields & Record<Exclude<keyof RunPlan, 'earlyStopping'>, Field>;

export const EARLY_STOPPING_FIELDS = {
  monitor: { kind: 'choice', choices: ['val/loss', 'val/accuracy', 'val/mae'] },
  patience: { kind: 'integer', minimum: 1, maximum: 1_000_000 },
  minDelta: { kind: 'number', minimum: 0, maximum: 1000 },
  restoreBest: { kind: 'boolean' },
} as const satisfies Fields & Record<keyof EarlyStopping, Field>;

/** What early stopping is when only part of it is given. */
export const DEFAULT_EARLY_STOPPING: EarlyStopping = {
  monitor: 'val/loss',
  patience: 5,
  minDelta: 0,
  restoreBest: true,
};

const EARLY_STOPPING_PREFIX = 'earlyStopping.';

const CLASS_MONITORS: readonly MonitorTag[] = ['val/loss', 'val/accuracy'];
const REGRESSION_MONITORS: readonly MonitorTag[] = ['val/loss', 'val/mae'];

/**
 * A plan with some fields changed.
 * @param changes by `--set` key; text is read as the field's kind. `earlyStopping.patience` and its like switch
 *                early stopping on with its defaults; `earlyStopping` itself takes `off`, `on`, null or an object.
 * @returns the new plan, or the first field that is unknown or does not fit
 */
export function planWith(
  base: RunPlan,
  changes: Readonly<Record<string, unknown>>,
): Result<RunPlan> {
  let plan = base;
  for (const [field, value] of Object.entries(changes)) {
    const changed = changeField(plan, field, value);
    if (!changed.ok) return changed;
    plan = changed.value;
  }
  return ok(plan);
}

/**
 * Holds a plan against a dataset: the training split must fill at least one batch, and what early stopping watches
 * must be measured for the task.
 */
export function checkPlan(plan: RunPlan, dataset: Pick<Dataset, 'rows' | 'task'>): Result<RunPlan> {
  const { batchSize, earlyStopping } = plan;
  if (batchSize > dataset.rows.train) {
    return fail({
      code: 'plan/batch-larger-than-split',
      batchSize,
      split: 'train',
      rows: dataset.rows.train,
    });
  }
  const monitors = dataset.task === 'regression' ? REGRESSION_MONITORS : CLASS_MONITORS;
  if (earlyStopping !== null && !monitors.includes(earlyStopping.monitor)) {
    return fail({
      code: 'plan/field-invalid',
      field: `${EARLY_STOPPING_PREFIX}monitor`,
      value: earlyStopping.monitor,
      expected: monitors.join(' | '),
    });
  }
  return ok(plan);
}

function changeField(plan: RunPlan, field: string, value: unknown): Result<RunPlan> {
  if (field === 'earlyStopping') return changeEarlyStopping(plan, value);
  if (field.startsWith(EARLY_STOPPING_PREFIX)) {
    return changeEarlyStopping(plan, { [field.slice(EARLY_STOPPING_PREFIX.length)]: value });
  }
  const read = readMember(PLAN_FIELDS, field, field, value);
  return read.ok ? ok({ ...plan, [field]: read.value }) : read;
}

function changeEarlyStopping(plan: RunPlan, value: unknown): Result<RunPlan> {
  if (value === null || value === 'null' || value === 'off' || value === false) {
    return ok({ ...plan, earlyStopping: null });
  }
  if (value === 'on' || value === true) {
    return ok({ ...plan, earlyStopping: plan.earlyStopping ?? DEFAULT_EARLY_STOPPING });
  }
  if (typeof value !== 'object' || value === undefined || Array.isArray(value)) {
    return fail({
      code: 'plan/field-invalid',
      field: 'earlyStopping',
      value: String(value),
      expected: 'on | off | {monitor, patience, minDelta, restoreBest}',
    });
  }
  let earlyStopping = plan.earlyStopping ?? DEFAULT_EARLY_STOPPING;
  for (const [key, member] of Object.entries(value)) {
    const read = readMember(EARLY_STOPPING_FIELDS, key, `${EARLY_STOPPING_PREFIX}${key}`, member);
    if (!read.ok) return read;
    earlyStopping = { ...earlyStopping, [key]: read.value };
  }
  return ok({ ...plan, earlyStopping });
}

/** @param place the full key, as errors name it */
function readMember(fields: Fields, key: string, place: string, value: unknown): Result<unknown> {
  const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
  if (field === undefined) return fail({ code: 'plan/field-unknown', field: place });
  const reading = typeof value === 'string' ? parseField(field, value) : readField(field, value);
  return reading.ok
    ? ok(reading.value)
    : fail({ code: 'plan/field-invalid', field: place, ...reading.refusal });
}
