import type { Fields } from '../field.ts';

/** What can be measured in training and validation, by the tags that charts and scripts know. */
export const METRICS = [
  'accuracy',
  'accuracy/top-k',
  'precision',
  'recall',
  'f1',
  'precision/macro',
  'recall/macro',
  'f1/macro',
  'auc',
  'auc/pr',
  'perplexity',
  'mse',
  'mae',
  'rmse',
  'r2',
  'cosine-similarity',
] as const;
export type MetricName = (typeof METRICS)[number];

/** Which metrics a run measures, and how. */
export interface MetricSettings {
  /** Empty: those that go with the model's first output. */
  readonly names: readonly MetricName[];
  /** Among how many of the likeliest classes the right one must be for `accuracy/top-k`. */
  readonly k: number;
  /** Probability above which an answer counts as yes, or as the second of two classes. */
  readonly threshold: number;
}

export const AUTO_METRICS: MetricSettings = { names: [], k: 5, threshold: 0.5 };

export const METRIC_FIELDS = {
  names: { kind: 'choices', choices: METRICS, none: 'auto' },
  k: { kind: 'integer', minimum: 1, maximum: 1000 },
  threshold: { kind: 'number', above: 0, below: 1 },
} as const satisfies Fields & Record<keyof MetricSettings, unknown>;

/** Metrics of which more is better; of all others, losses among them, less is. */
const HIGHER_IS_BETTER: readonly string[] = [
  'accuracy',
  'precision',
  'recall',
  'f1',
  'auc',
  'r2',
  'cosine-similarity',
  'bleu',
  'chrf',
  'exact-match',
  'map@.5',
  'map@.5:.95',
  'ap@.5',
];

/** Whether more of a metric is better; a tag may name its split (`val/`) and what comes after. */
export function isHigherBetter(tag: string): boolean {
  const [name = ''] = tag.replace(/^(val|test)\//, '').split('/');
  return HIGHER_IS_BETTER.includes(name) && !tag.endsWith('/loss');
}

/** How a metric scales with the values it measures: errors like them, squared ones like their square. */
const POWERS: Readonly<Record<string, number>> = { mae: 1, rmse: 1, mse: 2 };

/**
 * Metrics of standardised values, those that have the values' unit turned into it.
 * @param stddev what one standard deviation is in that unit
 */
export function inUnit(
  metrics: Readonly<Record<string, number>>,
  stddev: number,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(metrics).map(([tag, value]) => [tag, value * stddev ** (POWERS[tag] ?? 0)]),
  );
}
