import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { ok } from '../../app/errors.ts';
import { DEFAULT_SETTINGS } from '../../app/settings.ts';
import { FakeWorkbench } from '../testing/fake-workbench.ts';
import { serveRequests } from '../transport/serve-requests.ts';
import { type ContentsPart, type IpcMainPart, servePages } from './ipc-endpoint.ts';

/** Electron's IPC between one window and the main process, in memory. */
class FakeIpc {
  readonly main = new EventEmitter();
  readonly renderer = new EventEmitter();
  readonly frame = { url: 'app://hearth/' };
  readonly contents: ContentsPart & EventEmitter;
  isDestroyed = false;

  constructor() {
    const emitter = new EventEmitter();
    this.contents = Object.assign(emitter, {
      mainFrame: this.frame,
      isDestroyed: () => this.isDestroyed,
      send: (channel: string, message: unknown) =>
        this.renderer.emit(channel, {}, structuredClone(message)),
    });
  }

  /** What `ipcMain` hears when a frame of a window sends. */
  fromPage(channel: string, message: unknown, changes: object = {}): void {
    const event = { sender: this.contents, senderFrame: this.frame, ...changes };
    this.main.emit(channel, event, structuredClone(message));
  }
}

const electron = vi.hoisted(() => ({
  exposed: {} as Record<string, unknown>,
  ipc: undefined as unknown,
}));

vi.mock('electron', () => ({
  contextBridge: {
    exposeInMainWorld(name: string, api: unknown) {
      electron.exposed[name] = api;
    },
  },
  ipcRenderer: {
    on: (channel: string, listener: () => void) =>
      (electron.ipc as FakeIpc).renderer.on(channel, listener),
    send: (channel: string, message: unknown) =>
      (electron.ipc as FakeIpc).fromPage(channel, message),
  },
}));

interface PageApi {
  request(name: string, params: unknown): Promise<unknown>;
  subscribe(name: string, listener: (payload: unknown) => void): () => void;
}

describe('the page and its host over Electron', () => {
  let ipc: FakeIpc;
  let workbench: FakeWorkbench;
  let closed = 0;

  beforeEach(() => {
    closed = 0;
    ipc = new FakeIpc();
    electron.ipc = ipc;
    workbench = new FakeWorkbench({ 'settings.get': () => ok(DEFAULT_SETTINGS) });
    servePages(ipc.main as IpcMainPart, ipc.contents, (endpoint) =>
      serveRequests(workbench, endpoint, {
        recordBug: () => 'bug',
        onClose: () => {
          closed += 1;
        },
      }),
    );
  });

  /** Runs the preload script, as each loaded page does. */
  async function loadPage(): Promise<PageApi> {
    vi.resetModules();
    electron.exposed = {};
    await import('../preload/preload.ts');
    return electron.exposed.hearth as PageApi;
  }

  test('the preload script exposes request and subscribe, nothing else', async () => {
    const page = await loadPage();
    expect(Object.keys(electron.exposed)).toEqual(['hearth']);
    expect(Object.keys(page).sort()).toEqual(['request', 'subscribe']);
  });

  test('requests are answered, failures arrive as data', async () => {
    const page = await loadPage();
    expect(await page.request('settings.get', null)).toMatchObject(ok(DEFAULT_SETTINGS));
    expect(await page.request('no.such', null)).toMatchObject({
      ok: false,
      error: { code: 'contract/unknown-request' },
    });
  });

  test('events arrive until the page unsubscribes', async () => {
    const page = await loadPage();
    const heard: unknown[] = [];
    const unsubscribe = page.subscribe('host.closing', (payload) => heard.push(payload));
    workbench.emit('host.closing', { activeRuns: 1 });
    unsubscribe();
    workbench.emit('host.closing', { activeRuns: 2 });
    expect(heard).toEqual([{ activeRuns: 1 }]);
  });

  test('a page that loads again begins anew: the old one hears nothing more', async () => {
    const heard: string[] = [];
    (await loadPage()).subscribe('host.closing', () => heard.push('old'));
    (await loadPage()).subscribe('host.closing', () => heard.push('new'));
    expect(closed).toBe(1);
    expect(workbench.listeners).toBe(1);
  });

  test('messages from another window, frame or address are not heard', async () => {
    await loadPage();
    const request = { kind: 'request', id: 9, name: 'settings.get', params: null };
    ipc.fromPage('hearth', request, { sender: {} });
    ipc.fromPage('hearth', request, { senderFrame: { url: 'app://hearth/' } });
    ipc.fromPage('hearth', request, { senderFrame: null });
    for (const url of ['https://evil.example/', 'app://hearth.evil/', 'file:///etc/passwd']) {
      ipc.frame.url = url;
      ipc.fromPage('hearth', request);
      ipc.fromPage('hearth.open', undefined);
    }
    expect(workbench.asked).toEqual([]);
    expect(closed).toBe(0);
  });

  test('with its window the connection goes', async () => {
    await loadPage();
    ipc.isDestroyed = true;
    ipc.contents.emit('destroyed');
    expect(closed).toBe(1);
    expect(ipc.main.eventNames()).toEqual([]);
    workbench.emit('host.closing', { activeRuns: 1 });
  });
});
