import { type AppError, fail, type Result } from '../errors.ts';
import { decodeError, decodeEvent, decodeReply, isEventName } from './decode.ts';
import type { HostClient } from './dispatcher.ts';
import type { ClientMessage, Endpoint, HostMessage } from './endpoint.ts';
import type { EventName, Events } from './events.ts';
import type { Params, Reply, RequestName } from './requests.ts';

type ReplyMessage = Extract<HostMessage, { kind: 'reply' }>;
type Listener<Name extends EventName> = (payload: Events[Name]) => void;

export interface RequestClientOptions {
  /** Names the host in `host/unreachable`: an address or a socket. */
  readonly hostPath: string;
  /** Told of messages that break the contract; they are dropped. */
  readonly onMalformed?: (error: AppError) => void;
  /** The connection was lost; `attach` another to go on. Not called for `close`. */
  readonly onLost?: () => void;
}

/**
 * Asks a host over an endpoint and hands its events on.
 * Subscriptions outlive a lost connection: attach a new endpoint and they are made again. Requests
 * under way, and those made while detached, fail with `host/unreachable`; `close` cancels them.
 */
export class RequestClient implements HostClient {
  readonly #options: RequestClientOptions;
  readonly #pending = new Map<number, (result: Result<ReplyMessage>) => void>();
  readonly #listeners = new Map<EventName, Set<(payload: Events[EventName]) => void>>();
  #endpoint: Endpoint | null = null;
  #nextId = 1;

  constructor(options: RequestClientOptions) {
    this.#options = options;
  }

  /** Goes on over this connection, an open one. */
  attach(endpoint: Endpoint): void {
    this.#endpoint?.close();
    this.#endpoint = endpoint;
    endpoint.onMessage((message) => this.#receive(message as HostMessage));
    endpoint.onClose(() => {
      if (this.#endpoint !== endpoint) return;
      this.#detach({ code: 'host/unreachable', path: this.#options.hostPath });
      this.#options.onLost?.();
    });
    for (const name of this.#listeners.keys()) this.#send({ kind: 'subscribe', name });
  }

  async request<Name extends RequestName>(
    name: Name,
    params: Params<Name>,
  ): Promise<Result<Reply<Name>>> {
    if (this.#endpoint === null) {
      return fail({ code: 'host/unreachable', path: this.#options.hostPath });
    }
    const id = this.#nextId++;
    const replied = await new Promise<Result<ReplyMessage>>((resolve) => {
      this.#pending.set(id, resolve);
      this.#send({ kind: 'request', id, name, params });
    });
    if (!replied.ok) return replied;
    const reply = replied.value;
    return reply.ok ? decodeReply(name, reply.value) : fail(decodeError(reply.error, name));
  }

  subscribe<Name extends EventName>(name: Name, listener: Listener<Name>): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    const heard = listener as (payload: Events[EventName]) => void;
    if (listeners.size === 0) {
      this.#listeners.set(name, listeners);
      this.#send({ kind: 'subscribe', name });
    }
    listeners.add(heard);
    return () => {
      if (!listeners.delete(heard) || listeners.size > 0) return;
      this.#listeners.delete(name);
      this.#send({ kind: 'unsubscribe', name });
    };
  }

  /** Ends the connection; requests under way end as `cancelled`. */
  close(): void {
    const endpoint = this.#endpoint;
    this.#detach({ code: 'cancelled' });
    endpoint?.close();
  }

  #send(message: ClientMessage): void {
    this.#endpoint?.send(message);
  }

  #detach(error: AppError): void {
    this.#endpoint = null;
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const settle of pending) settle(fail(error));
  }

  #receive(message: HostMessage): void {
    if (message?.kind === 'reply') {
      const settle = this.#pending.get(message.id);
      this.#pending.delete(message.id);
      settle?.({ ok: true, value: message });
    } else if (message?.kind === 'event' && isEventName(message.name)) {
      this.#tell(message.name, message.payload);
    } else {
      this.#options.onMalformed?.({
        code: 'contract/malformed',
        request: 'host.message',
        place: 'kind',
        problem: 'neither a reply nor a known event',
      });
    }
  }

  #tell(name: EventName, payload: unknown): void {
    const decoded = decodeEvent(name, payload);
    if (!decoded.ok) {
      this.#options.onMalformed?.(decoded.error);
      return;
    }
    for (const listener of [...(this.#listeners.get(name) ?? [])]) listener(decoded.value);
  }
}
