import type { Language } from './language.ts';
import { BYTES_PER_GIB, BYTES_PER_MIB } from './units.ts';

/**
 * Numbers as people read them, in both languages, for page and command line alike.
 * What is not a finite number is shown as `—`. The machine's own time zone never enters: dates are shown as stored.
 */

const ABSENT = '—';
/** Between a figure and its sign, so that no line breaks there. */
const NO_BREAK_SPACE = '\u00a0';
const LOCALES = { en: 'en-GB', zh: 'zh-CN' } as const satisfies Record<Language, string>;

/** A number with so many significant digits, never more than it has: `0.9667`, `1,234`, `1.23 × 10⁻⁵`. */
export function formatNumber(value: number, language: Language, significantDigits = 4): string {
  if (!Number.isFinite(value)) return ABSENT;
  const exponent = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  if (exponent < -4) {
    const mantissa = rounded(value / 10 ** exponent, language, significantDigits);
    return `${mantissa} × 10⁻${superscript(-exponent)}`;
  }
  return rounded(value, language, significantDigits);
}

/** A fraction as a percentage: 0.9667 is `96.7 %`. */
export function formatPercent(fraction: number, language: Language, decimals = 1): string {
  if (!Number.isFinite(fraction)) return ABSENT;
  const format = numberFormat(language, {
    style: 'percent',
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return withSignApart(format, fraction);
}

/** A whole number with all its digits: `1,048,576`. */
export function formatWhole(value: number, language: Language): string {
  return numberFormat(language, { maximumFractionDigits: 0 }).format(value);
}

/** A whole number of things, in three digits from a hundred thousand on: `12,480`, `1.82 M`, `182 万`. */
export function formatCount(count: number, language: Language): string {
  if (!Number.isFinite(count)) return ABSENT;
  return Math.abs(count) < 100_000
    ? formatWhole(count, language)
    : inUnit(count, COUNT_UNITS[language], language);
}

/** Bytes in binary units: `3.2 MiB`. */
export function formatBytes(bytes: number, language: Language): string {
  return Number.isFinite(bytes) ? inUnit(bytes, BYTE_UNITS, language) : ABSENT;
}

/** A length of time in its two largest units: `420 ms`, `3 min 20 s`, `2 h 5 min`; `3 分 20 秒`. */
export function formatDuration(seconds: number, language: Language): string {
  if (!Number.isFinite(seconds) || seconds < 0) return ABSENT;
  const names = DURATION_UNITS[language];
  if (seconds < 0.9995) return `${rounded(seconds * 1000, language, 3)} ${names.millisecond}`;
  if (seconds < 59.95) return `${rounded(seconds, language, seconds < 10 ? 2 : 3)} ${names.second}`;
  const whole = Math.round(seconds);
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(whole / 86_400), names.day],
    [Math.floor(whole / 3600) % 24, names.hour],
    [Math.floor(whole / 60) % 60, names.minute],
    [whole % 60, names.second],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  return parts
    .slice(first, first + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(' ');
}

/**
 * Money with the currency's sign. Small amounts keep two significant digits, so that a run of a hundredth of a cent
 * is not free: `$ 0.00012`.
 * @param amount in the currency shown, already converted
 * @param currency ISO 4217
 * @param wholeFrom amounts from this on have no cents: beside so much they say nothing
 */
export function formatMoney(
  amount: number,
  language: Language,
  currency = 'USD',
  wholeFrom = 10_000,
): string {
  if (!Number.isFinite(amount)) return ABSENT;
  const size = Math.abs(amount);
  const decimals = size >= wholeFrom ? 0 : 2;
  const digits: Intl.NumberFormatOptions =
    size === 0 || size >= 0.1
      ? { minimumFractionDigits: decimals, maximumFractionDigits: decimals }
      : { maximumSignificantDigits: 2 };
  const format = numberFormat(language, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    ...digits,
  });
  return withSignApart(format, amount);
}

/** Energy in the unit that suits its size: `0.42 Wh`, `1.3 kWh`. */
export function formatEnergy(kwh: number, language: Language): string {
  if (!Number.isFinite(kwh)) return ABSENT;
  return kwh !== 0 && Math.abs(kwh) < 1
    ? `${formatNumber(kwh * 1000, language, 3)} Wh`
    : `${formatNumber(kwh, language, 3)} kWh`;
}

const FLOP_UNITS = ['FLOP', 'kFLOP', 'MFLOP', 'GFLOP', 'TFLOP', 'PFLOP'] as const;

/** A count of floating-point operations: 251,604,099 is `252 MFLOP`. */
export function formatFlops(flops: number, language: Language): string {
  if (!Number.isFinite(flops)) return ABSENT;
  const thousands = Math.floor(Math.log10(Math.max(1, flops)) / 3);
  const power = Math.min(FLOP_UNITS.length - 1, thousands);
  return `${formatNumber(flops / 1000 ** power, language, 3)} ${FLOP_UNITS[power]}`;
}

/** A rate: `24,100/s`. */
export function formatRate(perSecond: number, language: Language): string {
  if (!Number.isFinite(perSecond)) return ABSENT;
  const text = rounded(perSecond, language, 3);
  return language === 'zh' ? `${text}/秒` : `${text}/s`;
}

/**
 * A date as precise as its source gives it: `2026-08-01`, `2026-08` or `2026`.
 * @param iso date or time in ISO 8601
 */
export function formatDate(iso: string, language: Language): string {
  const parts = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?/.exec(iso);
  if (parts === null) return iso;
  const [, year, month, day] = parts;
  if (language === 'zh') {
    return [
      `${year} 年`,
      month === undefined ? '' : ` ${Number(month)} 月`,
      day === undefined ? '' : ` ${Number(day)} 日`,
    ].join('');
  }
  const monthName = month === undefined ? undefined : MONTHS[Number(month) - 1];
  return [day === undefined ? undefined : Number(day), monthName, year]
    .filter((part) => part !== undefined)
    .join(' ');
}

/**
 * How long ago a figure was dated: `14 months old`, `14 个月前`. Days up to a month, months up to two years.
 * @param iso as the source gives it; a month counts from its first day
 * @param now ISO 8601
 */
export function formatAge(iso: string, now: string, language: Language): string {
  const [year, month, day] = calendarDay(iso);
  const [nowYear, nowMonth, nowDay] = calendarDay(now);
  const days = Math.round(
    (Date.UTC(nowYear, nowMonth - 1, nowDay) - Date.UTC(year, month - 1, day)) / 86_400_000,
  );
  if (!Number.isFinite(days)) return ABSENT;
  const months = (nowYear - year) * 12 + nowMonth - month - (nowDay < day ? 1 : 0);
  if (days <= 0) return language === 'zh' ? '今天' : 'today';
  if (months < 1) return ageText(days, 'day', language);
  if (months < 24) return ageText(months, 'month', language);
  return ageText(Math.floor(months / 12), 'year', language);
}

interface Unit {
  readonly size: number;
  readonly name: string;
}

/** Largest first. */
const COUNT_UNITS = {
  en: [
    { size: 1e12, name: 'T' },
    { size: 1e9, name: 'B' },
    { size: 1e6, name: 'M' },
    { size: 1e3, name: 'k' },
  ],
  zh: [
    { size: 1e12, name: '万亿' },
    { size: 1e8, name: '亿' },
    { size: 1e4, name: '万' },
  ],
} as const;

const BYTE_UNITS = [
  { size: 1024 * BYTES_PER_GIB, name: 'TiB' },
  { size: BYTES_PER_GIB, name: 'GiB' },
  { size: BYTES_PER_MIB, name: 'MiB' },
  { size: 1024, name: 'KiB' },
  { size: 1, name: 'B' },
] as const;

const DURATION_UNITS = {
  en: { day: 'd', hour: 'h', minute: 'min', second: 's', millisecond: 'ms' },
  zh: { day: '天', hour: '小时', minute: '分', second: '秒', millisecond: '毫秒' },
} as const;

const AGE_UNITS = { day: '天', month: '个月', year: '年' } as const;

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

function ageText(amount: number, unit: keyof typeof AGE_UNITS, language: Language): string {
  if (language === 'zh') return `${amount} ${AGE_UNITS[unit]}前`;
  return `${amount} ${unit}${amount === 1 ? '' : 's'} old`;
}

function calendarDay(iso: string): readonly [year: number, month: number, day: number] {
  const [year, month, day] = iso.slice(0, 10).split('-').map(Number);
  return [year ?? Number.NaN, month ?? 1, day ?? 1];
}

/** In the largest unit that leaves at least one, to three digits; 1,023.9 KiB counts as one MiB. */
function inUnit(value: number, units: readonly Unit[], language: Language): string {
  const fits = ({ size }: Unit) => Math.abs(value) >= size * 0.9995;
  const unit = units.find(fits) ?? units.at(-1);
  if (unit === undefined) throw new Error('No units to choose from');
  return `${rounded(value / unit.size, language, 3)} ${unit.name}`;
}

/** To so many significant digits, but never cutting off whole ones: 123,456 stays so. */
function rounded(value: number, language: Language, significantDigits: number): string {
  const wholeDigits = Math.abs(value) < 1 ? 1 : Math.floor(Math.log10(Math.abs(value))) + 1;
  const digits = Math.min(21, Math.max(significantDigits, wholeDigits));
  return numberFormat(language, { maximumSignificantDigits: digits }).format(value);
}

function superscript(number: number): string {
  return String(number).replace(/\d/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'.charAt(Number(digit)));
}

/** The currency's sign stands before the figure, the percent sign behind it, both a space away. */
function withSignApart(format: Intl.NumberFormat, value: number): string {
  return format
    .formatToParts(value)
    .filter(({ type }) => type !== 'literal')
    .map((part) => {
      if (part.type === 'currency') return `${part.value}${NO_BREAK_SPACE}`;
      return part.type === 'percentSign' ? `${NO_BREAK_SPACE}${part.value}` : part.value;
    })
    .join('');
}

function numberFormat(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return new Intl.NumberFormat(LOCALES[language], options);
}
