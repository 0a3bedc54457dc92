import type { Locale } from '../../locale.svelte.ts';
import { withoutSplit } from '../../metric-label.ts';

/** Measures from 0 to 1, most of them shares of rows, told in percent, whatever follows behind a slash. */
const SHARES: readonly string[] = [
  'accuracy',
  'precision',
  'recall',
  'f1',
  'bleu',
  'chrf',
  'exact-match',
  'map@.5',
  'map@.5:.95',
  'ap@.5',
  'hit-rate@10',
  'recall@10',
  'coverage@10',
];

/** A metric's value: shares in percent, speeds per second, everything else in four digits. */
export function metricValue(tag: string, value: number, locale: Locale): string {
  if (tag === 'throughput') return locale.rate(value);
  return isShare(tag) ? locale.percent(value) : locale.number(value);
}

/** Half the width of a metric's interval; two digits say as much as is known. */
export function metricMargin(tag: string, halfWidth: number, locale: Locale): string {
  return isShare(tag) ? locale.percent(halfWidth) : locale.number(halfWidth, 2);
}

/** A mean in no more digits than its interval leaves certain. */
export function metricMean(
  tag: string,
  mean: number,
  halfWidth: number | null,
  locale: Locale,
): string {
  if (isShare(tag) || halfWidth === null || halfWidth <= 0 || mean === 0) {
    return metricValue(tag, mean, locale);
  }
  const digits = Math.floor(Math.log10(Math.abs(mean))) - Math.floor(Math.log10(halfWidth)) + 2;
  return locale.number(mean, Math.max(1, Math.min(6, digits)));
}

/** A metric's value at an axis whose figures are `step` apart: no more digits than tell them apart. */
export function metricTick(tag: string, value: number, step: number, locale: Locale): string {
  return isShare(tag) && step >= 0.01 ? locale.percent(value, 0) : metricValue(tag, value, locale);
}

/** Whether a metric is a share, 0 to 1. */
export function isShare(tag: string): boolean {
  const [name = ''] = withoutSplit(tag).split('/');
  return SHARES.includes(name) && !tag.endsWith('/loss');
}
