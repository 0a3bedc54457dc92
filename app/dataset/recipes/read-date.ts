import type { DateOrder } from './recipe-steps.ts';

const DATE = /^(\d{1,4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,4})(?:\s*日)?/;
const TIME =
  /^[T\s]\s*(\d{1,2})[:时](\d{2})(?:[:分](\d{2})(?:[.,](\d{1,9}))?秒?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;
/** Years in other notations than `ymd` may have two digits: from here on they are of the 20th century. */
const CENTURY_PIVOT = 70;

/**
 * A date, with or without a time, in milliseconds since 1970-01-01 UTC; null where the text holds none.
 * Without a zone it counts as UTC.
 */
export function readDate(text: string, order: DateOrder = 'ymd'): number | null {
  const date = DATE.exec(text);
  if (date === null) return null;
  const [whole, first = '', second = '', third = ''] = date;
  const [year, month, day] = ordered([first, second, third], order);
  if (year === null) return null;
  const midnight = utcDay(year, Number(month), Number(day));
  if (midnight === null) return null;
  const rest = text.slice(whole.length);
  if (rest.trim() === '') return midnight;
  const time = TIME.exec(rest);
  if (time === null) return null;
  const [, hour, minute, second60 = '0', fraction = '', zone = 'Z'] = time;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second60) > 59) return null;
  const seconds = (Number(hour) * 60 + Number(minute)) * 60 + Number(second60);
  const milliseconds = Math.trunc(Number(`0.${fraction || '0'}`) * 1000);
  return midnight + seconds * 1000 + milliseconds - zoneMs(zone);
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
