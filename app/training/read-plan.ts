import { HYPERPARAMETERS } from '../compiler/optimizers/settings.ts';
import type { Dataset } from '../dataset/dataset.ts';
import { fail, ok, type Result } from '../errors.ts';
import { expectedText, type Fields, parseField, readField } from '../field.ts';
import { PLAN_FIELDS } from './plan-fields.ts';
import {
  PLAN_SECTIONS,
  type PlanSection,
  type PlanSectionName,
  sectionField,
  sectionOf,
} from './plan-sections.ts';
import type { MonitorTag, RunPlan } from './run-plan.ts';

/** Ways of clipping gradients, of which Keras takes one at most. */
const CLIPPING = ['clipNorm', 'globalClipNorm', 'clipValue'] as const;

const CLASS_MONITORS: readonly MonitorTag[] = ['val/loss', 'val/accuracy'];
const REGRESSION_MONITORS: readonly MonitorTag[] = ['val/loss', 'val/mae'];

/**
 * A plan with some fields changed. Another optimiser brings Keras' defaults for all that it draws on,
 * the learning rate among them, wherever among the changes it stands: what is set beside it holds.
 * @param changes by `--set` key; text is read as the field's kind. A section's key takes what `PlanSection` says,
 *                or an object of its fields; setting a field of one that is off switches it on with its defaults.
 * @returns the new plan, or the first field that is unknown or does not fit
 */
export function planWith(
  base: RunPlan,
  changes: Readonly<Record<string, unknown>>,
): Result<RunPlan> {
  let plan = base;
  const { optimizer, ...others } = changes;
  const ordered = Object.hasOwn(changes, 'optimizer') ? { optimizer, ...others } : changes;
  for (const [field, value] of Object.entries(ordered)) {
    const changed = changeField(plan, field, value);
    if (!changed.ok) return changed;
    plan = changed.value;
  }
  return ok(plan);
}

/**
 * Holds a plan against itself and a dataset: AdamW decays weights and gradients are clipped in one way, as in Keras;
 * the training split must fill at least one batch, and what early stopping watches must be measured for the task.
 */
export function checkPlan(plan: RunPlan, dataset: Pick<Dataset, 'rows' | 'task'>): Result<RunPlan> {
  const { batchSize, earlyStopping, optimizer, weightDecay } = plan;
  if (optimizer === 'adamw' && weightDecay === null) {
    const expected = 'number in [0, 1000]';
    return fail({ code: 'plan/field-invalid', field: 'weightDecay', value: 'null', expected });
  }
  if (batchSize > dataset.rows.train) {
    return fail({
      code: 'plan/batch-larger-than-split',
      batchSize,
      split: 'train',
      rows: dataset.rows.train,
    });
  }
  const [clipping, other] = CLIPPING.filter((field) => plan[field] !== null);
  if (clipping !== undefined && other !== undefined) {
    return fail({ code: 'plan/fields-exclusive', field: other, other: clipping });
  }
  const monitors = dataset.task === 'regression' ? REGRESSION_MONITORS : CLASS_MONITORS;
  if (earlyStopping !== null && !monitors.includes(earlyStopping.monitor)) {
    return fail({
      code: 'plan/field-invalid',
      field: 'earlyStopping.monitor',
      value: earlyStopping.monitor,
      expected: monitors.join(' | '),
    });
  }
  return ok(plan);
}

function changeField(plan: RunPlan, field: string, value: unknown): Result<RunPlan> {
  const within = sectionOf(field);
  if (within !== null) {
    const { name, member } = within;
    return member === null
      ? changeSection(plan, name, value)
      : changeMembers(plan, name, { [member]: value });
  }
  const read = readMember(PLAN_FIELDS, field, field, value);
  if (!read.ok) return read;
  const changed: RunPlan = { ...plan, [field]: read.value };
  return ok(
    changed.optimizer === plan.optimizer
      ? changed
      : { ...changed, ...HYPERPARAMETERS[changed.optimizer] },
  );
}

/** By the section's own key. */
function changeSection(plan: RunPlan, name: PlanSectionName, value: unknown): Result<RunPlan> {
  const section: PlanSection = PLAN_SECTIONS[name];
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return changeMembers(plan, name, value);
  }
  if (section.kind === 'switch') {
    if (value === null || value === 'null' || value === 'off' || value === false) {
      return ok({ ...plan, [name]: null });
    }
    if (value === 'on' || value === true) return changeMembers(plan, name, {});
  } else if (typeof value === 'string') {
    const read = readMember(section.fields, section.leading, name, value);
    return read.ok ? changeMembers(plan, name, { [section.leading]: read.value }) : read;
  }
  return fail({
    code: 'plan/field-invalid',
    field: name,
    value: String(value),
    expected: `${expectedText(sectionField(section))} | {${Object.keys(section.fields).join(', ')}}`,
  });
}

function changeMembers(plan: RunPlan, name: PlanSectionName, values: object): Result<RunPlan> {
  const { fields, defaults }: PlanSection = PLAN_SECTIONS[name];
  let changed: object = plan[name] ?? defaults;
  for (const [key, member] of Object.entries(values)) {
    const read = readMember(fields, key, `${name}.${key}`, member);
    if (!read.ok) return read;
    changed = { ...changed, [key]: read.value };
  }
  return ok({ ...plan, [name]: changed });
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
