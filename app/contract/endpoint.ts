/**
 * One end of a connection that carries JSON values in order: WebSocket, socket, Electron's IPC, or a
 * pair in memory. Both ends may close it; after that `send` does nothing.
 */
export interface Endpoint {
  send(message: unknown): void;
  /** Bytes handed over but not yet sent: how far the other side lags behind. */
  bufferedBytes(): number;
  /** Set before the first message may arrive; one listener each. */
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, whichever side closed it. */
  onClose(listener: () => void): void;
  close(): void;
}

/** Client to host. */
export type ClientMessage =
  | {
      readonly kind: 'request';
      readonly id: number;
      readonly name: string;
      readonly params: unknown;
    }
  | { readonly kind: 'subscribe'; readonly name: string }
  | { readonly kind: 'unsubscribe'; readonly name: string };

/** Host to client. */
export type HostMessage =
  | { readonly kind: 'reply'; readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly kind: 'reply'; readonly id: number; readonly ok: false; readonly error: unknown }
  | { readonly kind: 'event'; readonly name: string; readonly payload: unknown };
