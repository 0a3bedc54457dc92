import type { Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import type { Endpoint } from '../../app/contract/endpoint.ts';

/** Most characters of one message; a line beyond it ends the connection before memory does. */
const MAX_MESSAGE_LENGTH = 64 * 1024 ** 2;

/** An open socket or named pipe as an endpoint: one JSON document a line. What is not JSON closes it. */
export function socketEndpoint(socket: Socket): Endpoint {
  let messageListener: (message: unknown) => void = () => {};
  const decoder = new StringDecoder('utf8');
  let pieces: string[] = [];
  let waiting = 0;

  function receive(text: string): void {
    const lines = text.split('\n');
    const rest = lines.pop() ?? '';
    for (const line of lines) {
      const whole = pieces.join('') + line;
      pieces = [];
      waiting = 0;
      if (!deliver(whole)) return;
    }
    pieces.push(rest);
    waiting += rest.length;
    if (waiting > MAX_MESSAGE_LENGTH) socket.destroy();
  }

  function deliver(line: string): boolean {
    let message: unknown;
    try {
      message = JSON.parse(line);
    } catch {
      socket.destroy();
      return false;
    }
    messageListener(message);
    return true;
  }

  socket.on('data', (chunk: Buffer) => receive(decoder.write(chunk)));
  // A reset connection is a closed one; `close` follows.
  socket.on('error', () => {});

  return {
    send(message) {
      if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
    },
    bufferedBytes: () => socket.writableLength,
    onMessage(listener) {
      messageListener = listener;
    },
    onClose(listener) {
      socket.on('close', () => listener());
    },
    close: () => {
      socket.end();
    },
  };
}
