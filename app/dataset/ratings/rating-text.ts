import { formatCount } from '../../format.ts';
import type { Language } from '../../language.ts';
import { listText } from '../../list-text.ts';
import { text } from '../../text.ts';
import type { Dataset, RatingPreview } from '../dataset.ts';
import { DEFAULT_DRAW, DEFAULT_NEGATIVES, type ImplicitOptions } from './rating-options.ts';

/** Names told at the most. */
const MOST_COLUMNS = 8;

/** What is learnt of ratings: the numbers, or which items are chosen. */
export function learntText(implicit: ImplicitOptions | undefined, language: Language): string {
  if (implicit === undefined) return text(language, 'ratings.learnt-numbers');
  const { positiveFrom, negatives = DEFAULT_NEGATIVES, draw = DEFAULT_DRAW } = implicit;
  const drawn = text(language, `ratings.draw.${draw}`);
  return positiveFrom === undefined
    ? text(language, 'ratings.learnt-choices', { negatives, drawn })
    : text(language, 'ratings.learnt-from', { from: positiveFrom, negatives, drawn });
}

/** The table that describes the items, in words. */
export function itemsText(
  { path, rows, columns }: NonNullable<RatingPreview['items']>,
  language: Language,
): string {
  const more = columns.length - MOST_COLUMNS;
  const told = listText(
    [...columns.slice(0, MOST_COLUMNS), ...(more > 0 ? [`… (+${more})`] : [])],
    language,
  );
  return text(language, 'ratings.items', { path, rows, columns: told });
}

/** Ratings that were left out, as they do not say whose they are, or of what; null where there are none. */
export function lostRatingsText(
  { task, columns }: Pick<Dataset, 'task' | 'columns'>,
  language: Language,
): string | null {
  if (task !== 'recommendation') return null;
  const gaps = columns.filter(({ role, missing }) => role === 'feature' && missing > 0);
  if (gaps.length === 0) return null;
  const told = gaps.map(({ name, missing }) =>
    text(language, 'ratings.lost', { column: name, count: formatCount(missing, language) }),
  );
  return listText(told, language);
}
