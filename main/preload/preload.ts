import { contextBridge, ipcRenderer } from 'electron';
import type { ClientMessage, HostMessage } from '../../app/contract/endpoint.ts';

/**
 * The page's only way out of its sandbox: `request` and `subscribe`, nothing else. What comes back is
 * passed on as it is; the page decodes it, the host decodes what is sent.
 */

type Reply = Extract<HostMessage, { kind: 'reply' }>;

/** One channel carries every message, as every other transport does. */
const CHANNEL = 'hearth';
/** Says that a page has loaded: what an earlier one subscribed to ends. */
const OPEN_CHANNEL = 'hearth.open';

const pending = new Map<number, (reply: Reply) => void>();
const listeners = new Map<string, Set<(payload: unknown) => void>>();
let nextId = 1;

function send(message: ClientMessage): void {
  ipcRenderer.send(CHANNEL, message);
}

ipcRenderer.on(CHANNEL, (_event, message: HostMessage) => {
  if (message.kind === 'event') {
    for (const listener of [...(listeners.get(message.name) ?? [])]) listener(message.payload);
    return;
  }
  const settle = pending.get(message.id);
  pending.delete(message.id);
  settle?.(message);
});
ipcRenderer.send(OPEN_CHANNEL);

contextBridge.exposeInMainWorld('hearth', {
  request(name: string, params: unknown): Promise<Reply> {
    const id = nextId++;
    return new Promise((resolve) => {
      pending.set(id, resolve);
      send({ kind: 'request', id, name, params });
    });
  },

  /** @returns the unsubscriber */
  subscribe(name: string, listener: (payload: unknown) => void): () => void {
    const heard = listeners.get(name) ?? new Set();
    listeners.set(name, heard);
    if (heard.size === 0) send({ kind: 'subscribe', name });
    heard.add(listener);
    return () => {
      if (heard.delete(listener) && heard.size === 0) send({ kind: 'unsubscribe', name });
    };
  },
});
