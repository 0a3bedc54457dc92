import type { EventName, Events } from '../../app/contract/events.ts';

export type EventListener = <Name extends EventName>(name: Name, payload: Events[Name]) => void;

/** Tells every listener in turn; a listener leaves by calling what `subscribe` returned. */
export class EventHub {
  readonly #listeners = new Set<EventListener>();

  subscribe(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit<Name extends EventName>(name: Name, payload: Events[Name]): void {
    for (const listener of this.#listeners) listener(name, payload);
  }
}
