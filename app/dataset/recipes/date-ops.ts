import type { OpEntries } from './fitted-table.ts';
import { numbersOf } from './frame.ts';
import type { Apply } from './number-ops.ts';
import type { DatePart } from './recipe-steps.ts';

/** Places in a round, for sine and cosine; the year has none. */
export const ROUNDS: Readonly<Record<DatePart, number | null>> = {
  year: null,
  month: 12,
  day: 31,
  weekday: 7,
  hour: 24,
};

const READ: Readonly<Record<DatePart, (date: Date) => number>> = {
  year: (date) => date.getUTCFullYear(),
  month: (date) => date.getUTCMonth() + 1,
  day: (date) => date.getUTCDate(),
  // Monday is 0, as ISO 8601 begins the week.
  weekday: (date) => (date.getUTCDay() + 6) % 7,
  hour: (date) => date.getUTCHours(),
};

/** First place of a round, which gets angle 0. */
export const FIRST: Readonly<Record<DatePart, number>> = {
  year: 0,
  month: 1,
  day: 1,
  weekday: 0,
  hour: 0,
};

/** Names of the columns that a date becomes, in order. */
export function datePartNames({ column, parts, cyclic }: OpEntries['date-parts']) {
  return parts.flatMap((part) =>
    cyclic && ROUNDS[part] !== null
      ? [`${column}.${part}.sin`, `${column}.${part}.cos`]
      : [`${column}.${part}`],
  );
}

export const dateParts: Apply<OpEntries['date-parts']> = (vector, { parts, cyclic }) => {
  const times = numbersOf(vector);
  return parts.flatMap((part) => {
    const read = READ[part];
    const round = ROUNDS[part];
    const numbers = times.map((time) => (Number.isNaN(time) ? time : read(new Date(time))));
    if (!cyclic || round === null) return [{ kind: 'numbers', values: numbers } as const];
    const angle = (value: number) => (2 * Math.PI * (value - FIRST[part])) / round;
    return [Math.sin, Math.cos].map(
      (turn) => ({ kind: 'numbers', values: numbers.map((value) => turn(angle(value))) }) as const,
    );
  });
};
