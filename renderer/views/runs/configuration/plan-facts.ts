import { type Augmentation, presetOf } from '../../../../app/architecture/augmentation.ts';
import { AUTO_LOSS, LOSS_ARGUMENTS } from '../../../../app/architecture/losses.ts';
import type { ConfigValue } from '../../../../app/architecture/model-spec.ts';
import { HYPERPARAMETERS, OPTIMIZER_TITLES } from '../../../../app/compiler/optimizers/settings.ts';
import type { Schedule } from '../../../../app/compiler/schedules/schedule.ts';
import { hyperparametersOf } from '../../../../app/training/plan-fields.ts';
import {
  DEFAULT_PLAN,
  type EarlyStopping,
  type RunPlan,
} from '../../../../app/training/run-plan.ts';
import { SCHEDULE_FIELDS, type ScheduleKey } from '../../../../app/training/schedule-fields.ts';
import type { Locale } from '../../../locale.svelte.ts';
import { metricLabel } from '../../../metric-label.ts';
import type { Fact } from './run-facts.ts';

/** A plan in words: together they are all that it holds and that its optimiser and loss use. */
export interface PlanFacts {
  /** What every plan decides, and what this one has otherwise than usual. */
  readonly main: readonly Fact[];
  /** What it leaves as it usually is. */
  readonly usual: readonly Fact[];
}

/** Settings of any optimiser that most plans leave as they are. */
const OCCASIONAL = [
  'clipNorm',
  'globalClipNorm',
  'clipValue',
  'accumulationSteps',
  'useEma',
  'emaMomentum',
  'precision',
  'seeds',
  'engine',
  'device',
] as const satisfies readonly (keyof RunPlan)[];

/** @param classes names for the weights of classes, where known */
export function planFacts(plan: RunPlan, classes: readonly string[], locale: Locale): PlanFacts {
  const usualPlan: RunPlan = { ...DEFAULT_PLAN, ...HYPERPARAMETERS[plan.optimizer] };
  const settings = [...hyperparametersOf(plan.optimizer), ...OCCASIONAL].map((field) => ({
    name: locale.text(`plan-field.${field}`),
    value: settingText(plan[field], locale),
    isMain: field === 'learningRate' || plan[field] !== usualPlan[field],
  }));
  const lossArguments = (LOSS_ARGUMENTS[plan.loss.name] ?? []).map((field) => ({
    name: locale.text(`plan-field.loss.${field}`),
    value: settingText(plan.loss[field], locale),
    isMain: plan.loss[field] !== AUTO_LOSS[field],
  }));
  const measuring = (['k', 'threshold'] as const).map((field) => ({
    name: locale.text(`plan-field.metrics.${field}`),
    value: settingText(plan.metrics[field], locale),
    isMain: plan.metrics[field] !== DEFAULT_PLAN.metrics[field],
  }));
  const augmented = {
    name: locale.text('plan-field.augmentation'),
    value: augmentationWords(plan.augmentation, locale),
  };
  const weighted = {
    name: locale.text('plan-field.classWeight'),
    value: classWeightText(plan, classes, locale),
  };
  const isMain = ({ isMain }: { readonly isMain: boolean }) => isMain;
  const isUsual = ({ isMain }: { readonly isMain: boolean }) => !isMain;
  return {
    main: [
      { name: locale.text('run.epochs'), value: locale.count(plan.epochs) },
      { name: locale.text('run.plan.batch-size'), value: locale.count(plan.batchSize) },
      { name: locale.text('run.plan.optimizer'), value: OPTIMIZER_TITLES[plan.optimizer] },
      ...settings.filter(isMain),
      ...scheduleFacts(plan.schedule, locale),
      { name: locale.text('run.plan.loss'), value: locale.text(`loss.${plan.loss.name}`) },
      ...lossArguments.filter(isMain),
      ...(plan.classWeight === null ? [] : [weighted]),
      ...(plan.augmentation.length === 0 ? [] : [augmented]),
      { name: locale.text('run.plan.metrics'), value: metricsText(plan, locale) },
      ...measuring.filter(isMain),
      { name: locale.text('run.plan.seed'), value: String(plan.seed) },
      ...earlyStoppingFacts(plan.earlyStopping, locale),
    ],
    usual: [
      ...settings.filter(isUsual),
      ...lossArguments.filter(isUsual),
      ...(plan.classWeight === null ? [weighted] : []),
      ...(plan.augmentation.length === 0 ? [augmented] : []),
      ...measuring.filter(isUsual),
    ],
  };
}

