import { Worker } from 'node:worker_threads';
import { shuffledRows } from '../../app/random.ts';
import type { OrderWorkerData } from './order-worker.ts';

/** Fewer are drawn sooner than another thread's answer is heard. */
const WORTH_A_THREAD_ROWS = 4096;

/** In which orders a run's epochs visit the rows for training. */
export interface EpochOrders {
  /** Each epoch's once, one after the other. */
  take(epoch: number): Promise<Int32Array>;
  close(): Promise<void>;
}

/** Of which run the orders are. */
export interface OrdersWanted extends OrderWorkerData {
  /** The first that will be taken. */
  readonly firstEpoch: number;
  /** Of the whole run. */
  readonly epochs: number;
}

/**
 * Draws the order of each epoch before it begins: by a thread of its own, since a call of a graph
 * holds this one. The first is drawn here, in a fraction of the time in which a thread starts.
 */
export function epochOrders(wanted: OrdersWanted): EpochOrders {
  const { seed, rows, firstEpoch, epochs } = wanted;
  if (rows >= WORTH_A_THREAD_ROWS && firstEpoch + 1 < epochs) return new OrdersAhead(wanted);
  return {
    take: (epoch) => Promise.resolve(shuffledRows(seed, epoch, rows)),
    close: () => Promise.resolve(),
  };
}

class OrdersAhead implements EpochOrders {
  readonly #wanted: OrdersWanted;
  readonly #worker: Worker;
  /** Who waits for an answer, in the order of the questions. */
  readonly #waiting: ((order: Int32Array) => void)[] = [];
  /** Asked for, but not taken. */
  readonly #ahead = new Map<number, Promise<Int32Array>>();

  constructor(wanted: OrdersWanted) {
    this.#wanted = wanted;
    const { seed, rows, firstEpoch } = wanted;
    // An error in the worker is a bug: nobody listens for it, so that it ends the engine.
    this.#worker = new Worker(new URL('./order-worker.ts', import.meta.url), {
      workerData: { seed, rows } satisfies OrderWorkerData,
      execArgv: [],
    });
    this.#worker.on('message', (order: Int32Array) => this.#waiting.shift()?.(order));
    this.#ask(firstEpoch + 1);
  }

  async take(epoch: number): Promise<Int32Array> {
    const { seed, rows, epochs } = this.#wanted;
    const ahead = this.#ahead.get(epoch);
    this.#ahead.delete(epoch);
    if (ahead !== undefined && epoch + 1 < epochs) this.#ask(epoch + 1);
    return ahead ?? shuffledRows(seed, epoch, rows);
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #ask(epoch: number): void {
    this.#ahead.set(epoch, new Promise((resolve) => this.#waiting.push(resolve)));
    this.#worker.postMessage(epoch);
  }
}
