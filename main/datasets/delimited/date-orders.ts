import { isUnorderedDate, orderOfDates } from '../../../app/dataset/recipes/read-date.ts';
import { cellsOf } from './cells.ts';
import type { ColumnProfile } from './column-profile.ts';
import type { StagedTable } from './stage.ts';
import { sqlText, type TableSession } from './table-session.ts';

/** Characters of such dates, without and with a time. */
const [SHORTEST, LONGEST] = [8, 30];
const LAST_MONTH = 12;
const PARTS = sqlText(String.raw`^(\d{1,2})[-/](\d{1,2})[-/]\d{4}([T ].*)?$`);

/** Finds columns of dates whose year stands last, and tells by days after the 12th which number is the day. */
export async function withDateOrders(
  session: TableSession,
  table: StagedTable,
  profiles: readonly ColumnProfile[],
): Promise<readonly ColumnProfile[]> {
  const found: ColumnProfile[] = [];
  for (const [index, profile] of profiles.entries()) {
    const { present, numbers, datetimes, meanLength } = profile;
    const may = present > 0 && numbers === 0 && meanLength >= SHORTEST && meanLength <= LONGEST;
    const order = may && datetimes < present ? await orderOf(session, table, index, present) : null;
    if (order === null) found.push(profile);
    else if (order === 'open') found.push({ ...profile, dateOrderOpen: true });
    else found.push({ ...profile, datetimes: present, dateOrder: order });
  }
  return found;
}

/** `open` where all are such dates, and none tells; null where they are not. */
async function orderOf(session: TableSession, table: StagedTable, index: number, present: number) {
  const cells = `${cellsOf(table, [index])} AS cells WHERE text IS NOT NULL`;
  const [[first] = []] = await session.rows(`SELECT text FROM ${cells} LIMIT 1`);
  if (typeof first !== 'string' || !isUnorderedDate(first)) return null;
  const part = (place: number) => `max(TRY_CAST(regexp_extract(text, ${PARTS}, ${place}) AS INT))`;
  const [[count, one, other] = []] = await session.rows(
    `SELECT count(*) FILTER (regexp_matches(text, ${PARTS})), ${part(1)}, ${part(2)} FROM ${cells}`,
  );
  if (Number(count) !== present) return null;
  const [day, month] = [Number(one), Number(other)];
  return orderOfDates(day, month) ?? (Math.max(day, month) <= LAST_MONTH ? 'open' : null);
}
