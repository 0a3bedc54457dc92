import type { FittedIds, FittedItems } from '../../../app/dataset/ratings/fitted-ratings.ts';
import {
  ItemFieldFit,
  MOST_TOKENS,
  openItemFields,
} from '../../../app/dataset/ratings/item-fields.ts';
import { ITEM_NAME } from '../../../app/dataset/ratings/rating-columns.ts';
import { presentText } from '../../../app/dataset/raw-value.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { textCell } from '../delimited/cells.ts';
import { lineOf } from '../delimited/check.ts';
import { streamRows } from '../delimited/stream-rows.ts';
import type { TableSession } from '../delimited/table-session.ts';
import type { ItemTable } from './item-table.ts';

/** Each takes a row of tokens in memory, some 200 bytes. */
const MOST_ITEMS = 2_000_000;
/** Characters of a title that are kept. */
const LONGEST_TITLE = 200;

const TITLE =
  /^((movie|film|book|song|track|item|product|original)[ _-]?)?(title|name)$|^(标题|名称|片名|书名|歌名|商品名|商品名称)$/i;

/** What a table of items says, as it is learnt and stored. */
export interface PreparedItems {
  readonly fitted: FittedItems;
  /** [1 + items, tokens], of no item first */
  readonly tokens: Int32Array;
}

/** Columns of a table of items by what they are for. */
export interface ItemColumns {
  readonly id: string;
  readonly title: string | null;
  /** All that may say something of an item. */
  readonly others: readonly string[];
}

/** Finds the column that says which item it is: called as that of the ratings, or by a usual name, or the first. */
export function itemColumns(names: readonly string[], ratingsItem: string): ItemColumns {
  const id =
    names.find((name) => name === ratingsItem) ??
    names.find((name) => ITEM_NAME.test(name) || /^id$/i.test(name)) ??
    names[0] ??
    '';
  const others = names.filter((name) => name !== id);
  return { id, title: others.find((name) => TITLE.test(name)) ?? null, others };
}

/**
 * Learns what a table says of items, from those that training knows, and tells it of all.
 * @returns `dataset/item-duplicate`, `dataset/value-missing` or `dataset/item-bare` with the row in the file
 */
export async function fitItems(
  session: TableSession,
  table: ItemTable,
  item: FittedIds,
): Promise<Result<PreparedItems>> {
  const { staged, path } = table;
  if (staged.rows > MOST_ITEMS) {
    return fail({ code: 'dataset/items-too-many', path, rows: staged.rows, maximum: MOST_ITEMS });
  }
  const { id: column, title, others } = itemColumns(staged.names, item.column);
  if (others.length === 0) return fail({ code: 'dataset/no-features', path });
  const ids = await readIds(session, table, column);
  if (!ids.ok) return ids;
  const numbers = new Map(item.ids.map((id, at) => [id, at + 1]));
  const cold = ids.value.filter((id) => !numbers.has(id));
  for (const id of cold) numbers.set(id, numbers.size + 1);
  const known = item.ids.length;

  const fit = new ItemFieldFit(others, title);
  for await (const { row, cells } of readCells(session, table, others)) {
    if ((numbers.get(ids.value[row] ?? '') ?? 0) <= known) fit.add(cells);
  }
  const { fields, vocabulary } = fit.finish();
  const tokensOf = openItemFields(fields, others);
  const wide = new Int32Array((1 + numbers.size) * MOST_TOKENS);
  const titles: (string | null)[] = title === null ? [] : new Array(numbers.size).fill(null);
  const titleAt = title === null ? -1 : others.indexOf(title);
  let length = 1;
  for await (const { row, cells } of readCells(session, table, others)) {
    const number = numbers.get(ids.value[row] ?? '') ?? 0;
    if (cells.every((cell) => presentText(cell) === null)) {
      const place = await lineOf(session, staged, column, row);
      return fail({ code: 'dataset/item-bare', path, row: place.row, item: place.value });
    }
    const tokens = tokensOf(cells);
    wide.set(tokens, number * MOST_TOKENS);
    if (number <= known) length = Math.max(length, tokens.length);
    if (titleAt >= 0) titles[number - 1] = presentText(cells[titleAt]?.slice(0, LONGEST_TITLE));
  }
  const tokens = new Int32Array((1 + numbers.size) * length);
  for (let number = 1; number <= numbers.size; number += 1) {
    const from = number * MOST_TOKENS;
    tokens.set(wide.subarray(from, from + length), number * length);
  }
  const columns = staged.names;
  return ok({
    fitted: { column, title, fields, length, vocabulary, cold, titles, columns },
    tokens,
  });
}

/** Every row's id, each there and its own. */
async function readIds(
  session: TableSession,
  table: ItemTable,
  column: string,
): Promise<Result<readonly string[]>> {
  const { path, staged } = table;
  const rows = new Map<string, number>();
  for await (const { row, cells } of readCells(session, table, [column])) {
    const [id] = cells;
    const first = id == null ? undefined : rows.get(id);
    if (id != null && first === undefined) {
      rows.set(id, row);
      continue;
    }
    const place = await lineOf(session, staged, column, row);
    if (id == null || first === undefined) {
      return fail({ code: 'dataset/value-missing', path, row: place.row, column });
    }
    const before = await lineOf(session, staged, column, first);
    const { row: line } = place;
    return fail({
      code: 'dataset/item-duplicate',
      path,
      row: line,
      item: id,
      firstRow: before.row,
    });
  }
  return ok([...rows.keys()]);
}

async function* readCells(
  session: TableSession,
  { staged }: ItemTable,
  columns: readonly string[],
): AsyncGenerator<{ readonly row: number; readonly cells: readonly (string | null)[] }> {
  const cells = columns.map((column) => textCell(staged.names.indexOf(column)));
  for await (const { chunk, firstRow } of streamRows(session, staged, cells)) {
    const vectors = columns.map((_, at) => chunk.getColumnVector(at + 1));
    for (let row = 0; row < chunk.rowCount; row += 1) {
      yield {
        row: firstRow + row,
        cells: vectors.map((vector) => {
          const text = vector.getItem(row);
          return typeof text === 'string' && text !== '' ? text : null;
        }),
      };
    }
  }
}
