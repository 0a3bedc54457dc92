import type { LossSettings } from '../../../../app/architecture/losses.ts';
import type { ConfigValue } from '../../../../app/architecture/model-spec.ts';
import type { OptimizerName } from '../../../../app/compiler/optimizers/settings.ts';
import type { Dataset } from '../../../../app/dataset/dataset.ts';
import type { Result } from '../../../../app/errors.ts';
import type { Field } from '../../../../app/field.ts';
import { isUsedBy, PLAN_FIELDS } from '../../../../app/training/plan-fields.ts';
import {
  PLAN_SECTIONS,
  type PlanSection,
  type PlanSectionName,
  sectionField,
  sectionOf,
} from '../../../../app/training/plan-sections.ts';
import { checkPlan, planWith } from '../../../../app/training/read-plan.ts';
import type { RunPlan } from '../../../../app/training/run-plan.ts';
import { type FieldProblem, fieldProblem } from '../field-problem.ts';

type Sections = typeof PLAN_SECTIONS;

/** A section's fields but its leading one, which goes by the section's own key. */
type Member<Name extends PlanSectionName> = Exclude<
  keyof Sections[Name]['fields'] & string,
  Sections[Name] extends { readonly leading: infer Leading } ? Leading : never
>;

/** Fields of the form, named by their `--set` keys; a section's own key is its switch or its leading field. */
export type PlanKey =
  | keyof typeof PLAN_FIELDS
  | PlanSectionName
  | { [Name in PlanSectionName]: `${Name}.${Member<Name>}` }[PlanSectionName];

/** What was changed of a suggested plan, values as read or, where they could not be, as typed. */
export type PlanDraft = Readonly<Partial<Record<PlanKey, ConfigValue>>>;

/** The field behind a key of the form. */
export function planField(key: PlanKey): Field {
  const within = sectionOf(key);
  const fields: Readonly<Record<string, Field>> =
    within === null ? PLAN_FIELDS : PLAN_SECTIONS[within.name].fields;
  if (within?.member === null) return sectionField(PLAN_SECTIONS[within.name]);
  const field = fields[within?.member ?? key];
  if (field === undefined) throw new Error(`No plan field ${key}`);
  return field;
}

/**
 * What is suggested for a key: the plan's own value, or the default of the optimiser that was chosen
 * instead. A section's fields have values even while it is off.
 */
export function suggestedValue(base: RunPlan, draft: PlanDraft, key: PlanKey): ConfigValue {
  const within = sectionOf(key);
  if (within === null) return valueIn(key === 'optimizer' ? base : withOptimizer(base, draft), key);
  const section: PlanSection = PLAN_SECTIONS[within.name];
  const values = base[within.name];
  if (within.member === null && section.kind === 'switch') return values === null ? 'off' : 'on';
  const leading = section.kind === 'led' ? section.leading : '';
  return valueIn(values ?? section.defaults, within.member ?? leading);
}

function valueIn(values: object, key: string): ConfigValue {
  return (values as Readonly<Record<string, unknown>>)[key] as ConfigValue;
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
  const optimizer = chosenOptimizer(base, draft);
  const isOff = (name: PlanSectionName) => shownValue(base, draft, name) === 'off';
  // A field of a section switches it on, so those of one that is off are left out; so is what was
  // set for another optimiser.
  const changes = Object.entries(draft).filter(([key]) => {
    const within = sectionOf(key);
    if (within === null) return isUsedBy(optimizer, key);
    return within.member === null || !isOff(within.name);
  });
  const plan = planWith(base, Object.fromEntries(changes));
  return plan.ok ? checkPlan(plan.value, dataset) : plan;
}

/** The loss of a draft; the suggested one where it cannot be read. */
export function draftLoss(base: RunPlan, draft: PlanDraft): LossSettings {
  const changes = Object.entries(draft).filter(([key]) => sectionOf(key)?.name === 'loss');
  const plan = planWith(base, Object.fromEntries(changes));
  return plan.ok ? plan.value.loss : base.loss;
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
