import type { Schedule, ScheduleKind } from '../compiler/schedules/schedule.ts';
import { type Field, type Fields, readField } from '../field.ts';

const STEPS = { kind: 'integer', minimum: 1, maximum: 2 ** 40 } as const satisfies Field;
/** Left out: as long as the run is planned to be. */
const PLANNED_STEPS = { ...STEPS, default: null } as const satisfies Field;
const RATE = { kind: 'number', minimum: 0, maximum: 1000 } as const satisfies Field;
const FRACTION = { kind: 'number', minimum: 0, maximum: 1 } as const satisfies Field;
const DIVISOR = { kind: 'number', minimum: 1, maximum: 1e12 } as const satisfies Field;
const EPOCHS = { kind: 'integer', minimum: 0, maximum: 1_000_000 } as const satisfies Field;

const WARMUP = {
  warmupSteps: { ...STEPS, minimum: 0, default: 0 },
  initialLearningRate: { ...RATE, default: 0 },
} as const satisfies Fields;

/** Fields of each schedule as data, under their `--set` keys without `schedule.`; Keras' defaults where it has one. */
export const SCHEDULE_FIELDS = {
  constant: WARMUP,
  'piecewise-constant': {
    boundaries: { kind: 'numbers', minimum: 0, maximum: 2 ** 40, default: [] },
    values: { kind: 'numbers', minimum: 0, maximum: 1000, default: [] },
    ...WARMUP,
  },
  exponential: {
    decaySteps: PLANNED_STEPS,
    decayRate: { kind: 'number', above: 0, maximum: 1000, default: 0.1 },
    staircase: { kind: 'boolean', default: false },
    ...WARMUP,
  },
  polynomial: {
    decaySteps: PLANNED_STEPS,
    endLearningRate: { ...RATE, default: 0.0001 },
    power: { kind: 'number', above: 0, maximum: 1000, default: 1 },
    cycle: { kind: 'boolean', default: false },
    ...WARMUP,
  },
  cosine: { decaySteps: PLANNED_STEPS, alpha: { ...FRACTION, default: 0 }, ...WARMUP },
  'cosine-restarts': {
    firstDecaySteps: { ...STEPS, default: 1000 },
    tMul: { kind: 'integer', minimum: 1, maximum: 1000, default: 2 },
    mMul: { kind: 'number', above: 0, maximum: 1000, default: 1 },
    alpha: { ...FRACTION, default: 0 },
    ...WARMUP,
  },
  'one-cycle': {
    totalSteps: PLANNED_STEPS,
    pctStart: { kind: 'number', minimum: 0, below: 1, default: 0.3 },
    divFactor: { ...DIVISOR, default: 25 },
    finalDivFactor: { ...DIVISOR, default: 10_000 },
  },
  'reduce-on-plateau': {
    monitor: { kind: 'text', default: 'val/loss' },
    factor: { kind: 'number', above: 0, below: 1, default: 0.1 },
    patience: { ...EPOCHS, default: 10 },
    minDelta: { kind: 'number', minimum: 0, maximum: 1000, default: 0.0001 },
    cooldown: { ...EPOCHS, default: 0 },
    minLearningRate: { ...RATE, default: 0 },
  },
} as const satisfies {
  readonly [Kind in ScheduleKind]: Fields &
    Record<Exclude<keyof Extract<Schedule, { readonly kind: Kind }>, 'kind'>, Field>;
};

type KeyOf<Kind extends ScheduleKind> = keyof (typeof SCHEDULE_FIELDS)[Kind];
/** A field of any schedule. */
export type ScheduleKey = { [Kind in ScheduleKind]: KeyOf<Kind> }[ScheduleKind];

/** Fields of all schedules: those of the same name are alike. */
export const ALL_SCHEDULE_FIELDS: Readonly<Record<ScheduleKey, Field>> = Object.assign(
  {},
  ...Object.values(SCHEDULE_FIELDS),
);

/** In the order in which forms offer them. */
export const SCHEDULE_KINDS = Object.keys(SCHEDULE_FIELDS) as readonly ScheduleKind[];

function atDefaults(kind: ScheduleKind): Schedule {
  const fields: Fields = SCHEDULE_FIELDS[kind];
  const values = Object.entries(fields).map(([key, field]) => {
    const reading = readField(field, undefined);
    return [key, reading.ok ? reading.value : undefined];
  });
  // Every field has a default of its kind, which is what its schedule's type says.
  return { kind, ...Object.fromEntries(values) } as Schedule;
}

/** Each schedule with all its fields at their defaults. */
export const DEFAULT_SCHEDULES = Object.fromEntries(
  SCHEDULE_KINDS.map((kind) => [kind, atDefaults(kind)]),
) as { readonly [Kind in ScheduleKind]: Extract<Schedule, { readonly kind: Kind }> };
