import type { NumberFacts } from '../delimited/number-facts.ts';

/** What an import's thread does when it is told to, and what it answers. */
export interface ImportOrders {
  /** Hashes a whole file. */
  hash: {
    order: { readonly path: string };
    answer: { readonly sizeBytes: number; readonly sha256: string };
  };
  /** Begins to make a file durable, so that less is left for the end of the import. */
  sync: { order: { readonly path: string }; answer: null };
  /** Takes the next numbers of some columns into account, of rows from a first one on. */
  sum: {
    order: { readonly columns: ReadonlyMap<number, Float64Array>; readonly firstRow: number };
    answer: null;
  };
  /** Tells what was summed so far of each column. */
  facts: { order: Readonly<Record<never, never>>; answer: ReadonlyMap<number, NumberFacts> };
  /** Hashes the first bytes of a room in shared memory, and writes them at the end of a file: `TensorSink.write`. */
  write: {
    order: {
      readonly stream: number;
      readonly path: string;
      readonly room: Uint8Array;
      readonly filled: number;
    };
    answer: null;
  };
  /** Ends what was written of a stream: its SHA-256, hex. */
  end: { order: { readonly stream: number }; answer: string };
}

export type OrderName = keyof ImportOrders;

/** An order with its number, as it is sent. */
export type SentOrder = {
  readonly [Name in OrderName]: { readonly id: number; readonly name: Name } & {
    readonly order: ImportOrders[Name]['order'];
  };
}[OrderName];

/** What Node says of a failing file besides its message, which does not come along by itself. */
export type FailureFields = Partial<
  Pick<NodeJS.ErrnoException, 'code' | 'path' | 'syscall' | 'errno'>
>;

export type SentAnswer =
  | { readonly id: number; readonly answer: ImportOrders[OrderName]['answer'] }
  | { readonly id: number; readonly failed: Error; readonly fields: FailureFields };
