import type { DateOrder } from './recipe-steps.ts';

const DATE = /^(\d{1,4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,4})(?:\s*日)?/;
const MONTH = /^(\d{4})\s*(?:[-/]\s*(\d{1,2})|年\s*(\d{1,2})\s*月)$/;
const TIME =
  /^[T\s]?\s*(上午|下午)?\s*(\d{1,2})[:时点](?:(\d{1,2})(?:[:分](?:(\d{1,2})(?:[.,](\d{1,9}))?秒?)?)?)?\s*([AP]M)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;
const DOTTED = /^\d{1,2}\s*\.\s*\d{1,2}\s*\.\s*\d{4}$/;
/** A day and a month, in an order that the text does not say, and the year. */
const UNORDERED = /^(\d{1,2})[-/](\d{1,2})[-/]\d{4}(?!\d)/;
/** Years in other notations than `ymd` may have two digits: from here on they are of the 20th century. */
const CENTURY_PIVOT = 70;

/**
 * A date, with or without a time, or a month, which begins on its first, in milliseconds since 1970-01-01 UTC; null
 * where the text holds none. Without a zone it counts as UTC.
 * @param order left out, the year stands first, or last after dots: 5.1.2024
 */
export function readDate(text: string, order?: DateOrder): number | null {
  const date = DATE.exec(text);
  if (date === null) return order === undefined || order === 'ymd' ? readMonth(text) : null;
  const [whole, first = '', second = '', third = ''] = date;
  const said = order ?? (DOTTED.test(whole) ? 'dmy' : 'ymd');
  const [year, month, day] = ordered([first, second, third], said);
  if (year === null) return null;
  const midnight = utcDay(year, Number(month), Number(day));
  if (midnight === null) return null;
  const rest = text.slice(whole.length);
  if (rest.trim() === '') return midnight;
  const time = TIME.exec(rest);
  if (time === null) return null;
  const [, half, told, minute = '0', second60 = '0', fraction = '', half2, zone = 'Z'] = time;
  const hour = hourOf(Number(told), half ?? half2);
  if (hour > 23 || Number(minute) > 59 || Number(second60) > 59) return null;
  const seconds = (hour * 60 + Number(minute)) * 60 + Number(second60);
  const milliseconds = Math.trunc(Number(`0.${fraction || '0'}`) * 1000);
  return midnight + seconds * 1000 + milliseconds - zoneMs(zone);
}

function readMonth(text: string): number | null {
  const [, year, month, chinese] = MONTH.exec(text) ?? [];
  return year === undefined ? null : utcDay(Number(year), Number(month ?? chinese), 1);
}

/** An hour of the clock of 24 hours; 99 where that of 12 has no such hour. */
function hourOf(told: number, half: string | undefined): number {
  if (half === undefined) return told;
  const isChinese = half === '上午' || half === '下午';
  const isLate = /^(pm|下午)$/i.test(half);
  if (told > 12) return isChinese && isLate ? told : 99;
  return (told % 12) + (isLate ? 12 : 0);
}

/** Whether it is a date of which the day and the month may be either way round: 1/2/2024. */
export function isUnorderedDate(text: string): boolean {
  return UNORDERED.test(text);
}

/** The larger of a column's first and second numbers in unordered dates say which are days. */
export function orderOfDates(largestFirst: number, largestSecond: number): DateOrder | null {
  const [isDay, isMonth] = [largestFirst > 12, largestSecond > 12];
  if (isDay === isMonth) return null;
  return isDay ? 'dmy' : 'mdy';
}

function ordered(
  [first, second, third]: readonly [string, string, string],
  order: DateOrder,
): readonly [number | null, string, string] {
  if (order === 'ymd') return [first.length === 4 ? Number(first) : null, second, third];
  const year = fullYear(third);
  return order === 'dmy' ? [year, second, first] : [year, first, second];
}

function fullYear(text: string): number | null {
  if (text.length === 4) return Number(text);
  if (text.length !== 2) return null;
  return Number(text) + (Number(text) >= CENTURY_PIVOT ? 1900 : 2000);
}

/** `Date.UTC` rolls the 31st of June over; here it is no day. */
function utcDay(year: number, month: number, day: number): number | null {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : null;
}

function zoneMs(zone: string): number {
  if (/^z$/i.test(zone)) return 0;
  const sign = zone.startsWith('-') ? -1 : 1;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return sign * minutes * 60_000;
}
