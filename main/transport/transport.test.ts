import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { Endpoint } from '../../app/contract/endpoint.ts';
import { endpointPair } from '../../app/contract/endpoint-pair.ts';
import { RequestClient } from '../../app/contract/request-client.ts';
import { webSocketEndpoint } from '../../app/contract/web-socket-endpoint.ts';
import { type AppError, fail, ok } from '../../app/errors.ts';
import { DEFAULT_SETTINGS } from '../../app/settings.ts';
import { aDataset, aRun } from '../../app/testing/builders.ts';
import { FakeWorkbench } from '../testing/fake-workbench.ts';
import { serveRequests } from './serve-requests.ts';
import { socketEndpoint } from './socket-endpoint.ts';

/** Makes connections whose far end is handed to `serve`. */
interface Carrier {
  connect(): Promise<Endpoint>;
  stop(): void;
}

type StartCarrier = (serve: (endpoint: Endpoint) => void) => Promise<Carrier>;

const inMemory: StartCarrier = async (serve) => ({
  async connect() {
    const [near, far] = endpointPair();
    serve(far);
    return near;
  },
  stop() {},
});

const overWebSocket: StartCarrier = async (serve) => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket) => serve(webSocketEndpoint(socket)));
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    async connect() {
      const socket = new WebSocket(`ws://127.0.0.1:${port}`);
      await once(socket, 'open');
      return webSocketEndpoint(socket);
    },
    stop: () => server.close(),
  };
};

const overSocket: StartCarrier = async (serve) => {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-'));
  const path =
    process.platform === 'win32' ? `\\\\.\\pipe\\hearth-${process.pid}` : join(folder, 'socket');
  const server = createServer((socket: Socket) => serve(socketEndpoint(socket)));
  server.listen(path);
  await once(server, 'listening');
  return {
    async connect() {
      const socket = connect(path);
      await once(socket, 'connect');
      return socketEndpoint(socket);
    },
    stop() {
      server.close();
      rmSync(folder, { recursive: true });
    },
  };
};

