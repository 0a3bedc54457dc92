import { type AppError, ok, type Result } from '../app/errors.ts';
import { getPage } from './page.svelte.ts';

export type RemoteState<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: AppError };

/** A value kept by the host. A late answer to an earlier question is dropped. */
export class Remote<T> {
  state = $state.raw<RemoteState<T>>({ kind: 'loading' });
  readonly #load: () => Promise<Result<T>>;
  #asked = 0;

  constructor(load: () => Promise<Result<T>>) {
    this.#load = load;
  }

  /** The value once it has arrived. */
  get value(): T | undefined {
    return this.state.kind === 'ready' ? this.state.value : undefined;
  }

  /** Asks again; what is shown stays until the answer comes. */
  async reload(): Promise<void> {
    const question = ++this.#asked;
    const result = await this.#load();
    if (question === this.#asked) this.#show(result);
  }

  /** Takes a newer value that came by itself, as the answer of a change or with an event. */
  set(value: T): void {
    this.#asked++;
    this.#show(ok(value));
  }

  #show(result: Result<T>): void {
    this.state = result.ok
      ? { kind: 'ready', value: result.value }
      : { kind: 'failed', error: result.error };
  }
}

/**
 * Loads while a component is mounted: now, when a rune that `load` reads changes,
 * and after a lost connection came back.
 */
export function remote<T>(load: () => Promise<Result<T>>): Remote<T> {
  const page = getPage();
  const value = new Remote(load);
  $effect(() => {
    void page.reconnections;
    void value.reload();
  });
  return value;
}
