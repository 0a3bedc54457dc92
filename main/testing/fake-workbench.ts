import type { Workbench } from '../../app/contract/dispatcher.ts';
import type { EventName, Events } from '../../app/contract/events.ts';
import type { Params, Reply, RequestName } from '../../app/contract/requests.ts';
import { fail, type Result } from '../../app/errors.ts';

type Answers = {
  [Name in RequestName]?: (
    params: Params<Name>,
  ) => Result<Reply<Name>> | Promise<Result<Reply<Name>>>;
};

/** A workbench whose answers and events a test decides. */
export class FakeWorkbench implements Workbench {
  readonly asked: { readonly name: RequestName; readonly params: unknown }[] = [];
  readonly closed: { readonly stopRuns: boolean }[] = [];
  readonly #answers: Answers;
  readonly #listeners = new Set<(name: EventName, payload: Events[EventName]) => void>();
  active = 0;

  constructor(answers: Answers = {}) {
    this.#answers = answers;
  }

  async dispatch(name: RequestName, params: unknown): Promise<Result<unknown>> {
    this.asked.push({ name, params });
    const answer = this.#answers[name] as
      | ((params: unknown) => Result<unknown> | Promise<Result<unknown>>)
      | undefined;
    return answer === undefined
      ? fail({ code: 'contract/unknown-request', request: name })
      : answer(params);
  }

  subscribe(listener: (name: EventName, payload: Events[EventName]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  emit<Name extends EventName>(name: Name, payload: Events[Name]): void {
    for (const listener of [...this.#listeners]) listener(name, payload);
  }

  activeRuns(): number {
    return this.active;
  }

  async close(options: { readonly stopRuns: boolean }): Promise<void> {
    this.closed.push(options);
  }
}
