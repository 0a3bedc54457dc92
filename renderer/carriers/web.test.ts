import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { WebBridge } from './web.ts';

/** A socket whose far end is the test. */
class TestSocket extends EventTarget {
  readyState = 0;
  readonly sent: string[] = [];

  send(message: string): void {
    this.sent.push(message);
  }

  accept(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
  }

  drop(): void {
    this.readyState = 3;
    this.dispatchEvent(new Event('close'));
  }

  receive(message: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }));
  }
}

describe('WebBridge', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function start() {
    const sockets: TestSocket[] = [];
    const bridge = new WebBridge(() => {
      const socket = new TestSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    }, '127.0.0.1:7000');
    const socket = (index: number) => {
      const found = sockets[index];
      if (found === undefined) throw new Error(`Socket ${index} was never opened.`);
      return found;
    };
    return { bridge, sockets, socket };
  }

  test('a request made before the socket opens is sent when it does, and answered by id', async () => {
    const { bridge, socket } = start();
    const first = bridge.request('settings.get', null);
    const second = bridge.request('datasets.get', { dataset: 'iris' });
    expect(socket(0).sent).toEqual([]);
    socket(0).accept();
    expect(socket(0).sent.map((message) => JSON.parse(message))).toEqual([
      { kind: 'request', id: 1, name: 'settings.get', params: null },
      { kind: 'request', id: 2, name: 'datasets.get', params: { dataset: 'iris' } },
    ]);
    const missing = { code: 'dataset/not-found', name: 'iris' };
    socket(0).receive({ kind: 'response', id: 2, result: { ok: false, error: missing } });
    socket(0).receive({ kind: 'response', id: 1, result: { ok: true, value: { theme: 'dark' } } });
    expect(await second).toEqual({ ok: false, error: missing });
    expect(await first).toEqual({ ok: true, value: { theme: 'dark' } });
  });

  test('a lost connection fails what is under way and what comes after, until it is back', async () => {
    const { bridge, socket } = start();
    const states: string[] = [];
    bridge.onConnection((state) => states.push(state));
    socket(0).accept();
    const pending = bridge.request('settings.get', null);
    socket(0).drop();
    const unreachable = {
      ok: false,
      error: { code: 'host/unreachable', path: '127.0.0.1:7000' },
    };
    expect(await pending).toEqual(unreachable);
    expect(await bridge.request('settings.get', null)).toEqual(unreachable);
    vi.advanceTimersByTime(250);
    socket(1).accept();
    expect(states).toEqual(['connected', 'lost', 'connected']);
    void bridge.request('settings.get', null);
    expect(socket(1).sent).toHaveLength(1);
  });

  test('it waits twice as long after each failed attempt, at most five seconds', () => {
    const { sockets, socket } = start();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 7; attempt++) {
      socket(attempt).drop();
      let waited = 0;
      while (sockets.length === attempt + 1) {
        vi.advanceTimersByTime(250);
        waited += 250;
      }
      waits.push(waited);
    }
    expect(waits).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000]);
  });

  test('events reach subscribers, also after reconnecting, until they unsubscribe', () => {
    const { bridge, socket } = start();
    const heard: number[] = [];
    const unsubscribe = bridge.subscribe('host.closing', ({ activeRuns }) =>
      heard.push(activeRuns),
    );
    socket(0).accept();
    socket(0).receive({ kind: 'event', name: 'host.closing', payload: { activeRuns: 1 } });
    socket(0).drop();
    vi.advanceTimersByTime(250);
    socket(1).accept();
    socket(1).receive({ kind: 'event', name: 'host.closing', payload: { activeRuns: 2 } });
    unsubscribe();
    socket(1).receive({ kind: 'event', name: 'host.closing', payload: { activeRuns: 3 } });
    expect(heard).toEqual([1, 2]);
  });
});
