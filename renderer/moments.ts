import type { Language } from '../app/language.ts';

const LOCALES = { en: 'en-GB', zh: 'zh-CN' } as const satisfies Record<Language, string>;
const STEPS = [
  [31_557_600, 'year'],
  [2_629_800, 'month'],
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
] as const;

/** A moment to the minute, in the time zone of the reader's machine. */
export function formatMoment(iso: string, language: Language): string {
  const format = new Intl.DateTimeFormat(LOCALES[language], {
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  return format.format(new Date(iso));
}

/**
 * How long ago a moment was: `3 hours ago`, `昨天`.
 * @param nowMs milliseconds since 1970
 */
export function formatTimeAgo(iso: string, nowMs: number, language: Language): string {
  const seconds = (Date.parse(iso) - nowMs) / 1000;
  const words = new Intl.RelativeTimeFormat(LOCALES[language], { numeric: 'auto' });
  const step = STEPS.find(([size]) => Math.abs(seconds) >= size);
  if (step === undefined) return words.format(0, 'second');
  const [size, unit] = step;
  return words.format(Math.trunc(seconds / size), unit);
}
