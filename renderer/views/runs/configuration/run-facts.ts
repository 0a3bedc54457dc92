import { AUTO_LOSS, LOSS_ARGUMENTS } from '../../../../app/architecture/losses.ts';
import { OPTIMIZER_TITLES } from '../../../../app/compiler/optimizers/settings.ts';
import type { Schedule } from '../../../../app/compiler/schedules/schedule.ts';
import { type Hyperparameter, hyperparametersOf } from '../../../../app/training/plan-fields.ts';
import type { RunEnvironment } from '../../../../app/training/run.ts';
import { DEFAULT_PLAN, type RunPlan } from '../../../../app/training/run-plan.ts';
import { SCHEDULE_FIELDS, type ScheduleKey } from '../../../../app/training/schedule-fields.ts';
import type { Locale } from '../../../locale.svelte.ts';
import { metricLabel } from '../../../metric-label.ts';

export interface Fact {
  readonly name: string;
  readonly value: string;
}

/** Settings of any optimiser that most plans leave as they are; shown where they are not. */
const OCCASIONAL = [
  'clipNorm',
  'globalClipNorm',
  'clipValue',
  'accumulationSteps',
  'useEma',
  'emaMomentum',
  'precision',
  'classWeight',
] as const satisfies readonly (keyof RunPlan)[];

/** The plan in words; what the optimiser does not use, or leaves off, is left out. */
export function planFacts(plan: RunPlan, locale: Locale): readonly Fact[] {
  const { earlyStopping } = plan;
  return [
    { name: locale.text('run.epochs'), value: locale.count(plan.epochs) },
    { name: locale.text('run.plan.batch-size'), value: locale.count(plan.batchSize) },
    { name: locale.text('run.plan.optimizer'), value: OPTIMIZER_TITLES[plan.optimizer] },
    ...hyperparametersOf(plan.optimizer)
      .filter((field) => plan[field] !== null && plan[field] !== false)
      .map((field) => ({
        name: locale.text(`plan-field.${field}`),
        value: settingText(plan[field], locale),
      })),
    ...OCCASIONAL.filter((field) => plan[field] !== DEFAULT_PLAN[field]).map((field) => ({
      name: locale.text(`plan-field.${field}`),
      value: settingText(plan[field], locale),
    })),
    ...scheduleFacts(plan.schedule, locale),
    { name: locale.text('run.plan.loss'), value: lossText(plan, locale) },
    { name: locale.text('run.plan.metrics'), value: metricsText(plan, locale) },
    { name: locale.text('run.plan.seed'), value: String(plan.seed) },
    {
      name: locale.text('run.plan.early-stopping'),
      value:
        earlyStopping === null
          ? locale.text('run.plan.off')
          : locale.text('run.plan.early-stopping-text', {
              metric: metricLabel(earlyStopping.monitor, locale),
              patience: earlyStopping.patience,
            }),
    },
  ];
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

type Setting = RunPlan[Hyperparameter] | readonly number[];

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

/** The loss with those of its arguments that are not as usual. */
function lossText({ loss }: RunPlan, locale: Locale): string {
  const changed = (LOSS_ARGUMENTS[loss.name] ?? []).filter(
    (name) => loss[name] !== AUTO_LOSS[name],
  );
  const main = locale.text(`loss.${loss.name}`);
  if (changed.length === 0) return main;
  const aside = changed.map((name) => `${name} = ${loss[name]}`).join(', ');
  return locale.text('text.with-aside', { main, aside });
}

/** Machine and software of a run. */
export function environmentFacts(
  environment: RunEnvironment,
  engine: string,
  locale: Locale,
): readonly Fact[] {
  return [
    { name: locale.text('run.environment.engine'), value: `${engine} (${environment.runtime})` },
    {
      name: locale.text('run.environment.processor'),
      value: locale.text('run.environment.cores', {
        cpu: environment.cpuModel,
        cores: environment.cpuCores,
        threads: environment.threads,
      }),
    },
    ...(environment.replanned
      ? [
          {
            name: locale.text('run.environment.plan'),
            value: locale.text('run.environment.replanned'),
          },
        ]
      : []),
    { name: locale.text('run.environment.memory'), value: locale.bytes(environment.memoryBytes) },
    { name: locale.text('run.environment.gpu'), value: environment.gpu ?? '—' },
    { name: locale.text('run.environment.platform'), value: environment.platform },
    {
      name: locale.text('run.environment.software'),
      value: `Hearth ${environment.hearthVersion} · Node ${environment.nodeVersion}`,
    },
  ];
}
