import type { ImportThread } from '../thread/import-thread.ts';
import { type NumberFacts, NumberSum } from './number-facts.ts';
import type { NewRoom } from './typed-scanner.ts';

/** Gathers facts about columns of numbers block by block. */
export interface ColumnSums {
  /** Room that values come in. */
  readonly newRoom: NewRoom;
  /** Takes the next numbers of each column, of rows from a first one on. */
  readonly add: (columns: ReadonlyMap<number, Float64Array>, firstRow: number) => void;
  readonly facts: () => Promise<ReadonlyMap<number, NumberFacts>>;
}

/** On a thread of its own, which sees the same memory, or on this one. */
export function newColumnSums(thread: ImportThread | null): ColumnSums {
  if (thread !== null) {
    return {
      newRoom: sharedRooms(),
      add: (columns, firstRow) => thread.sum(columns, firstRow),
      facts: () => thread.facts(),
    };
  }
  const sums = new Map<number, NumberSum>();
  return {
    newRoom: (length) => new Float64Array(length),
    add: (columns, firstRow) => {
      for (const [column, values] of columns) {
        const sum = sums.get(column) ?? new NumberSum();
        sums.set(column, sum);
        sum.add(values, firstRow);
      }
    },
    facts: async () => new Map([...sums].map(([column, sum]) => [column, sum.facts()])),
  };
}

/** Numbers that shared memory is made for at once: making it takes longer than filling it. */
const SHARED_NUMBERS = 2 ** 17;

function sharedRooms(): NewRoom {
  let shared: Float64Array = new Float64Array(0);
  let taken = 0;
  return (length) => {
    if (taken + length > shared.length) {
      const numbers = Math.max(length, SHARED_NUMBERS);
      shared = new Float64Array(new SharedArrayBuffer(numbers * Float64Array.BYTES_PER_ELEMENT));
      taken = 0;
    }
    taken += length;
    return shared.subarray(taken - length, taken);
  };
}
