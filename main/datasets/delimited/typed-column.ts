import { presentText } from '../../../app/dataset/raw-value.ts';
import type { CellCodes } from './cell-codes.ts';
import type { ColumnStore, KeptValues } from './column-store.ts';
import type { KeptColumn } from './kept-columns.ts';
import type { NumberFacts } from './number-facts.ts';

/** A column as it is read block by block: numbers, or codes of cells. */
export class TypedColumn {
  readonly store: ColumnStore;
  readonly numeric: boolean;
  #counts = new Uint32Array(0);
  /** What was taken so far. */
  bytes = 0;

  constructor(store: ColumnStore, numeric: boolean) {
    this.store = store;
    this.numeric = numeric;
  }

  /** Takes the values of the next rows, to be kept. */
  async append(values: KeptValues, codes: CellCodes): Promise<void> {
    if (values instanceof Uint16Array) this.#count(values, codes);
    this.bytes += values.byteLength;
    if (!codes.given) await this.store.append(values);
  }

  #count(places: Uint16Array, codes: CellCodes): void {
    if (codes.size > this.#counts.length) {
      const counts = new Uint32Array(2 * codes.size);
      counts.set(this.#counts);
      this.#counts = counts;
    }
    const counts = this.#counts;
    for (let row = 0; row < places.length; row += 1) {
      const code = places[row] ?? 0;
      counts[code] = (counts[code] ?? 0) + 1;
    }
  }

  /** What was read, of numbers with their facts; null where there were too many different cells to be kept. */
  finish(codes: CellCodes, facts: NumberFacts | null): KeptColumn | null {
    const { store } = this;
    if (facts !== null) return { kind: 'numbers', store, facts };
    if (codes.given) return null;
    const cells = codes.texts();
    const counts = [...this.#counts.subarray(0, codes.size)];
    return { kind: 'texts', store, cells, texts: cells.map(presentText), counts };
  }
}
