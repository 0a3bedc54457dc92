import type { Result } from '../../app/errors.ts';

/** Datasets being prepared: imports, recipes applied, folds. Whoever asked may end one by its token. */
export class Preparations {
  readonly #running = new Map<string, AbortController>();

  /** Does one; `signal` tells it to end, which it does with `cancelled` and leaves nothing behind. */
  async run<T>(
    token: string,
    prepare: (signal: AbortSignal) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const controller = new AbortController();
    this.#running.set(token, controller);
    try {
      return await prepare(controller.signal);
    } finally {
      this.#running.delete(token);
    }
  }

  /** Without effect where none runs by that token. */
  cancel(token: string): void {
    this.#running.get(token)?.abort();
  }
}
