import { Worker } from 'node:worker_threads';
import type { SealAnswer } from './seal-worker.ts';

/** Ends files with the SHA-256 of what they hold: by a thread of its own, which begins with the first. */
export class FileSealer {
  #worker: Worker | null = null;
  /** Who waits for an answer, in the order of the questions. */
  readonly #waiting: ((answer: SealAnswer) => void)[] = [];

  /**
   * Every byte, and those of the sum, are on the disk when it returns.
   * File errors (ENOSPC, …) are thrown as Node throws them.
   */
  async seal(path: string): Promise<void> {
    this.#worker ??= this.#start();
    this.#worker.ref();
    this.#worker.postMessage(path);
    const answer = await new Promise<SealAnswer>((resolve) => this.#waiting.push(resolve));
    if (answer !== null) throw Object.assign(new Error(answer.message), { code: answer.code });
  }

  /** The thread keeps no process from ending, but while it is waited for. */
  #start(): Worker {
    // An error in the worker is a bug: nobody listens for it, so that it ends the engine.
    const worker = new Worker(new URL('./seal-worker.ts', import.meta.url), { execArgv: [] });
    worker.on('message', (answer: SealAnswer) => {
      this.#waiting.shift()?.(answer);
      if (this.#waiting.length === 0) worker.unref();
    });
    return worker;
  }
}
