import type { FittedModel } from '../../../../app/architecture/fits-dataset.ts';
import type { ConfigValue } from '../../../../app/architecture/model-spec.ts';
import type { Dataset } from '../../../../app/dataset/dataset.ts';
import type { Result } from '../../../../app/errors.ts';
import type { Field } from '../../../../app/field.ts';
import { checkMeasures, checkPlan } from '../../../../app/training/check-plan.ts';
import { isUsedBy, PLAN_FIELDS } from '../../../../app/training/plan-fields.ts';
import {
  PLAN_SECTIONS,
  type PlanSection,
  type PlanSectionName,
  sectionField,
  sectionOf,
} from '../../../../app/training/plan-sections.ts';
import { planWith } from '../../../../app/training/read-plan.ts';
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
 * What is suggested for a key: the plan's own value, or the default of the optimiser or schedule that was
 * chosen instead. A section's fields have values even while it is off.
 */
export function suggestedValue(base: RunPlan, draft: PlanDraft, key: PlanKey): ConfigValue {
  const within = sectionOf(key);
  if (within === null) return valueIn(key === 'optimizer' ? base : chosenPlan(base, draft), key);
  const { name, member } = within;
  const section: PlanSection = PLAN_SECTIONS[name];
  if (member !== null) return valueIn(chosenPlan(base, draft)[name] ?? section.defaults, member);
  const values = base[name];
  if (section.kind === 'switch') return values === null ? 'off' : 'on';
  if (section.kind === 'led') {
    const value = valueIn(values ?? section.defaults, section.leading);
    return inField(sectionField(section), value);
  }
  return values === null ? 'off' : valueIn(values, 'kind');
}

/** Lists of names are drafted as they are typed. */
function inField(field: Field, value: ConfigValue): ConfigValue {
  return field.kind === 'choices' && Array.isArray(value) ? value.join(',') || field.none : value;
}

function valueIn(values: object, key: string): ConfigValue {
  return (values as Readonly<Record<string, unknown>>)[key] as ConfigValue;
}

/** The suggested plan with the draft's optimiser and schedule and their defaults. */
export function chosenPlan(base: RunPlan, { optimizer, schedule }: PlanDraft): RunPlan {
  const plan = planWith(base, {
    ...(optimizer !== undefined && { optimizer }),
    ...(schedule !== undefined && { schedule }),
  });
  return plan.ok ? plan.value : base;
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
  return isSameValue(value, suggested) ? others : { ...others, [key]: value };
}

/**
 * The whole plan, held against its dataset and, where that is right, its model; or the first thing
 * that is wrong.
 */
export function draftPlan(
  base: RunPlan,
  draft: PlanDraft,
  dataset: Pick<Dataset, 'rows'>,
  model: FittedModel | null = null,
): Result<RunPlan> {
  const used = Object.entries(draft).filter(([key]) => hasEffect(base, draft, key));
  const plan = planWith(base, Object.fromEntries(used));
  if (!plan.ok) return plan;
  const checked = checkPlan(plan.value, dataset);
  return checked.ok && model !== null ? checkMeasures(checked.value, model) : checked;
}

/**
 * Whether a field does anything beside the choices made: what was set for another optimiser or schedule,
 * or in a section before that was switched off, is kept, but not used.
 */
function hasEffect(base: RunPlan, draft: PlanDraft, key: string): boolean {
  const within = sectionOf(key);
  const chosen = chosenPlan(base, draft);
  if (key === 'emaMomentum') return shownValue(base, draft, 'useEma') === true;
  if (within === null) return isUsedBy(chosen.optimizer, key);
  const { name, member } = within;
  if (member === null) return true;
  const section: PlanSection = PLAN_SECTIONS[name];
  return section.kind === 'variants'
    ? Object.hasOwn(chosen[name] ?? {}, member)
    : shownValue(base, draft, name) !== 'off';
}

/** Whether two values are the same in a plan; an emptied field is null. */
export function isSameValue(left: ConfigValue, right: ConfigValue): boolean {
  const plain = (value: ConfigValue) => JSON.stringify(value === '' ? null : value);
  return plain(left) === plain(right);
}

/** A section of a draft; the suggested one where it cannot be read. */
export function draftSection<Name extends 'loss' | 'metrics'>(
  base: RunPlan,
  draft: PlanDraft,
  name: Name,
): RunPlan[Name] {
  const changes = Object.entries(draft).filter(([key]) => sectionOf(key)?.name === name);
  const plan = planWith(base, Object.fromEntries(changes));
  return plan.ok ? plan.value[name] : base[name];
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
