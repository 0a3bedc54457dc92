import type { RatingsProfile } from '../../../app/dataset/explore/profile.ts';
import type { BrowseSession } from './browse-session.ts';
import { BROWSED } from './browse-table.ts';
import { spreadOfFew } from './spread-sql.ts';

/** Shares of the items, most rated first, whose part of all ratings is told. */
const TAIL_SHARES = [0.01, 0.05, 0.1, 0.2, 0.5];

/** How sparse ratings are, and how unevenly they fall. @param user, item columns as SQL names */
export async function profileRatings(
  session: BrowseSession,
  user: string,
  item: string,
): Promise<RatingsProfile | null> {
  const both = `${user} IS NOT NULL AND ${item} IS NOT NULL`;
  const countsOf = (column: string) =>
    `(SELECT count(*) AS value FROM ${BROWSED} WHERE ${both} GROUP BY ${column})`;
  const [found = []] = await session.rows(
    `SELECT count(*), count(DISTINCT ${user}), count(DISTINCT ${item})
     FROM ${BROWSED} WHERE ${both}`,
  );
  const [ratings = 0, users = 0, items = 0] = found.map(Number);
  const perUser = await spreadOfFew(session, countsOf(user));
  const perItem = await spreadOfFew(session, countsOf(item));
  if (perUser === null || perItem === null) return null;
  const tails = TAIL_SHARES.map(
    (share) => `coalesce(sum(value) FILTER (place <= ${Math.ceil(share * items)}), 0)`,
  );
  const [tail = []] = await session.rows(
    `SELECT ${tails.join(', ')} FROM (
       SELECT value, row_number() OVER (ORDER BY value DESC) AS place FROM ${countsOf(item)})`,
  );
  return {
    users,
    items,
    ratings,
    density: ratings / (users * items),
    perUser,
    perItem,
    longTail: TAIL_SHARES.map((share, at) => ({
      items: share,
      ratings: Number(tail[at]) / ratings,
    })),
  };
}
