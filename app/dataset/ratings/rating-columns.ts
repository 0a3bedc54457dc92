import { fail, ok, type Result } from '../../errors.ts';
import { type ColumnFacts, columnType } from '../column-type.ts';
import type { Task } from '../tasks.ts';
import type { RatingOptions } from './rating-options.ts';

/** Columns of a table of ratings. */
export interface RatingColumns {
  readonly user: string;
  readonly item: string;
  /** Null where every row is a choice, whatever else it says. */
  readonly rating: string | null;
}

/** Choices that bear on which columns these are. */
interface Choices {
  readonly task?: Task | undefined;
  readonly target?: string | undefined;
  readonly ratings?: RatingOptions | undefined;
}

const USER = /^(users?|customer|member|reviewer)([ _-]?(id|no|name))?$|^uid$|^用户(编号|名|id)?$/i;
/** What columns that name items are called. */
export const ITEM_NAME =
  /^(items?|movie|film|product|book|song|track|artist|article|game|restaurant|recipe|anime)([ _-]?(id|no|name|title))?$|^(iid|isbn|asin)$|^(物品|商品|电影|图书|书籍|歌曲|项目)(编号|名|id)?$/i;
const RATING = /^(rating|score|stars|(book|user)[ _-]?rating)s?$|^(评分|打分|得分|分数|星级)$/i;

/** Marks that a person gives: few different ones. */
const MOST_MARKS = 20;
/** Digits of a time in seconds since 1970, from 1973 on. */
const TIME_DIGITS = [9, 10] as const;

/** Whether ratings are asked for by what is chosen, whatever the table holds. */
function areAsked({ task, ratings }: Choices): boolean {
  return task === 'recommendation' || (task === undefined && ratings !== undefined);
}

/**
 * The columns that say who rated what, by choice, by name, or as in MovieLens' nameless `u.data`.
 * @returns null where a table holds no ratings; `dataset/column-missing` where they are asked for all the same
 */
export function findRatings(
  facts: readonly ColumnFacts[],
  options: Choices,
): Result<RatingColumns | null> {
  const asked = areAsked(options);
  const nameless = namelessRatings(facts);
  const named = (pattern: RegExp) => facts.find(({ name }) => pattern.test(name))?.name;
  const user = options.ratings?.user ?? named(USER) ?? nameless?.user;
  const item = options.ratings?.item ?? named(ITEM_NAME) ?? nameless?.item;
  const rating = options.target ?? named(RATING) ?? nameless?.rating ?? undefined;
  const names = facts.map(({ name }) => name);
  const missing = (column: string) =>
    fail({ code: 'dataset/column-missing', column, columns: names });
  const isNew = (column: string | undefined, ...taken: readonly (string | undefined)[]) =>
    column !== undefined && names.includes(column) && !taken.includes(column);
  if (user === undefined || !isNew(user)) return asked ? missing(user ?? 'user') : ok(null);
  if (item === undefined || !isNew(item, user)) return asked ? missing(item ?? 'item') : ok(null);
  const { implicit } = options.ratings ?? {};
  if (implicit !== undefined && implicit.positiveFrom === undefined) {
    return ok({ user, item, rating: null });
  }
  if (rating === undefined || !isNew(rating, user, item)) {
    return asked ? missing(rating ?? 'rating') : ok(null);
  }
  const found = { user, item, rating };
  return ok(asked || areRatings(facts, found) ? found : null);
}

/** Whether a table that has ratings is to be learnt as such. */
export function learnsRatings(options: Choices, { rating }: RatingColumns): boolean {
  if (areAsked(options)) return true;
  return options.task === undefined && (options.target ?? rating) === rating;
}

/** Ratings are numbers, of which some users give several. */
function areRatings(
  facts: readonly ColumnFacts[],
  { user, rating }: Pick<RatingColumns, 'user' | 'rating'>,
): boolean {
  return facts.every(
    (column) =>
      (column.name !== rating || columnType(column) === 'number') &&
      (column.name !== user || column.distinct < column.present),
  );
}

/** @source README of MovieLens 100K: tab-separated user id, item id, rating, timestamp in seconds since 1970 */
function namelessRatings(facts: readonly ColumnFacts[]): RatingColumns | null {
  const [user, item, rating, time, ...others] = facts;
  if (user === undefined || item === undefined || rating === undefined || time === undefined) {
    return null;
  }
  const [fewest, most] = TIME_DIGITS;
  const fits =
    others.length === 0 &&
    facts.every(
      ({ name, integers, rows }, at) => name === `column_${at + 1}` && integers === rows,
    ) &&
    [user, item].every(({ distinct, rows }) => distinct < rows) &&
    rating.distinct <= MOST_MARKS &&
    time.meanLength >= fewest &&
    time.meanLength <= most;
  return fits ? { user: user.name, item: item.name, rating: rating.name } : null;
}
