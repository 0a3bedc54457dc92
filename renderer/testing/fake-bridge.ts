import type { EventName, Events } from '../../app/contract/events.ts';
import type { Params, Reply, RequestName } from '../../app/contract/requests.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import type { Bridge, ConnectionState, Listener } from '../bridge.ts';

/** How a fake host answers one request; a failure is answered as a `Result`. */
export type Answers = {
  readonly [Name in RequestName]?: (
    params: Params<Name>,
  ) => Result<Reply<Name>> | Promise<Result<Reply<Name>>>;
};

type AnyAnswer = (params: unknown) => Result<unknown> | Promise<Result<unknown>>;
type AnyListener = (payload: unknown) => void;

/**
 * A bridge whose host is the test: requests are answered from a table and events are told by hand.
 * What the table lacks never answers, like a host that is busy, so that loading states can be seen.
 */
export class FakeBridge implements Bridge {
  connection: ConnectionState = 'connected';
  /** Every request made, oldest first. */
  readonly requests: { readonly name: RequestName; readonly params: unknown }[] = [];
  /** Where uploads end up, by the path of their first file. */
  uploadPath = (firstPath: string): string => `/home/uploads/${firstPath}`;
  /** Uploads let go. */
  discarded = 0;
  readonly #answers: Answers;
  readonly #listeners = new Map<EventName, Set<AnyListener>>();
  readonly #connectionListeners = new Set<(state: ConnectionState) => void>();

  constructor(answers: Answers) {
    this.#answers = answers;
  }

  request<Name extends RequestName>(
    name: Name,
    params: Params<Name>,
  ): Promise<Result<Reply<Name>>> {
    this.requests.push({ name, params });
    const answer = this.#answers[name] as AnyAnswer | undefined;
    if (answer === undefined) return new Promise(() => undefined);
    return Promise.resolve(answer(params)) as Promise<Result<Reply<Name>>>;
  }

  subscribe<Name extends EventName>(name: Name, listener: Listener<Name>): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    listeners.add(listener as AnyListener);
    this.#listeners.set(name, listeners);
    return () => listeners.delete(listener as AnyListener);
  }

  async upload(...[files, onProgress, signal]: Parameters<Bridge['upload']>) {
    if (signal.aborted) return fail({ code: 'cancelled' });
    const totalBytes = files.reduce((sum, file) => sum + file.content.size, 0);
    onProgress({ sentBytes: totalBytes, totalBytes });
    return ok({
      path: this.uploadPath(files[0]?.path ?? ''),
      discard: () => {
        this.discarded++;
      },
    });
  }

  onConnection(listener: (state: ConnectionState) => void): () => void {
    this.#connectionListeners.add(listener);
    return () => this.#connectionListeners.delete(listener);
  }

  /** Tells the page an event, as the host would. */
  tell<Name extends EventName>(name: Name, payload: Events[Name]): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) listener(payload);
  }

  /** Loses or regains the connection. */
  enter(state: ConnectionState): void {
    this.connection = state;
    for (const listener of [...this.#connectionListeners]) listener(state);
  }
}
