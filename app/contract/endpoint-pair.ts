import type { Endpoint } from './endpoint.ts';

/**
 * Two ends of a connection inside one process. Messages cross as JSON, a turn later, so that nothing
 * works here that a socket would not carry.
 */
export function endpointPair(): readonly [Endpoint, Endpoint] {
  let open = true;
  const left = new MemoryEndpoint(
    (message) => deliver(right, message),
    () => close(),
  );
  const right = new MemoryEndpoint(
    (message) => deliver(left, message),
    () => close(),
  );

  function deliver(to: MemoryEndpoint, message: unknown): void {
    if (!open) return;
    const json = JSON.stringify(message);
    Promise.resolve().then(() => {
      if (open) to.receive(JSON.parse(json));
    });
  }

  function close(): void {
    if (!open) return;
    open = false;
    Promise.resolve().then(() => {
      left.closed();
      right.closed();
    });
  }

  return [left, right];
}

class MemoryEndpoint implements Endpoint {
  readonly #deliver: (message: unknown) => void;
  readonly #close: () => void;
  #messageListener: (message: unknown) => void = () => {};
  #closeListener: () => void = () => {};

  constructor(deliver: (message: unknown) => void, close: () => void) {
    this.#deliver = deliver;
    this.#close = close;
  }

  send(message: unknown): void {
    this.#deliver(message);
  }

  bufferedBytes(): number {
    return 0;
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#messageListener = listener;
  }

  onClose(listener: () => void): void {
    this.#closeListener = listener;
  }

  close(): void {
    this.#close();
  }

  receive(message: unknown): void {
    this.#messageListener(message);
  }

  closed(): void {
    this.#closeListener();
  }
}
