import type { EngineEvent } from '../../app/contract/engine.ts';

/** The engine's line to its host, whichever host that is. */
export interface HostPort {
  /** Settles when the message has left this process, or at once when the host is gone. */
  post(event: EngineEvent): Promise<void>;
  onMessage(listener: (message: unknown) => void): void;
  /** The host has gone away, died or let go of this process. */
  onClose(listener: () => void): void;
}

/** The part of Electron's `MessagePortMain` used here. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
  on(event: 'close', listener: () => void): void;
}

/**
 * The line of this process: Electron's utility process has `process.parentPort`, a forked Node
 * process an IPC channel.
 */
export function hostPort(): HostPort {
  const { parentPort } = process as { readonly parentPort?: ParentPort };
  return parentPort === undefined ? forkedPort() : utilityPort(parentPort);
}

function forkedPort(): HostPort {
  if (process.send === undefined) throw new Error('The engine is started by a Hearth host.');
  return {
    post: (event) =>
      new Promise((resolve) => {
        if (process.connected) process.send?.(event, undefined, undefined, () => resolve());
        else resolve();
      }),
    onMessage: (listener) => void process.on('message', listener),
    onClose: (listener) => void process.on('disconnect', listener),
  };
}

/** Electron tells nobody when a message has left, so each gets a moment before the next step. */
const UTILITY_FLUSH_MS = 5;

function utilityPort(port: ParentPort): HostPort {
  return {
    post(event) {
      port.postMessage(event);
      return new Promise((resolve) => setTimeout(resolve, UTILITY_FLUSH_MS));
    },
    onMessage: (listener) => port.on('message', ({ data }) => listener(data)),
    onClose: (listener) => port.on('close', listener),
  };
}
