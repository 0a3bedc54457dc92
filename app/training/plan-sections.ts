import { AUTO_LOSS, LOSS_FIELDS } from '../architecture/losses.ts';
import type { Field, Fields } from '../field.ts';
import { AUTO_METRICS, METRIC_FIELDS } from '../metrics/metric-names.ts';
import { DEFAULT_EARLY_STOPPING, EARLY_STOPPING_FIELDS } from './plan-fields.ts';
import { ALL_SCHEDULE_FIELDS, DEFAULT_SCHEDULES, SCHEDULE_FIELDS } from './schedule-fields.ts';

/**
 * Fields that belong together under one name of the plan; their keys are `<section>.<field>`. The
 * section's own key switches it (`on`, `off`), sets its leading field, or chooses one of several
 * variants with fields of their own (or `off`).
 */
export type PlanSection = { readonly fields: Fields; readonly defaults: object } & (
  | { readonly kind: 'switch' }
  | { readonly kind: 'led'; readonly leading: string }
  | {
      readonly kind: 'variants';
      readonly variants: Readonly<Record<string, Fields>>;
      /** Each with all its fields; they name it as their `kind`. */
      readonly variantDefaults: Readonly<Record<string, object>>;
    }
);

/** Sections of a plan, in the order in which forms and documentation show them. */
export const PLAN_SECTIONS = {
  loss: { kind: 'led', leading: 'name', fields: LOSS_FIELDS, defaults: AUTO_LOSS },
  metrics: { kind: 'led', leading: 'names', fields: METRIC_FIELDS, defaults: AUTO_METRICS },
  schedule: {
    kind: 'variants',
    fields: ALL_SCHEDULE_FIELDS,
    defaults: DEFAULT_SCHEDULES.constant,
    variants: SCHEDULE_FIELDS,
    variantDefaults: DEFAULT_SCHEDULES,
  },
  earlyStopping: {
    kind: 'switch',
    fields: EARLY_STOPPING_FIELDS,
    defaults: DEFAULT_EARLY_STOPPING,
  },
} as const satisfies Readonly<Record<string, PlanSection>>;

export type PlanSectionName = keyof typeof PLAN_SECTIONS;

const NAMES = Object.keys(PLAN_SECTIONS) as readonly PlanSectionName[];

/** A key's section, if it is one's or of one, and the field that it names there; null for its own key. */
export function sectionOf(
  key: string,
): { readonly name: PlanSectionName; readonly member: string | null } | null {
  const at = key.indexOf('.');
  const name = NAMES.find((each) => each === (at === -1 ? key : key.slice(0, at)));
  return name === undefined ? null : { name, member: at === -1 ? null : key.slice(at + 1) };
}

/** What a section's own key takes. */
export function sectionField(section: PlanSection): Field {
  if (section.kind === 'switch') return { kind: 'choice', choices: ['on', 'off'] };
  if (section.kind === 'variants') {
    return { kind: 'choice', choices: ['off', ...Object.keys(section.variants)] };
  }
  const field = section.fields[section.leading];
  if (field === undefined) throw new Error(`A section has no field ${section.leading}`);
  return field;
}
