import type { ColumnFacts } from '../column-type.ts';
import type { ImportOptions } from '../dataset.ts';
import type { GuessColumn } from '../guess-column.ts';
import type { PreviewWarning } from '../preview-warning.ts';
import type { Task } from '../tasks.ts';
import type { RatingColumns } from './rating-columns.ts';
import {
  DEFAULT_DRAW,
  DEFAULT_NEGATIVES,
  type ImplicitOptions,
  type RatingOptions,
} from './rating-options.ts';
import { ratingTime } from './rating-time.ts';

/** Who rated what, with nothing left to guess but what describes the items. */
export interface RatingPlan
  extends Pick<RatingColumns, 'user' | 'item'>,
    Pick<RatingOptions, 'items' | 'minimumPerUser' | 'minimumPerItem' | 'dateOrder'> {
  readonly implicit?: ImplicitOptions | undefined;
}

/** What is learnt of ratings, as far as it can be told without the items' table. */
export function planRatings(
  { user, item }: RatingColumns,
  facts: readonly ColumnFacts[],
  { ratings = {}, series }: ImportOptions,
): RatingPlan {
  const { items, implicit, minimumPerUser, minimumPerItem } = ratings;
  const dateOrder = series?.dateOrder ?? ratings.dateOrder;
  const isRead = dateOrder !== undefined && facts.some((each) => each.dateOrder === dateOrder);
  return {
    user,
    item,
    ...(items !== undefined && { items }),
    ...(minimumPerUser !== undefined && { minimumPerUser }),
    ...(minimumPerItem !== undefined && { minimumPerItem }),
    ...(isRead && { dateOrder }),
    ...(implicit !== undefined && {
      implicit: {
        ...implicit,
        negatives: implicit.negatives ?? DEFAULT_NEGATIVES,
        draw: implicit.draw ?? DEFAULT_DRAW,
      },
    }),
  };
}

/** Roles for ratings: user and item are read, as names whatever they look like, and nothing else is. */
export function readsRatings(
  columns: readonly GuessColumn[],
  { user, item }: RatingColumns,
): readonly GuessColumn[] {
  return columns.map((column) => {
    const { name, role } = column;
    if (name === user || name === item) return { ...column, type: 'category', role: 'feature' };
    return role === 'target' || role === 'weight' ? column : { ...column, role: 'ignored' };
  });
}

/** The column that tells when something was rated, or chosen, as far as types and names tell. */
export function ratedAt(
  facts: readonly ColumnFacts[],
  columns: readonly GuessColumn[],
  { user, item, rating }: RatingColumns,
): string | null {
  const known = columns.map(({ name, type, role }, at) => {
    const { minimum, maximum } = facts[at] ?? {};
    const bounds = { minimum: minimum ?? undefined, maximum: maximum ?? undefined };
    return { name, type, role, ...bounds };
  });
  const free = known.filter(({ role }) => role !== 'weight');
  return ratingTime(free, [user, item, rating ?? undefined]) ?? null;
}

/** Users and items are told apart by their ids alone, and nothing fills in for a missing one. */
export function idGaps(
  facts: readonly ColumnFacts[],
  { user, item }: RatingColumns,
): readonly PreviewWarning[] {
  return facts
    .filter(({ name, rows, present }) => (name === user || name === item) && present < rows)
    .map(({ name, rows, present }) => ({
      kind: 'ids-missing',
      column: name,
      count: rows - present,
    }));
}

/** Ratings are the likeliest use of a table that is learnt as such, and the least likely of any other. */
export function withRatings(
  tasks: readonly Task[],
  learnt: boolean,
  possible: boolean,
): readonly Task[] {
  if (learnt) return ['recommendation', ...tasks];
  return possible ? [...tasks, 'recommendation'] : tasks;
}
