import { FIRST, ROUNDS } from '../../dataset/recipes/date-ops.ts';
import type { DatePart } from '../../dataset/recipes/recipe-steps.ts';
import type { Arithmetic } from './arithmetic.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Writes parts of dates that are milliseconds since 1970-01-01 UTC, as `date-ops.ts` has them. Days become
 * a date of the calendar by counting from a 1 March, behind which a leap year's day stands last.
 * @source Hinnant, "chrono-Compatible Low-Level Date Algorithms", 2013: civil_from_days
 */
export function writeDateParts(
  time: string,
  { parts, cyclic }: { readonly parts: readonly DatePart[]; readonly cyclic: boolean },
  sums: Arithmetic,
): readonly string[] {
  const days = sums.floor(sums.divide(time, DAY_MS));
  const date = writeCalendar(days, sums);
  const values: Readonly<Record<DatePart, string>> = {
    ...date,
    // Day 0 was a Thursday, and Monday is 0.
    weekday: sums.remainder(sums.add(days, 3), 7),
    hour: sums.floor(sums.divide(sums.remainder(time, DAY_MS), HOUR_MS)),
  };
  return parts.flatMap((part) => {
    const round = ROUNDS[part];
    const value = values[part];
    if (!cyclic || round === null) return [value];
    const angle = sums.divide(sums.multiply(sums.subtract(value, FIRST[part]), 2 * Math.PI), round);
    return [sums.wave('Sin', angle), sums.wave('Cos', angle)];
  });
}

const ERA_DAYS = 146_097;
/** Days from 0000-03-01 to 1970-01-01. */
const EPOCH_DAYS = 719_468;

function writeCalendar(days: string, sums: Arithmetic) {
  const { add, subtract, multiply, divide, floor } = sums;
  const part = (value: string, by: number) => floor(divide(value, by));
  const since = add(days, EPOCH_DAYS);
  const era = part(since, ERA_DAYS);
  const ofEra = subtract(since, multiply(era, ERA_DAYS));
  const withoutLeaps = subtract(
    add(subtract(ofEra, part(ofEra, 1460)), part(ofEra, 36_524)),
    part(ofEra, ERA_DAYS - 1),
  );
  const yearOfEra = part(withoutLeaps, 365);
  const before = subtract(add(multiply(yearOfEra, 365), part(yearOfEra, 4)), part(yearOfEra, 100));
  const ofYear = subtract(ofEra, before);
  const fromMarch = part(add(multiply(ofYear, 5), 2), 153);
  const firstOfMonth = part(add(multiply(fromMarch, 153), 2), 5);
  const day = add(subtract(ofYear, firstOfMonth), 1);
  const isSameYear = sums.isLess(fromMarch, 10);
  const month = sums.choose(isSameYear, add(fromMarch, 3), subtract(fromMarch, 9));
  const march = add(yearOfEra, multiply(era, 400));
  return { day, month, year: sums.choose(isSameYear, march, add(march, 1)) };
}
