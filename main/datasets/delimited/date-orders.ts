import { isUnorderedDate, orderOfDates } from '../../../app/dataset/recipes/read-date.ts';
import { cellsOf } from './cells.ts';
import type { ColumnProfile } from './column-profile.ts';
import type { StagedTable } from './stage.ts';
import { sqlText, type TableSession } from './table-session.ts';

/** Characters of such dates, without and with a time. */
const [SHORTEST, LONGEST] = [8, 30];
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
    found.push(order === null ? profile : { ...profile, datetimes: present, dateOrder: order });
  }
  return found;
}

async function orderOf(session: TableSession, table: StagedTable, index: number, present: number) {
  const cells = `${cellsOf(table, [index])} AS cells WHERE text IS NOT NULL`;
  const [[first] = []] = await session.rows(`SELECT text FROM ${cells} LIMIT 1`);
  if (typeof first !== 'string' || !isUnorderedDate(first)) return null;
  const part = (place: number) => `max(TRY_CAST(regexp_extract(text, ${PARTS}, ${place}) AS INT))`;
  const [[count, one, other] = []] = await session.rows(
    `SELECT count(*) FILTER (regexp_matches(text, ${PARTS})), ${part(1)}, ${part(2)} FROM ${cells}`,
  );
  return Number(count) === present ? orderOfDates(Number(one), Number(other)) : null;
}
