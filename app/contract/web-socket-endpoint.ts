import type { Endpoint } from './endpoint.ts';

/** What a browser's WebSocket and that of `ws` have in common. */
export interface WebSocketLike {
  readonly readyState: number;
  readonly bufferedAmount: number;
  send(data: string): void;
  close(code?: number): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listener: () => void): void;
}

const OPEN = 1;
/** RFC 6455 §7.4.1: received data that is not what the message type says. */
const INVALID_PAYLOAD = 1007;

/** An open WebSocket as an endpoint: one JSON text per message. What is not JSON closes it. */
export function webSocketEndpoint(socket: WebSocketLike): Endpoint {
  return {
    send(message) {
      if (socket.readyState === OPEN) socket.send(JSON.stringify(message));
    },
    bufferedBytes: () => socket.bufferedAmount,
    onMessage(listener) {
      socket.addEventListener('message', ({ data }) => {
        const message = parseJson(data);
        if (message === undefined) socket.close(INVALID_PAYLOAD);
        else listener(message.value);
      });
    },
    onClose(listener) {
      socket.addEventListener('close', () => listener());
    },
    close: () => socket.close(),
  };
}

function parseJson(data: unknown): { readonly value: unknown } | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    return { value: JSON.parse(data) };
  } catch {
    return undefined;
  }
}
