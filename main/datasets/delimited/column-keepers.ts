import type { DuckDBVector } from '@duckdb/node-api';
import { presentText } from '../../../app/dataset/raw-value.ts';
import { BLOCK_ROWS, type ColumnStore } from './column-store.ts';
import { type KeptColumn, MOST_CHARACTERS, MOST_CODES } from './kept-columns.ts';
import { NumberSum } from './number-facts.ts';

/** Rows that come at once at most: those of a chunk of DuckDB's. */
const MOST_CHUNK_ROWS = 2048;
const BLOCK_ROOM = BLOCK_ROWS + MOST_CHUNK_ROWS;

/** Takes a column's cells in the order of the source. */
export interface ColumnKeeper {
  /** Returns whether `flush` is due. */
  take(vector: DuckDBVector, rows: number): boolean;
  flush(): Promise<void>;
  /** Null where the column was not kept after all. */
  end(): Promise<KeptColumn | null>;
  readonly store: ColumnStore;
}

/** Numbers: NaN where a cell is missing, infinite where it holds something else. */
export class NumberKeeper implements ColumnKeeper {
  readonly store: ColumnStore;
  readonly #sum = new NumberSum();
  readonly #block = new Float64Array(BLOCK_ROOM);
  #filled = 0;
  #firstRow = 0;

  constructor(store: ColumnStore) {
    this.store = store;
  }

  take(vector: DuckDBVector, rows: number): boolean {
    const block = this.#block;
    const from = this.#filled;
    for (let row = 0; row < rows; row += 1) block[from + row] = Number(vector.getItem(row));
    this.#filled += rows;
    return this.#filled >= BLOCK_ROWS;
  }

  async flush(): Promise<void> {
    const values = this.#block.subarray(0, this.#filled);
    this.#sum.add(values, this.#firstRow);
    this.#firstRow += this.#filled;
    this.#filled = 0;
    await this.store.append(values);
  }

  async end(): Promise<KeptColumn> {
    await this.flush();
    return { kind: 'numbers', store: this.store, facts: this.#sum.facts() };
  }
}

/** Texts of which many are alike: the place of each in a list. */
export class TextKeeper implements ColumnKeeper {
  readonly store: ColumnStore;
  readonly #codes = new Map<string, number>();
  readonly #counts: number[] = [];
  readonly #block = new Uint16Array(BLOCK_ROOM);
  #filled = 0;
  #characters = 0;
  #given = false;

  constructor(store: ColumnStore) {
    this.store = store;
  }

  take(vector: DuckDBVector, rows: number): boolean {
    if (this.#given) return false;
    const from = this.#filled;
    for (let row = 0; row < rows; row += 1) {
      const cell = vector.getItem(row);
      const text = typeof cell === 'string' ? cell : '';
      const code = this.#codes.get(text) ?? this.#add(text);
      this.#block[from + row] = code;
      this.#counts[code] = (this.#counts[code] ?? 0) + 1;
    }
    this.#filled += rows;
    this.#given = this.#codes.size > MOST_CODES || this.#characters > MOST_CHARACTERS;
    return this.#filled >= BLOCK_ROWS;
  }

  #add(text: string): number {
    const code = this.#codes.size;
    this.#codes.set(text, code);
    this.#characters += text.length;
    return code;
  }

  async flush(): Promise<void> {
    const values = this.#block.subarray(0, this.#filled);
    this.#filled = 0;
    if (!this.#given) await this.store.append(values);
  }

  async end(): Promise<KeptColumn | null> {
    await this.flush();
    if (this.#given) return null;
    const cells = [...this.#codes.keys()];
    const texts = cells.map(presentText);
    return { kind: 'texts', store: this.store, cells, texts, counts: this.#counts };
  }
}