describe.each([
  ['in memory', inMemory],
  ['over a WebSocket', overWebSocket],
  ['over a socket', overSocket],
])('requests and events %s', (_, start) => {
  const stops: (() => void)[] = [];
  afterEach(() => {
    for (const stop of stops.splice(0)) stop();
  });

  /** A client connected to a workbench; `far` lists the host's ends of its connections. */
  async function connected(workbench: FakeWorkbench) {
    const far: Endpoint[] = [];
    const bugs: unknown[] = [];
    const carrier = await start((endpoint) => {
      far.push(endpoint);
      serveRequests(workbench, endpoint, {
        recordBug: (bug) => {
          bugs.push(bug);
          return 'bug-1';
        },
      });
    });
    stops.push(carrier.stop);
    const malformed: AppError[] = [];
    let losses = 0;
    const client = new RequestClient({
      hostPath: 'the host',
      onMalformed: (error) => malformed.push(error),
      onLost: () => {
        losses += 1;
      },
    });
    client.attach(await carrier.connect());
    stops.push(() => client.close());
    return { carrier, client, far, bugs, malformed, losses: () => losses };
  }

  test('a request is answered with its result', async () => {
    const workbench = new FakeWorkbench({ 'datasets.get': () => ok(aDataset()) });
    const { client } = await connected(workbench);
    expect(await client.request('datasets.get', { dataset: 'iris' })).toEqual(ok(aDataset()));
    expect(workbench.asked).toEqual([{ name: 'datasets.get', params: { dataset: 'iris' } }]);
  });

  test('answers find their request, in whatever order they come', async () => {
    const { client } = await connected(
      new FakeWorkbench({
        'datasets.get': async ({ dataset }) => {
          if (dataset === 'slow') await new Promise((resolve) => setTimeout(resolve, 20));
          return ok(aDataset({ name: dataset }));
        },
      }),
    );
    const answers = await Promise.all([
      client.request('datasets.get', { dataset: 'slow' }),
      client.request('datasets.get', { dataset: 'fast' }),
    ]);
    expect(answers.map((answer) => answer.ok && answer.value.name)).toEqual(['slow', 'fast']);
  });

  test('an expected failure arrives as data', async () => {
    const error: AppError = { code: 'dataset/not-found', name: 'iris' };
    const { client } = await connected(new FakeWorkbench({ 'datasets.get': () => fail(error) }));
    expect(await client.request('datasets.get', { dataset: 'iris' })).toEqual(fail(error));
  });

  test('a bug is recorded and arrives as its log id, without a stack', async () => {
    const bug = new Error('a bug');
    const workbench = new FakeWorkbench({
      'settings.get': () => {
        throw bug;
      },
    });
    const { client, bugs } = await connected(workbench);
    const answer = await client.request('settings.get', null);
    expect(answer).toEqual(fail({ code: 'internal/bug', logId: 'bug-1' }));
    expect(bugs).toEqual([bug]);
  });

  test('a malformed request names its place and never reaches the workbench', async () => {
    const workbench = new FakeWorkbench();
    const { client } = await connected(workbench);
    const params = { dataset: 7 } as unknown as { dataset: string };
    const answer = await client.request('datasets.get', params);
    expect(answer).toMatchObject({
      error: { code: 'contract/malformed', request: 'datasets.get', place: 'dataset' },
    });
    expect(workbench.asked).toEqual([]);
  });

  test('an unknown request is refused by name', async () => {
    const { client } = await connected(new FakeWorkbench());
    const answer = await client.request('no.such' as 'settings.get', null);
    expect(answer).toEqual(fail({ code: 'contract/unknown-request', request: 'no.such' }));
  });

  test('a result that breaks the contract is not handed on', async () => {
    const broken = { ...DEFAULT_SETTINGS, threads: 'many' } as unknown as typeof DEFAULT_SETTINGS;
    const { client } = await connected(new FakeWorkbench({ 'settings.get': () => ok(broken) }));
    expect(await client.request('settings.get', null)).toMatchObject({
      error: { code: 'contract/malformed', request: 'settings.get', place: 'threads' },
    });
  });

  test('a message that is no request ends the connection', async () => {
    const workbench = new FakeWorkbench();
    const { carrier } = await connected(workbench);
    for (const message of [null, 'hello', { kind: 'request' }, { kind: 'other', name: 'x' }]) {
      const endpoint = await carrier.connect();
      const closed = new Promise<void>((resolve) => endpoint.onClose(resolve));
      endpoint.send(message);
      await closed;
    }
    expect(workbench.asked).toEqual([]);
  });

  test('events reach a client only while it is subscribed', async () => {
    const workbench = new FakeWorkbench({ 'settings.get': () => ok(DEFAULT_SETTINGS) });
    const { client } = await connected(workbench);
    const heard: number[] = [];
    const unsubscribe = client.subscribe('host.closing', (event) => heard.push(event.activeRuns));
    /** Messages keep their order, so an answer shows that all before it has arrived. */
    const settle = () => client.request('settings.get', null);
    await settle();
    workbench.emit('host.closing', { activeRuns: 1 });
    await settle();
    unsubscribe();
    await settle();
    workbench.emit('host.closing', { activeRuns: 2 });
    await settle();
    expect(heard).toEqual([1]);
  });

  test('all points of a run arrive before the news that it has ended', async () => {
    const workbench = new FakeWorkbench({ 'settings.get': () => ok(DEFAULT_SETTINGS) });
    const { client } = await connected(workbench);
    const heard: string[] = [];
    client.subscribe('run.metrics', ({ points }) => {
      for (const point of points) heard.push(`${point.tag} ${point.step}`);
    });
    client.subscribe('run.changed', ({ status }) => heard.push(status));
    await client.request('settings.get', null);
    const { id: runId } = aRun();
    for (const step of [1, 2, 3]) {
      const points = [{ tag: 'loss', step, epoch: 0, value: 1, wallTimeMs: 0 }];
      workbench.emit('run.metrics', { runId, points });
    }
    workbench.emit('run.changed', aRun());
    await vi.waitFor(() => expect(heard).toHaveLength(4));
    expect(heard).toEqual(['loss 1', 'loss 2', 'loss 3', 'completed']);
  });

  test('a malformed event is reported and dropped', async () => {
    const workbench = new FakeWorkbench({ 'settings.get': () => ok(DEFAULT_SETTINGS) });
    const { client, malformed } = await connected(workbench);
    client.subscribe('host.closing', () => expect.unreachable());
    await client.request('settings.get', null);
    workbench.emit('host.closing', { activeRuns: 'two' as unknown as number });
    await vi.waitFor(() => expect(malformed).toHaveLength(1));
    expect(malformed[0]).toMatchObject({ request: 'host.closing', place: 'activeRuns' });
  });

  test('closing cancels what is under way, and the host forgets the client', async () => {
    const workbench = new FakeWorkbench({ 'settings.get': () => new Promise(() => {}) });
    const { client } = await connected(workbench);
    const answer = client.request('settings.get', null);
    client.close();
    expect(await answer).toEqual(fail({ code: 'cancelled' }));
    await vi.waitFor(() => expect(workbench.listeners).toBe(0));
  });

  test('a lost host fails what is under way; after attaching again subscriptions go on', async () => {
    const workbench = new FakeWorkbench({
      'settings.get': () => ok(DEFAULT_SETTINGS),
      'datasets.list': () => new Promise(() => {}),
    });
    const { client, carrier, far, losses } = await connected(workbench);
    const heard: number[] = [];
    client.subscribe('host.closing', (event) => heard.push(event.activeRuns));
    await client.request('settings.get', null);
    const answer = client.request('datasets.list', null);
    far[0]?.close();
    const unreachable = fail({ code: 'host/unreachable', path: 'the host' });
    expect(await answer).toEqual(unreachable);
    expect(await client.request('settings.get', null)).toEqual(unreachable);
    expect(losses()).toBe(1);

    client.attach(await carrier.connect());
    await client.request('settings.get', null);
    workbench.emit('host.closing', { activeRuns: 3 });
    await vi.waitFor(() => expect(heard).toEqual([3]));
  });
});

test('a WebSocket that carries something other than JSON is closed', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket) =>
    serveRequests(new FakeWorkbench(), webSocketEndpoint(socket), { recordBug: () => '' }),
  );
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  for (const data of ['{', Buffer.from([1, 2, 3])]) {
    const socket = new WebSocket(`ws://127.0.0.1:${port}`);
    await once(socket, 'open');
    socket.send(data);
    expect((await once(socket, 'close'))[0]).toBe(1007);
  }
  server.close();
});

test('a socket takes messages in pieces, also within a character, and ends on a broken line', async () => {
  const server = createServer((socket) => {
    const endpoint = socketEndpoint(socket);
    endpoint.onMessage((message) => endpoint.send({ echo: message }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as { port: number }).port, '127.0.0.1');
  await once(socket, 'connect');
  socket.setNoDelay(true);
  const bytes = Buffer.from('"炉边"\n');
  for (const byte of bytes) {
    socket.write(Buffer.from([byte]));
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(String((await once(socket, 'data'))[0])).toBe('{"echo":"炉边"}\n');
  socket.write('{broken\n');
  await once(socket, 'close');
  server.close();
});
