import { AUTO_LOSS, LOSS_ARGUMENTS } from '../architecture/losses.ts';
import { HYPERPARAMETERS } from '../compiler/optimizers/settings.ts';
import { METRIC_FIELDS } from '../metrics/metric-names.ts';
import { isUsedBy } from './plan-fields.ts';
import { augmentationText } from './read-augmentation.ts';
import { DEFAULT_PLAN, type RunPlan } from './run-plan.ts';
import { DEFAULT_SCHEDULES } from './schedule-fields.ts';

/**
 * A plan as `--set` takes it, field by field. Left out are what its optimiser and loss do not use, and
 * what is off unless someone sets it.
 */
export function planText({
  loss,
  metrics,
  earlyStopping,
  schedule,
  augmentation,
  ...fields
}: RunPlan): string {
  const { optimizer } = fields;
  const used = Object.entries(fields).filter(([field]) => isUsedBy(optimizer, field));
  const read = (LOSS_ARGUMENTS[loss.name] ?? []).map((name) => [name, loss[name]] as const);
  const shown = [
    ...pairs(Object.fromEntries(used), { ...DEFAULT_PLAN, ...HYPERPARAMETERS[optimizer] }),
    `loss=${loss.name}`,
    ...pairs(Object.fromEntries(read), AUTO_LOSS, 'loss.'),
    `metrics=${metrics.names.join(',') || METRIC_FIELDS.names.none}`,
    `metrics.k=${metrics.k}`,
    `metrics.threshold=${metrics.threshold}`,
    ...(augmentation.length === 0 ? [] : [`augmentation=${augmentationText(augmentation)}`]),
    ...(schedule === null ? [] : pairs(schedule, DEFAULT_SCHEDULES[schedule.kind], 'schedule.')),
    ...(earlyStopping === null
      ? ['earlyStopping=off']
      : pairs(earlyStopping, {}, 'earlyStopping.')),
  ];
  return shown.join(' ');
}

/** `key=value` for each field but those that are null as ever. */
function pairs(values: object, defaults: object, prefix = ''): readonly string[] {
  const off = new Set(
    Object.entries(defaults).flatMap(([key, value]) => (value === null ? [key] : [])),
  );
  return Object.entries(values)
    .filter(([key, value]) => value !== null || !off.has(key))
    .map(([key, value]) => `${prefix}${key}=${value}`);
}
