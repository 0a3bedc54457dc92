import type { ConfigValue } from '../../../../app/architecture/model-spec.ts';
import type { OptimizerName } from '../../../../app/compiler/optimizers/settings.ts';
import type { Dataset } from '../../../../app/dataset/dataset.ts';
import type { Result } from '../../../../app/errors.ts';
import type { Field } from '../../../../app/field.ts';
import {
  DEFAULT_EARLY_STOPPING,
  EARLY_STOPPING_FIELDS,
  isUsedBy,
  PLAN_FIELDS,
} from '../../../../app/training/plan-fields.ts';
import { checkPlan, planWith } from '../../../../app/training/read-plan.ts';
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

/**
 * What is suggested for a key: the plan's own value, or the default of the optimiser that was chosen
 * instead. Early stopping's fields have values even while it is off.
 */
export function suggestedValue(base: RunPlan, draft: PlanDraft, key: PlanKey): ConfigValue {
  if (key === 'earlyStopping') return base.earlyStopping === null ? 'off' : 'on';
  const plan: Readonly<Record<string, unknown>> = {
    ...(key === 'optimizer' ? base : withOptimizer(base, draft)),
    ...withPrefix(base.earlyStopping ?? DEFAULT_EARLY_STOPPING),
  };
  return plan[key] as ConfigValue;
}

/** The suggested plan with the draft's optimiser and its defaults. */
function withOptimizer(base: RunPlan, { optimizer = base.optimizer }: PlanDraft): RunPlan {
  const plan = planWith(base, { optimizer });
  return plan.ok ? plan.value : base;
}

export function chosenOptimizer(base: RunPlan, draft: PlanDraft): OptimizerName {
  return withOptimizer(base, draft).optimizer;
}

export function shownValue(base: RunPlan, draft: PlanDraft, key: PlanKey): ConfigValue {
  const drafted = draft[key];
  return drafted === undefined ? suggestedValue(base, draft, key) : drafted;
}

/** The draft with one field changed; a value that is the suggested one is no change. */
export function changeDraft(
  base: RunPlan,
  draft: PlanDraft,
  key: PlanKey,
  value: ConfigValue,
): PlanDraft {
  const { [key]: _old, ...others } = draft;
  const suggested = suggestedValue(base, draft, key);
  const isSame = value === suggested || (value === '' && suggested === null);
  return isSame ? others : { ...others, [key]: value };
}

/** The whole plan, held against its dataset; or the first thing that is wrong. */
export function draftPlan(
  base: RunPlan,
  draft: PlanDraft,
  dataset: Pick<Dataset, 'rows' | 'task'>,
): Result<RunPlan> {
  const { earlyStopping = suggestedValue(base, draft, 'earlyStopping'), ...fields } = draft;
  const optimizer = chosenOptimizer(base, draft);
  // A member of early stopping switches it on, so those of one that is off are left out; so is what
  // was set for another optimiser.
  const members = Object.entries(fields).filter(
    ([key]) =>
      (earlyStopping === 'on' || !key.startsWith('earlyStopping.')) && isUsedBy(optimizer, key),
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
