import { setTimeout as delay } from 'node:timers/promises';
import type { EngineEvent } from '../../app/contract/engine.ts';

/** The engine's line to its host, whichever host that is. */
export interface HostPort {
  /** Settles when the message is on its way, or at once when the host is gone. */
  post(event: EngineEvent): Promise<void>;
  onMessage(listener: (message: unknown) => void): void;
  /** The host has died or let go of this process. */
  onClose(listener: () => void): void;
  /** Settles when this process may exit without losing a message. */
  flushed(): Promise<void>;
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
    flushed: () => Promise.resolve(),
  };
}

/** The part of Electron's `ParentPort` used here. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
}

/** Electron does not tell when a message has left; another thread sends it within moments. */
const UTILITY_FLUSH_MS = 100;

function utilityPort(port: ParentPort): HostPort {
  return {
    post(event) {
      port.postMessage(event);
      return Promise.resolve();
    },
    onMessage: (listener) => void port.on('message', ({ data }) => listener(data)),
    // Chromium ends a utility process together with the application that has started it.
    onClose: () => {},
    flushed: () => delay(UTILITY_FLUSH_MS),
  };
}
