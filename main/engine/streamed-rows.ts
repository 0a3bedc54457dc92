import { Worker } from 'node:worker_threads';
import type { PreparedSplit } from '../../app/dataset/prepared.ts';
import { ok, type Result } from '../../app/errors.ts';
import { type RowInputs, type RowSource, rowTensor } from './row-source.ts';
import type { RowWorkerAnswer, RowWorkerData } from './row-worker.ts';

interface Request {
  readonly rows: Int32Array;
  readonly answer: Promise<RowWorkerAnswer>;
}

/** A split that does not fit in memory: a thread of its own reads the rows of the next call. */
export class StreamedRows implements RowSource {
  readonly rows: number;
  readonly #split: PreparedSplit;
  readonly #worker: Worker;
  /** Who waits for an answer, in the order of the requests. */
  readonly #waiting: ((answer: RowWorkerAnswer) => void)[] = [];
  /** Asked for ahead, in the order in which they will be taken. */
  #ahead: readonly Request[] = [];
  /** 0, 1, 2, …, as many as a call has needed. */
  #places = new Int32Array(0);

  private constructor(folder: string, split: PreparedSplit) {
    this.rows = split.rows;
    this.#split = split;
    // An error in the worker is a bug: nobody listens for it, so that it ends the engine.
    this.#worker = new Worker(new URL('./row-worker.ts', import.meta.url), {
      workerData: { folder, split } satisfies RowWorkerData,
      execArgv: [],
    });
    this.#worker.on('message', (answer: RowWorkerAnswer) => this.#waiting.shift()?.(answer));
  }

  /** @returns `dataset/damaged` where the shards are not what the manifest says */
  static async open(folder: string, split: PreparedSplit): Promise<Result<RowSource>> {
    const source = new StreamedRows(folder, split);
    const nothing = await source.take(new Int32Array(0));
    if (nothing.ok) return ok(source);
    await source.close();
    return nothing;
  }

  async take(rows: Int32Array): Promise<Result<RowInputs>> {
    const place = this.#ahead.findIndex((ahead) => sameRows(ahead.rows, rows));
    const request = this.#ahead[place] ?? this.#request(rows);
    this.#ahead = place < 0 ? [] : this.#ahead.slice(place + 1);
    const read = await request.answer;
    if (!read.ok) return read;
    const { features, target, weight } = this.#split;
    return ok({
      features: rowTensor(read.value.features, rows.length, features.shape),
      target: rowTensor(read.value.target, rows.length, target.shape),
      ...(read.value.weight !== null &&
        weight !== undefined && {
          weight: rowTensor(read.value.weight, rows.length, weight.shape),
        }),
      indices: this.#inOrder(rows.length),
    });
  }

  prefetch(rows: Int32Array): void {
    this.#ahead = [...this.#ahead, this.#request(rows)];
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #inOrder(count: number): Int32Array {
    if (count > this.#places.length) {
      this.#places = new Int32Array(count);
      for (let place = 0; place < count; place += 1) this.#places[place] = place;
    }
    return this.#places.subarray(0, count);
  }

  #request(rows: Int32Array): Request {
    const answer = new Promise<RowWorkerAnswer>((resolve) => this.#waiting.push(resolve));
    // Sent as a copy: a part of the epoch's order would take all of it along.
    this.#worker.postMessage(rows.slice());
    return { rows, answer };
  }
}

function sameRows(left: Int32Array, right: Int32Array): boolean {
  if (left === right) return true;
  return left.length === right.length && left.every((row, at) => row === right[at]);
}
