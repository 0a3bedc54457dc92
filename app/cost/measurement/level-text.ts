import { formatNumber } from '../../format.ts';
import type { Language } from '../../language.ts';
import { text } from '../../text.ts';
import type { LatencySummary, MeasuredLevel, RequestFailure } from './measurement.ts';

/** Below, times are told in milliseconds. */
const ONE_SECOND = 0.9995;
const UNITS = { en: { ms: 'ms', s: 's' }, zh: { ms: '毫秒', s: '秒' } } as const;

/** p50, p95 and p99 in one unit: `210 / 340 / 410 ms`; a dash for none. */
export function latencyText(summary: LatencySummary | null, language: Language): string {
  if (summary === null) return '—';
  const { p50, p95, p99 } = summary;
  const inSeconds = p99 >= ONE_SECOND;
  const shown = [p50, p95, p99].map((seconds) =>
    formatNumber(inSeconds ? seconds : seconds * 1000, language, 3),
  );
  return `${shown.join(' / ')} ${UNITS[language][inSeconds ? 's' : 'ms']}`;
}

/** Failures by kind with their counts, the most frequent first; empty for none. */
export function failuresText({ failures }: MeasuredLevel, language: Language): string {
  return Object.entries(failures)
    .sort(([, left], [, right]) => right - left)
    .map(([failure, count]) => `${text(language, `failure.${failure as RequestFailure}`)} ${count}`)
    .join(language === 'zh' ? '、' : ', ');
}

/** How many requests failed. */
export function failureCount({ failures }: MeasuredLevel): number {
  return Object.values(failures).reduce((sum, count) => sum + count, 0);
}