/** The schedule by its name, and each of its fields. */
function scheduleFacts(schedule: Schedule | null, locale: Locale): readonly Fact[] {
  const name = locale.text('plan-field.schedule');
  if (schedule === null) return [{ name, value: locale.text('schedule.off') }];
  // The table's keys are fields of the schedule, which its type makes sure of.
  const keys = Object.keys(SCHEDULE_FIELDS[schedule.kind]) as ScheduleKey[];
  const values: Readonly<Record<string, Setting>> = { ...schedule };
  return [
    { name, value: locale.text(`schedule.${schedule.kind}`) },
    ...keys.map((key) => ({
      name: locale.text(`plan-field.schedule.${key}`),
      value: scheduleText(key, values[key] ?? null, locale),
    })),
  ];
}

function scheduleText(key: ScheduleKey, value: Setting, locale: Locale): string {
  if (value === null) return locale.text('run.plan.planned-steps');
  return key === 'monitor' ? metricLabel(String(value), locale) : settingText(value, locale);
}

function earlyStoppingFacts(rule: EarlyStopping | null, locale: Locale): readonly Fact[] {
  const name = locale.text('run.plan.early-stopping');
  if (rule === null) return [{ name, value: locale.text('run.plan.off') }];
  const { monitor, patience, minDelta, restoreBest } = rule;
  return [
    {
      name,
      value: locale.text('run.plan.early-stopping-text', {
        metric: metricLabel(monitor, locale),
        patience,
      }),
    },
    {
      name: locale.text('plan-field.earlyStopping.minDelta'),
      value: settingText(minDelta, locale),
    },
    {
      name: locale.text('plan-field.earlyStopping.restoreBest'),
      value: settingText(restoreBest, locale),
    },
  ];
}

/** `setosa × 1, virginica × 2`; numbers alone where the classes are not known. */
function classWeightText(
  { classWeight }: RunPlan,
  classes: readonly string[],
  locale: Locale,
): string {
  if (classWeight === null) return locale.text('run.plan.alike');
  if (classWeight === 'balanced') return locale.text('run.plan.balanced');
  return locale.list(
    classWeight.map((weight, index) => {
      const name = classes[index];
      const number = locale.number(weight, 6);
      return name === undefined ? number : `${name} × ${number}`;
    }),
  );
}

/** `Standard: RandomFlip mode horizontal, …`. */
function augmentationWords(augmentation: Augmentation, locale: Locale): string {
  const name = locale.text(`augmentation.${presetOf(augmentation) ?? 'own'}`);
  if (augmentation.length === 0) return name;
  const steps = augmentation.map(({ type, config }) => {
    const settings = Object.entries(config).map(([key, value]) => `${key} ${valueText(value)}`);
    return [type, ...settings].join(' ');
  });
  return locale.text('text.with-aside', { main: name, aside: locale.list(steps) });
}

const valueText = (value: ConfigValue): string =>
  Array.isArray(value) ? value.join('–') : String(value);

type Setting = string | number | boolean | null | readonly number[];

function settingText(value: Setting, locale: Locale): string {
  if (value === null) return locale.text('run.plan.off');
  if (typeof value === 'number') return locale.number(value, 6);
  if (typeof value === 'boolean') return locale.text(value ? 'run.plan.on' : 'run.plan.off');
  return typeof value === 'string' ? value : value.map((each) => locale.number(each, 6)).join(', ');
}

function metricsText({ metrics }: RunPlan, locale: Locale): string {
  const { names, k } = metrics;
  if (names.length === 0) return locale.text('metrics.auto');
  return locale.list(names.map((name) => metricLabel(name.replace('top-k', `top-${k}`), locale)));
}
