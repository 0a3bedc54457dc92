import { BLOCK_ROWS, type ColumnStore, type KeptValues } from './column-store.ts';
import type { NumberFacts } from './number-facts.ts';

/** Different raw cells that a column of texts may have to be kept. */
export const MOST_CODES = 2 ** 16;
/** Characters that these may have together. */
export const MOST_CHARACTERS = 2 ** 22;

/** A column's values by row. */
export type KeptColumn =
  | { readonly kind: 'numbers'; readonly store: ColumnStore; readonly facts: NumberFacts }
  | {
      readonly kind: 'texts';
      readonly store: ColumnStore;
      /** Raw cells in the order of their first rows, with how many rows have each. */
      readonly cells: readonly string[];
      readonly counts: readonly number[];
      /** The same cells cleaned, null where one stands for no value. */
      readonly texts: readonly (string | null)[];
    };

/** Columns of a staged table that were read once, so that later passes need not interpret cells again. */
export class KeptColumns {
  readonly #columns: ReadonlyMap<number, KeptColumn>;
  readonly #stores: readonly ColumnStore[];
  readonly rows: number;

  constructor(
    columns: ReadonlyMap<number, KeptColumn>,
    rows: number,
    stores: readonly ColumnStore[],
  ) {
    this.#columns = columns;
    this.rows = rows;
    this.#stores = stores;
  }

  column(index: number): KeptColumn | undefined {
    return this.#columns.get(index);
  }

  /** A column's values block by block, each in the same room or where it is held: not to be changed. */
  async *blocks({ store }: KeptColumn, room: KeptValues) {
    for (let firstRow = 0; firstRow < this.rows; firstRow += BLOCK_ROWS) {
      const rows = Math.min(BLOCK_ROWS, this.rows - firstRow);
      yield { values: await store.read(firstRow, rows, room), firstRow };
    }
  }

  async close(): Promise<void> {
    for (const store of this.#stores) await store.close();
  }
}
