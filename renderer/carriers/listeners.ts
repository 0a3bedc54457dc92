import type { EventName } from '../../app/contract/events.ts';
import type { Listener } from '../bridge.ts';

type AnyListener = (payload: never) => void;

/** Who listens to which event. */
export class Listeners {
  readonly #byName = new Map<EventName, Set<AnyListener>>();

  add<Name extends EventName>(name: Name, listener: Listener<Name>): () => void {
    const listeners = this.#byName.get(name) ?? new Set();
    listeners.add(listener);
    this.#byName.set(name, listeners);
    return () => listeners.delete(listener);
  }

  /** The payload has been checked against the name by its sender, the host of this very build. */
  tell(name: EventName, payload: unknown): void {
    for (const listener of [...(this.#byName.get(name) ?? [])]) listener(payload as never);
  }
}
