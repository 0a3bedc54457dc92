import type { ConfigValue } from '../../../../app/architecture/model-spec.ts';
import type { Dataset } from '../../../../app/dataset/dataset.ts';
import type { Result } from '../../../../app/errors.ts';
import type { Field } from '../../../../app/field.ts';
import {
  checkPlan,
  DEFAULT_EARLY_STOPPING,
  EARLY_STOPPING_FIELDS,
  PLAN_FIELDS,
  planWith,
} from '../../../../app/training/read-plan.ts';
import type { EarlyStopping, RunPlan } from '../../../../app/training/run-plan.ts';
import { type FieldProblem, fieldProblem } from '../field-problem.ts';

/** Fields of the form, named by their `--set` keys; early stopping itself is a switch. */
export type PlanKey =
  | keyof typeof PLAN_FIELDS
  | 'earlyStopping'
  | `earlyStopping.${keyof EarlyStopping}`;

/** What was changed of a suggested plan, values as read or, where they could not be, as typed. */
export type PlanDraft = Readonly<Partial<Record<PlanKey, ConfigValue>>>;

const SWITCH: Field = { kind: 'choice', choices: ['on', 'off'] };

/** The field behind a key of the form. */
export function planField(key: PlanKey): Field {
  if (key === 'earlyStopping') return SWITCH;
  const fields: Readonly<Record<string, Field>> = { ...PLAN_FIELDS, ...EARLY_STOPPING_BY_KEY };
  const field = fields[key];
  if (field === undefined) throw new Error(`No plan field ${key}`);
  return field;
}

/** What the suggested plan has for a key; early stopping's fields have values even while it is off. */
export function suggestedValue(base: RunPlan, key: PlanKey): ConfigValue {
  if (key === 'earlyStopping') return base.earlyStopping === null ? 'off' : 'on';
  const plan: Readonly<Record<string, unknown>> = {
    ...base,
    ...withPrefix(base.earlyStopping ?? DEFAULT_EARLY_STOPPING),
  };
  return plan[key] as ConfigValue;
}

export function shownValue(base: RunPlan, draft: PlanDraft, key: PlanKey): ConfigValue {
  return draft[key] ?? suggestedValue(base, key);
}

/** The draft with one field changed; a value that is the suggested one is no change. */
export function changeDraft(
  base: RunPlan,
  draft: PlanDraft,
  key: PlanKey,
  value: ConfigValue,
): PlanDraft {
  const { [key]: _old, ...others } = draft;
  return value === suggestedValue(base, key) ? others : { ...others, [key]: value };
}

/** The whole plan, held against its dataset; or the first thing that is wrong. */
export function draftPlan(
  base: RunPlan,
  draft: PlanDraft,
  dataset: Pick<Dataset, 'rows' | 'task'>,
): Result<RunPlan> {
  const { earlyStopping = suggestedValue(base, 'earlyStopping'), ...fields } = draft;
  // A member of early stopping switches it on, so those of one that is off are left out.
  const members = Object.entries(fields).filter(
    ([key]) => earlyStopping === 'on' || !key.startsWith('earlyStopping.'),
  );
  const plan = planWith(base, Object.fromEntries([['earlyStopping', earlyStopping], ...members]));
  return plan.ok ? checkPlan(plan.value, dataset) : plan;
}

/** What is wrong with one field by itself. */
export function draftProblem(draft: PlanDraft, key: PlanKey): FieldProblem | null {
  const value = draft[key];
  return value === undefined ? null : fieldProblem(planField(key), value);
}

/** Optimiser steps that a plan takes; the last batch of an epoch may be smaller. */
export function plannedSteps(plan: RunPlan, trainRows: number): { perEpoch: number; all: number } {
  const perEpoch = Math.ceil(trainRows / plan.batchSize);
  return { perEpoch, all: perEpoch * plan.epochs };
}

function withPrefix(members: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(members).map(([key, value]) => [`earlyStopping.${key}`, value]),
  );
}

const EARLY_STOPPING_BY_KEY = withPrefix(EARLY_STOPPING_FIELDS) as Readonly<Record<string, Field>>;
