import type { Language } from '../app/language.ts';
import { BYTES_PER_GIB, BYTES_PER_MIB } from '../app/units.ts';

const LOCALES: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-CN' };
const TIME_UNITS = {
  en: { day: 'd', hour: 'h', minute: 'min', second: 's' },
  zh: { day: '天', hour: '小时', minute: '分', second: '秒' },
} as const;

/** Nothing to show where a figure would stand. */
export const NO_VALUE = '—';

/** A number with grouping and at most `digits` significant digits: `1,234`, `0.0312`. */
export function formatNumber(language: Language, value: number, digits = 4): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞';
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e15)) return value.toExponential(2);
  return new Intl.NumberFormat(LOCALES[language], {
    maximumSignificantDigits: Math.max(digits, Math.floor(Math.log10(magnitude || 1)) + 1),
  }).format(value);
}

/** A count, whole: `12,400`. */
export function formatCount(language: Language, value: number): string {
  return new Intl.NumberFormat(LOCALES[language], { maximumFractionDigits: 0 }).format(value);
}

/** A large count in three digits, for tiles: `1.82 M`, `560 k`. */
export function formatLarge(language: Language, value: number): string {
  const steps = [
    [1e12, 'T'],
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const;
  const step = steps.find(([size]) => Math.abs(value) >= size * 0.9995);
  if (step === undefined) return formatCount(language, value);
  return `${formatNumber(language, Number((value / step[0]).toPrecision(3)), 3)} ${step[1]}`;
}

/** A fraction 0–1 in percent: `93.4 %`. */
export function formatPercent(language: Language, fraction: number, decimals = 1): string {
  const number = new Intl.NumberFormat(LOCALES[language], {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return `${number.format(fraction * 100)} %`;
}

/** Bytes in binary units: `314 MiB`. */
export function formatBytes(language: Language, bytes: number): string {
  if (bytes < 1024) return `${formatCount(language, bytes)} B`;
  if (bytes < BYTES_PER_MIB) return `${formatNumber(language, round3(bytes / 1024), 3)} KiB`;
  if (bytes < BYTES_PER_GIB)
    return `${formatNumber(language, round3(bytes / BYTES_PER_MIB), 3)} MiB`;
  return `${formatNumber(language, round3(bytes / BYTES_PER_GIB), 3)} GiB`;
}

/** A duration in its two largest units: `12.4 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatDuration(language: Language, seconds: number): string {
  const unit = TIME_UNITS[language];
  if (seconds < 59.95) return `${formatNumber(language, round3(seconds), 3)} ${unit.second}`;
  const whole = Math.round(seconds);
  const [days, hours, minutes] = [
    Math.floor(whole / 86400),
    Math.floor((whole % 86400) / 3600),
    Math.floor((whole % 3600) / 60),
  ];
  if (days > 0) return pair(days, unit.day, hours, unit.hour);
  if (hours > 0) return pair(hours, unit.hour, minutes, unit.minute);
  return pair(minutes, unit.minute, whole % 60, unit.second);
}

/**
 * Money in the user's currency, with enough digits that a small cost is not nothing: `$0.0042`.
 * @param rate units of the currency for one USD
 */
export function formatMoney(
  language: Language,
  usd: number,
  currency: string,
  rate: number,
): string {
  const amount = usd * rate;
  const small = amount !== 0 && Math.abs(amount) < 1;
  return new Intl.NumberFormat(LOCALES[language], {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    ...(small
      ? { maximumSignificantDigits: 2, minimumSignificantDigits: 1 }
      : { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
  }).format(amount);
}

/** A moment in the reader's time zone, to the minute. */
export function formatDateTime(language: Language, iso: string): string {
  return new Intl.DateTimeFormat(LOCALES[language], {
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(new Date(iso));
}

/**
 * How long ago a moment was: `3 hours ago`, `昨天`.
 * @param nowMs milliseconds since 1970
 */
export function formatAge(language: Language, iso: string, nowMs: number): string {
  const seconds = (Date.parse(iso) - nowMs) / 1000;
  const steps = [
    [31_557_600, 'year'],
    [2_629_800, 'month'],
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
  ] as const;
  const step = steps.find(([size]) => Math.abs(seconds) >= size);
  const words = new Intl.RelativeTimeFormat(LOCALES[language], { numeric: 'auto' });
  return step === undefined
    ? words.format(0, 'second')
    : words.format(Math.trunc(seconds / step[0]), step[1]);
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

function round3(value: number): number {
  return Number(value.toPrecision(3));
}
