import { Worker } from 'node:worker_threads';
import type { TensorSink } from '../../shards/tensor-sink.ts';
import type { NumberFacts } from '../delimited/number-facts.ts';
import type { ImportOrders, OrderName, SentAnswer } from './import-orders.ts';

interface Waiting {
  readonly resolve: (answer: ImportOrders[OrderName]['answer']) => void;
  readonly reject: (cause: Error) => void;
}

/** Rooms of a stream that may be on their way at once: so many that neither thread waits for the other to wake. */
const MOST_ON_THEIR_WAY = 16;

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

  /** Begins to make a file durable; whether it is, the end of the import finds out. */
  beginSync(path: string): void {
    this.#ask('sync', { path }).catch(() => undefined);
  }

  /** Takes numbers into account that lie in shared memory. */
  sum(columns: ReadonlyMap<number, Float64Array>, firstRow: number): void {
    // What goes wrong there is a bug, which ends the thread: `facts` hears of it.
    this.#ask('sum', { columns, firstRow }).catch(() => undefined);
  }

  /** What `sum` was told of, by column. */
  facts(): Promise<ReadonlyMap<number, NumberFacts>> {
    return this.#ask('facts', {});
  }

  /** A sink of its own for a tensor. */
  readonly newSink = (): TensorSink => {
    const stream = this.#streams;
    this.#streams += 1;
    /** In the order in which they were sent, which is that in which they come back. */
    const away: Promise<void>[] = [];
    const back: Uint8Array[] = [];
    let failed: Error | null = null;
    // Shared, as what moves to and fro is counted as new by the collector each time.
    const newRoom = (bytes: number) => new Uint8Array(new SharedArrayBuffer(bytes));
    return {
      newRoom,
      write: async (path, room, filled) => {
        const written = this.#ask('write', { stream, path, room, filled }).then(
          () => {
            back.push(room);
            away.shift();
          },
          (cause: Error) => {
            failed ??= cause;
            away.shift();
          },
        );
        away.push(written);
        if (away.length >= MOST_ON_THEIR_WAY) await away[0];
        if (failed !== null) throw failed;
        return back.pop() ?? newRoom(room.length);
      },
      end: async () => {
        await Promise.all(away);
        if (failed !== null) throw failed;
        return this.#ask('end', { stream });
      },
      close: async () => {
        await Promise.all(away);
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
  ): Promise<ImportOrders[Name]['answer']> {
    const id = this.#orders;
    this.#orders += 1;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, name, order });
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
