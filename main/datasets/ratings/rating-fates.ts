import { RATING_FATES, type RatingFate } from '../../../app/dataset/ratings/rating-options.ts';
import type { RatingPlan } from '../../../app/dataset/ratings/rating-plan.ts';
import type { FittedInput } from '../../../app/dataset/recipes/fitted-table.ts';
import { numbersOf, textsOf } from '../../../app/dataset/recipes/frame.ts';
import { type AppError, fail, ok, type Result } from '../../../app/errors.ts';
import type { AnalysedTable } from '../delimited/analysis.ts';
import type { TableSession } from '../delimited/table-session.ts';
import { readFrames } from '../recipes/read-frames.ts';
import type { RowLabels } from '../recipes/row-facts.ts';

/** Stands for a rating that stays. */
const STAYS = RATING_FATES.length;
const NAMELESS = RATING_FATES.indexOf('nameless');
const BELOW = RATING_FATES.indexOf('below');
const FEW_OF_USER = RATING_FATES.indexOf('few-of-user');
const FEW_OF_ITEM = RATING_FATES.indexOf('few-of-item');

/** What becomes of every rating. */
export interface RatingFates {
  readonly of: (row: number) => RatingFate | null;
  /** Rows that leave. */
  readonly leaving: readonly number[];
}

/** Leaves out ratings without a user or an item, those that are no choices, and users and items with too few; of all other tables nothing. */
export async function withoutLeaving(
  session: TableSession,
  table: AnalysedTable,
  labels: RowLabels,
): Promise<Result<RowLabels>> {
  const fates = await readFates(session, table, labels.withoutTarget);
  if (!fates.ok) return fates;
  return ok(
    fates.value === null ? labels : { labels: labels.labels, withoutTarget: fates.value.leaving },
  );
}

/**
 * Decides for every rating; null where nothing leaves a table's ratings. Fails with `dataset/no-choices` or `dataset/empty`,
 * or with `recipe/invalid` where a minimum leaves nothing.
 * @param gone rows that are left out already
 */
export async function readFates(
  session: TableSession,
  { path, staged, plan, columns }: AnalysedTable,
  gone: readonly number[],
): Promise<Result<RatingFates | null>> {
  const { ratings } = plan;
  const column = plan.columns[plan.targetIndex]?.name;
  const positiveFrom = column === undefined ? undefined : ratings?.implicit?.positiveFrom;
  if (ratings === null) return ok(null);
  const hasGaps = columns.some(
    ({ name, missing }) => missing > 0 && (name === ratings.user || name === ratings.item),
  );
  if (positiveFrom === undefined && !hasMinimum(ratings) && !hasGaps) return ok(null);
  const fates = new Uint8Array(staged.rows).fill(STAYS);
  const users = new Uint32Array(staged.rows);
  const items = new Uint32Array(staged.rows);
  const numbers = { user: new Map<string, number>(), item: new Map<string, number>() };
  const read: readonly FittedInput[] = [
    { column: ratings.user, type: 'text' },
    { column: ratings.item, type: 'text' },
    ...(column === undefined ? [] : [{ column, type: 'number' } as const]),
  ];
  for await (const { frame, firstRow } of readFrames(session, staged, read)) {
    const vector = (name: string) => {
      const found = frame.columns.get(name);
      if (found === undefined) throw new Error(`${name} was not read`);
      return found;
    };
    const [userIds, itemIds] = [textsOf(vector(ratings.user)), textsOf(vector(ratings.item))];
    const marks = column === undefined ? null : numbersOf(vector(column));
    for (let at = 0; at < frame.rows; at += 1) {
      const row = firstRow + at;
      users[row] = numberOf(numbers.user, userIds[at] ?? '');
      items[row] = numberOf(numbers.item, itemIds[at] ?? '');
      const mark = marks?.[at] ?? Number.NaN;
      const [user = null, item = null] = [userIds[at], itemIds[at]];
      if (user === null || item === null) fates[row] = NAMELESS;
      else if (positiveFrom !== undefined && !(mark >= positiveFrom)) fates[row] = BELOW;
    }
  }
  if (positiveFrom !== undefined && fates.includes(BELOW) && !fates.includes(STAYS)) {
    return fail({ code: 'dataset/no-choices', column: column ?? '', positiveFrom });
  }
  if (fates.every((fate) => fate === NAMELESS)) return fail({ code: 'dataset/empty', path });
  const absent = new Uint8Array(staged.rows);
  for (const row of gone) absent[row] = 1;
  const { minimumPerUser = 1, minimumPerItem = 1 } = ratings;
  const sides = [
    { ids: users, count: numbers.user.size, minimum: minimumPerUser, fate: FEW_OF_USER },
    { ids: items, count: numbers.item.size, minimum: minimumPerItem, fate: FEW_OF_ITEM },
  ];
  shrink(fates, absent, sides);
  const leaving = [...fates.keys()].filter((row) => fates[row] !== STAYS || absent[row] === 1);
  if (leaving.length === staged.rows) return fail(emptied(ratings));
  return ok({ of: (row) => RATING_FATES[fates[row] ?? STAYS] ?? null, leaving });
}

function hasMinimum({ minimumPerUser = 1, minimumPerItem = 1 }: RatingPlan): boolean {
  return minimumPerUser > 1 || minimumPerItem > 1;
}

interface Side {
  /** Number of each row's user or item. */
  readonly ids: Uint32Array;
  readonly count: number;
  readonly minimum: number;
  readonly fate: number;
}

/** Takes users and items with too few ratings out in turn, until all that are left have enough. */
function shrink(fates: Uint8Array, absent: Uint8Array, sides: readonly Side[]): void {
  const stays = (row: number) => fates[row] === STAYS && absent[row] === 0;
  for (let changed = true; changed; ) {
    changed = false;
    for (const { ids, count, minimum, fate } of sides) {
      if (minimum <= 1) continue;
      const sizes = new Uint32Array(count);
      for (const [row, id] of ids.entries()) if (stays(row)) sizes[id] = (sizes[id] ?? 0) + 1;
      for (const [row, id] of ids.entries()) {
        if (!stays(row) || (sizes[id] ?? 0) >= minimum) continue;
        fates[row] = fate;
        changed = true;
      }
    }
  }
}

function numberOf(known: Map<string, number>, id: string): number {
  const number = known.get(id) ?? known.size;
  known.set(id, number);
  return number;
}

function emptied({ minimumPerUser = 1, minimumPerItem = 1 }: RatingPlan): AppError {
  const perUser = minimumPerUser >= minimumPerItem;
  const least = perUser ? minimumPerUser : minimumPerItem;
  const place = `ratings.${perUser ? 'minimumPerUser' : 'minimumPerItem'}`;
  return { code: 'recipe/invalid', place, value: String(least), expected: `integer < ${least}` };
}
