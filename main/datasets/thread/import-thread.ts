import { Worker } from 'node:worker_threads';
import type { TensorSink } from '../../shards/tensor-sink.ts';
import type { KeptValues } from '../delimited/column-store.ts';
import type { NumberFacts } from '../delimited/number-facts.ts';
import type { ImportOrders, OrderName, SentAnswer } from './import-orders.ts';

type Rooms = Uint8Array<ArrayBuffer>;

interface Waiting {
  readonly resolve: (answer: ImportOrders[OrderName]['answer']) => void;
  readonly reject: (cause: Error) => void;
}

/** Rooms of a stream that may be on their way at once. */
const MOST_ON_THEIR_WAY = 4;

/** A thread that hashes, sums and writes while the host's own reads and prepares; whoever starts it closes it. */
export class ImportThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #orders = 0;
  #streams = 0;

  constructor() {
    this.#worker = new Worker(new URL('./import-worker.ts', import.meta.url), { execArgv: [] });
    this.#worker.on('message', (sent: SentAnswer) => this.#settle(sent));
    // A bug in the worker: whoever waits is told, and throws it on.
    this.#worker.on('error', (cause: Error) => this.#failAll(cause));
  }

  /** Hashes a file. Throws what Node throws for files. */
  hash(path: string): Promise<ImportOrders['hash']['answer']> {
    return this.#ask('hash', { path });
  }

  /** Takes numbers into account that lie in shared memory. */
  sum(column: number, values: KeptValues, firstRow: number): void {
    // What goes wrong there is a bug, which ends the thread: `facts` hears of it.
    this.#ask('sum', { column, values, firstRow }).catch(() => undefined);
  }

  /** What `sum` was told of, by column. */
  facts(): Promise<ReadonlyMap<number, NumberFacts>> {
    return this.#ask('facts', {});
  }

  /** A sink of its own for a tensor. */
  readonly newSink = (): TensorSink => {
    const stream = this.#streams;
    this.#streams += 1;
    const onTheirWay: Promise<Rooms>[] = [];
    return {
      write: async (path, room, filled) => {
        const { length } = room;
        const written = this.#ask('write', { stream, path, room, filled }, [room.buffer]);
        // Told to whoever writes or ends next.
        written.catch(() => undefined);
        onTheirWay.push(written);
        if (onTheirWay.length < MOST_ON_THEIR_WAY) return new Uint8Array(length);
        return (await onTheirWay.shift()) ?? new Uint8Array(length);
      },
      end: async () => {
        await Promise.all(onTheirWay);
        return this.#ask('end', { stream });
      },
      close: async () => {
        await Promise.allSettled(onTheirWay);
      },
    };
  };

  /** Ends the thread, whatever it does. */
  async close(): Promise<void> {
    this.#failAll(new Error('The thread was closed'));
    await this.#worker.terminate();
  }

  #ask<Name extends OrderName>(
    name: Name,
    order: ImportOrders[Name]['order'],
    moved: readonly ArrayBuffer[] = [],
  ): Promise<ImportOrders[Name]['answer']> {
    const id = this.#orders;
    this.#orders += 1;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, name, order }, [...moved]);
    });
  }

  #settle(sent: SentAnswer): void {
    const waiting = this.#waiting.get(sent.id);
    this.#waiting.delete(sent.id);
    if ('failed' in sent) waiting?.reject(Object.assign(sent.failed, sent.fields));
    else waiting?.resolve(sent.answer);
  }

  #failAll(cause: Error): void {
    for (const { reject } of this.#waiting.values()) reject(cause);
    this.#waiting.clear();
  }
}
