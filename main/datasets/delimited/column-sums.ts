import type { ImportThread } from '../thread/import-thread.ts';
import type { KeptValues } from './column-store.ts';
import { type NumberFacts, NumberSum } from './number-facts.ts';
import type { NewRoom } from './typed-scanner.ts';

/** Gathers facts about columns of numbers block by block. */
export interface ColumnSums {
  /** Room that values come in. */
  readonly newRoom: NewRoom;
  readonly add: (column: number, values: KeptValues, firstRow: number) => void;
  readonly facts: () => Promise<ReadonlyMap<number, NumberFacts>>;
}

/** On a thread of its own, which sees the same memory, or on this one. */
export function newColumnSums(thread: ImportThread | null): ColumnSums {
  if (thread !== null) {
    return {
      newRoom: (length) =>
        new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT)),
      add: (column, values, firstRow) => thread.sum(column, values, firstRow),
      facts: () => thread.facts(),
    };
  }
  const sums = new Map<number, NumberSum>();
  return {
    newRoom: (length) => new Float64Array(length),
    add: (column, values, firstRow) => {
      const sum = sums.get(column) ?? new NumberSum();
      sums.set(column, sum);
      if (values instanceof Float64Array) sum.add(values, firstRow);
    },
    facts: async () => new Map([...sums].map(([column, sum]) => [column, sum.facts()])),
  };
}
