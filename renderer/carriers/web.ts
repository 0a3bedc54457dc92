import type { EventName } from '../../app/contract/events.ts';
import type { Params, Reply, RequestName } from '../../app/contract/requests.ts';
import { fail, type Result } from '../../app/errors.ts';
import type { Bridge, ConnectionState, Listener } from '../bridge.ts';
import { Listeners } from './listeners.ts';
import { uploadFiles } from './upload.ts';

type Answer = (result: Result<unknown>) => void;

/** What the loopback host sends. */
type Incoming =
  | { readonly kind: 'response'; readonly id: number; readonly result: Result<unknown> }
  | { readonly kind: 'event'; readonly name: EventName; readonly payload: unknown };

/** What is used of a WebSocket, so that tests can stand in for the host. */
export type Socket = Pick<WebSocket, 'addEventListener' | 'send' | 'readyState'>;

const OPEN = 1;
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 5000;

/**
 * JSON messages over one WebSocket. When it closes, requests under way fail with `host/unreachable`
 * and it is opened again: after 250 ms, then twice as long each time, up to 5 s.
 */
export class WebBridge implements Bridge {
  readonly upload = uploadFiles;
  readonly #openSocket: () => Socket;
  readonly #hostName: string;
  readonly #listeners = new Listeners();
  readonly #connectionListeners = new Set<(state: ConnectionState) => void>();
  readonly #waiting = new Map<number, Answer>();
  #socket: Socket;
  #connection: ConnectionState = 'connecting';
  /** Requests made while the socket opens. */
  #outbox: string[] = [];
  #nextId = 1;
  #retryMs = FIRST_RETRY_MS;

  constructor(openSocket: () => Socket, hostName: string) {
    this.#openSocket = openSocket;
    this.#hostName = hostName;
    this.#socket = this.#open();
  }

  get connection(): ConnectionState {
    return this.#connection;
  }

  request<Name extends RequestName>(
    name: Name,
    params: Params<Name>,
  ): Promise<Result<Reply<Name>>> {
    if (this.#connection === 'lost') return Promise.resolve(this.#unreachable());
    return new Promise((resolve) => {
      const id = this.#nextId++;
      this.#waiting.set(id, resolve as Answer);
      const message = JSON.stringify({ kind: 'request', id, name, params });
      if (this.#socket.readyState === OPEN) this.#socket.send(message);
      else this.#outbox.push(message);
    });
  }

  subscribe<Name extends EventName>(name: Name, listener: Listener<Name>): () => void {
    return this.#listeners.add(name, listener);
  }

  onConnection(listener: (state: ConnectionState) => void): () => void {
    this.#connectionListeners.add(listener);
    return () => this.#connectionListeners.delete(listener);
  }

  #open(): Socket {
    const socket = this.#openSocket();
    socket.addEventListener('open', () => {
      this.#retryMs = FIRST_RETRY_MS;
      for (const message of this.#outbox) socket.send(message);
      this.#outbox = [];
      this.#enter('connected');
    });
    socket.addEventListener('message', (event) => this.#receive(JSON.parse(String(event.data))));
    socket.addEventListener('close', () => this.#closed());
    return socket;
  }

  #receive(message: Incoming): void {
    if (message.kind === 'event') {
      this.#listeners.tell(message.name, message.payload);
      return;
    }
    this.#waiting.get(message.id)?.(message.result);
    this.#waiting.delete(message.id);
  }

  #closed(): void {
    const unanswered = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#outbox = [];
    this.#enter('lost');
    for (const answer of unanswered) answer(this.#unreachable());
    setTimeout(() => {
      this.#socket = this.#open();
    }, this.#retryMs);
    this.#retryMs = Math.min(2 * this.#retryMs, LONGEST_RETRY_MS);
  }

  #enter(state: ConnectionState): void {
    if (this.#connection === state) return;
    this.#connection = state;
    for (const listener of [...this.#connectionListeners]) listener(state);
  }

  #unreachable() {
    return fail({ code: 'host/unreachable', path: this.#hostName });
  }
}
