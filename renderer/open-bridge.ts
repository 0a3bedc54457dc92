import type { Bridge } from './bridge.ts';
import { ElectronBridge, type PreloadApi } from './carriers/electron.ts';
import { WebBridge } from './carriers/web.ts';

declare global {
  interface Window {
    /** Set by the preload script in Electron. */
    readonly hearth?: PreloadApi;
  }
}

/** The carrier for where the page runs: Electron's preload, or the loopback host's WebSocket. */
export function openBridge(view: Window): Bridge {
  if (view.hearth !== undefined) return new ElectronBridge(view.hearth);
  const address = new URL('ws', view.location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  address.hash = '';
  return new WebBridge(() => new WebSocket(address), address.host);
}
