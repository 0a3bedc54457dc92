import type { EventName } from '../../app/contract/events.ts';
import { RequestClient } from '../../app/contract/request-client.ts';
import type { Params, Reply, RequestName } from '../../app/contract/requests.ts';
import { type WebSocketLike, webSocketEndpoint } from '../../app/contract/web-socket-endpoint.ts';
import type { Result } from '../../app/errors.ts';
import type { Bridge, ConnectionState, Listener } from '../bridge.ts';
import { uploadFiles } from './upload.ts';

/** What is used of a WebSocket, so that tests can stand in for the host. */
export interface OpeningSocket extends WebSocketLike {
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'open' | 'close', listener: () => void): void;
}

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 5000;

/**
 * The contract over one WebSocket. Requests made while it first opens wait for it. When it closes it
 * is opened again: after 250 ms, then twice as long each time, up to 5 s.
 */
export class WebBridge implements Bridge {
  readonly upload = uploadFiles;
  readonly #openSocket: () => OpeningSocket;
  readonly #client: RequestClient;
  readonly #connectionListeners = new Set<(state: ConnectionState) => void>();
  /** Settled with the outcome of the first attempt, whichever it is. */
  readonly #firstAttempt: Promise<void>;
  #connection: ConnectionState = 'connecting';
  #retryMs = FIRST_RETRY_MS;

  /** @param hostName names the host in `host/unreachable` */
  constructor(openSocket: () => OpeningSocket, hostName: string) {
    this.#openSocket = openSocket;
    this.#client = new RequestClient({ hostPath: hostName });
    this.#firstAttempt = new Promise((resolve) => this.onConnection(() => resolve()));
    this.#open();
  }

  get connection(): ConnectionState {
    return this.#connection;
  }

  async request<Name extends RequestName>(
    name: Name,
    params: Params<Name>,
  ): Promise<Result<Reply<Name>>> {
    if (this.#connection === 'connecting') await this.#firstAttempt;
    return this.#client.request(name, params);
  }

  subscribe<Name extends EventName>(name: Name, listener: Listener<Name>): () => void {
    return this.#client.subscribe(name, listener);
  }

  onConnection(listener: (state: ConnectionState) => void): () => void {
    this.#connectionListeners.add(listener);
    return () => this.#connectionListeners.delete(listener);
  }

  #open(): void {
    const socket = this.#openSocket();
    socket.addEventListener('open', () => {
      this.#retryMs = FIRST_RETRY_MS;
      this.#client.attach(webSocketEndpoint(socket));
      this.#enter('connected');
    });
    socket.addEventListener('close', () => {
      this.#enter('lost');
      setTimeout(() => this.#open(), this.#retryMs);
      this.#retryMs = Math.min(2 * this.#retryMs, LONGEST_RETRY_MS);
    });
  }

  #enter(state: ConnectionState): void {
    if (this.#connection === state) return;
    this.#connection = state;
    for (const listener of [...this.#connectionListeners]) listener(state);
  }
}
