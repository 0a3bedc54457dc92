import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DEFAULT_SETTINGS } from '../../app/settings.ts';
import { WebBridge } from './web.ts';

/** A socket whose far end is the test. */
class TestSocket extends EventTarget {
  readyState = 0;
  readonly bufferedAmount = 0;
  readonly sent: unknown[] = [];

  send(message: string): void {
    this.sent.push(JSON.parse(message));
  }

  close(): void {
    this.readyState = 3;
    this.dispatchEvent(new Event('close'));
  }

  accept(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
  }

  receive(message: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }));
  }
}

function start() {
  const sockets: TestSocket[] = [];
  const bridge = new WebBridge(() => {
    const socket = new TestSocket();
    sockets.push(socket);
    return socket as TestSocket & { addEventListener: WebSocket['addEventListener'] };
  }, '127.0.0.1:7000');
  const socket = (index: number) => {
    const found = sockets[index];
    if (found === undefined) throw new Error(`Socket ${index} was never opened.`);
    return found;
  };
  return { bridge, sockets, socket };
}

const UNREACHABLE = { ok: false, error: { code: 'host/unreachable', path: '127.0.0.1:7000' } };

describe('WebBridge', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('a request made before the socket opens is sent when it does', async () => {
    const { bridge, socket } = start();
    const answer = bridge.request('settings.get', null);
    expect(socket(0).sent).toEqual([]);
    socket(0).accept();
    await vi.advanceTimersByTimeAsync(0);
    expect(socket(0).sent).toEqual([
      { kind: 'request', id: 1, name: 'settings.get', params: null },
    ]);
    socket(0).receive({ kind: 'reply', id: 1, ok: true, value: DEFAULT_SETTINGS });
    expect(await answer).toEqual({ ok: true, value: DEFAULT_SETTINGS });
  });

  test('a host that cannot be reached at first fails the requests that waited for it', async () => {
    const { bridge, socket } = start();
    const answer = bridge.request('settings.get', null);
    socket(0).close();
    expect(await answer).toEqual(UNREACHABLE);
  });

  test('a lost connection fails what is under way and what comes after, until it is back', async () => {
    const { bridge, socket } = start();
    const states: string[] = [];
    bridge.onConnection((state) => states.push(state));
    socket(0).accept();
    const pending = bridge.request('settings.get', null);
    await vi.advanceTimersByTimeAsync(0);
    socket(0).close();
    expect(await pending).toEqual(UNREACHABLE);
    expect(await bridge.request('settings.get', null)).toEqual(UNREACHABLE);
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
      socket(attempt).close();
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
    const closing = (activeRuns: number) => ({
      kind: 'event',
      name: 'host.closing',
      payload: { activeRuns },
    });
    socket(0).accept();
    socket(0).receive(closing(1));
    socket(0).close();
    vi.advanceTimersByTime(250);
    socket(1).accept();
    socket(1).receive(closing(2));
    unsubscribe();
    socket(1).receive(closing(3));
    expect(heard).toEqual([1, 2]);
  });
});
