import { HYPERPARAMETERS } from '../compiler/optimizers/settings.ts';
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
import { readAugmentation } from './read-augmentation.ts';
import type { RunPlan } from './run-plan.ts';
import { kerasField } from './unsupported-fields.ts';

/** Changes that bring defaults for others, and so come before them. */
const LEADING = ['optimizer', 'schedule', 'schedule.kind'];

/**
 * A plan with some fields changed. Another optimiser brings Keras' defaults for all that it draws on,
 * the learning rate among them, and another schedule those of its fields, wherever among the changes they stand: what
 * is set beside them holds.
 * @param changes by `--set` key; text is read as the field's kind. A section's key takes what `PlanSection` says,
 *                or an object of its fields; setting a field of one that is off switches it on with its defaults.
 * @returns the new plan, or the first field that is unknown or does not fit
 */
export function planWith(
  base: RunPlan,
  changes: Readonly<Record<string, unknown>>,
): Result<RunPlan> {
  let plan = base;
  const entries = Object.entries(changes);
  const leads = ([field]: readonly [string, unknown]) => LEADING.includes(field);
  const ordered = [...entries.filter(leads), ...entries.filter((entry) => !leads(entry))];
  for (const [field, value] of ordered) {
    const changed = changeField(plan, field, value);
    if (!changed.ok) return changed;
    plan = changed.value;
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
  if (field === 'augmentation') {
    const augmentation = readAugmentation(value);
    return augmentation.ok ? ok({ ...plan, augmentation: augmentation.value }) : augmentation;
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
  if (section.kind !== 'led' && OFF.includes(value)) return ok({ ...plan, [name]: null });
  if (section.kind === 'switch' && (value === 'on' || value === true)) {
    return changeMembers(plan, name, {});
  }
  if (section.kind === 'variants' && isVariant(section, value)) {
    return changeMembers(plan, name, { kind: value });
  }
  if (section.kind === 'led' && (typeof value === 'string' || Array.isArray(value))) {
    const read = readMember(section.fields, section.leading, name, value);
    return read.ok ? changeMembers(plan, name, { [section.leading]: read.value }) : read;
  }
  const own = expectedText(sectionField(section));
  const members = `{${Object.keys(section.fields).join(', ')}}`;
  return fail({
    code: 'plan/field-invalid',
    field: name,
    value: String(value),
    expected: section.kind === 'variants' ? own : `${own} | ${members}`,
  });
}

const OFF: readonly unknown[] = [null, 'null', 'off', false];

type Variants = Extract<PlanSection, { readonly kind: 'variants' }>;

function isVariant({ variants }: Variants, kind: unknown): kind is string {
  return typeof kind === 'string' && Object.hasOwn(variants, kind);
}

function changeMembers(plan: RunPlan, name: PlanSectionName, values: object): Result<RunPlan> {
  const section: PlanSection = PLAN_SECTIONS[name];
  if (section.kind === 'variants') return changeVariant(plan, name, section, values);
  const changed = withMembers(plan[name] ?? section.defaults, section.fields, name, values);
  return changed.ok ? ok({ ...plan, [name]: changed.value }) : changed;
}

/** Another kind starts from its defaults; the same goes on from what it has. */
function changeVariant(
  plan: RunPlan,
  name: PlanSectionName,
  section: Variants,
  values: object,
): Result<RunPlan> {
  const before: { readonly kind?: unknown } = plan[name] ?? section.defaults;
  const { kind = before.kind, ...members }: { readonly kind?: unknown } = { ...values };
  if (OFF.includes(kind)) return ok({ ...plan, [name]: null });
  if (!isVariant(section, kind)) {
    const expected = expectedText(sectionField(section));
    return fail({
      code: 'plan/field-invalid',
      field: `${name}.kind`,
      value: String(kind),
      expected,
    });
  }
  const start = kind === before.kind ? before : (section.variantDefaults[kind] ?? {});
  const changed = withMembers(start, section.variants[kind] ?? {}, name, members);
  return changed.ok ? ok({ ...plan, [name]: changed.value }) : changed;
}

function withMembers(
  group: object,
  fields: Fields,
  name: PlanSectionName,
  values: object,
): Result<object> {
  let changed = group;
  for (const [key, member] of Object.entries(values)) {
    const read = readMember(fields, key, `${name}.${key}`, member);
    if (!read.ok) return read;
    changed = { ...changed, [key]: read.value };
  }
  return ok(changed);
}

/** Fields of sections that are the same whatever the section is set to, by their full keys. */
const SECTION_KEYS = Object.entries(PLAN_SECTIONS).flatMap(([name, { kind, fields }]) =>
  kind === 'variants' ? [] : Object.keys(fields).map((key) => `${name}.${key}`),
);

/** @param place the full key, as errors name it */
function readMember(fields: Fields, key: string, place: string, value: unknown): Result<unknown> {
  const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
  if (field === undefined) {
    const group = place.slice(0, place.length - key.length);
    const known = Object.keys(fields).map((each) => group + each);
    const keras = kerasField(place, group === '' ? [...known, ...SECTION_KEYS] : known);
    if (keras !== null) {
      return 'here' in keras
        ? fail({ code: 'plan/field-renamed', field: place, here: keras.here })
        : fail({ code: 'plan/field-unsupported', field: place, reason: keras.reason });
    }
    return fail({ code: 'plan/field-unknown', field: place, known: withSections(known, group) });
  }
  const reading = typeof value === 'string' ? parseField(field, value) : readField(field, value);
  return reading.ok
    ? ok(reading.value)
    : fail({ code: 'plan/field-invalid', field: place, ...reading.refusal });
}

/** A section is named among the fields of the whole plan. */
function withSections(known: readonly string[], group: string): readonly string[] {
  return group === '' ? [...known, ...Object.keys(PLAN_SECTIONS), 'augmentation'] : known;
}
