import { afterEach, expect, test } from 'vitest';
import type { RequestFailure } from '../../app/cost/measurement/measurement.ts';
import {
  answerJson,
  type Behaviour,
  beginStream,
  FakeLlmServer,
  writeChunk,
} from '../testing/fake-llm-server.ts';
import { streamAnswer } from './completion.ts';
import { findTarget } from './target.ts';

const started: FakeLlmServer[] = [];
afterEach(async () => {
  for (const server of started.splice(0)) await server.close();
});

/** One request to a server that behaves so; a limit that only those reach who wait for ever. */
async function askedOf(stream: Behaviour, timeoutSeconds = 30) {
  const server = await FakeLlmServer.start({ stream });
  started.push(server);
  const found = await findTarget(server.url, false);
  if (!found.ok) throw new Error(found.error.code);
  const { signal } = new AbortController();
  return streamAnswer(
    {
      connection: { target: found.value, apiKey: null, timeoutSeconds, signal },
      api: 'chat',
      model: 'tiny',
      extras: {},
      now: () => performance.now() / 1000,
    },
    { place: 0, prompt: 'Hello', answerTokens: 4 },
  );
}

const status =
  (code: number): Behaviour =>
  ({ response }) =>
    answerJson(response, code, { error: { message: 'no' } });

test.each<[string, Behaviour, RequestFailure]>([
  ['refuses a key', status(401), 'unauthorized'],
  ['forbids', status(403), 'unauthorized'],
  ['has too much to do', status(429), 'rate-limited'],
  ['knows no such request', status(404), 'client-error'],
  ['is broken', status(503), 'server-error'],
  [
    'sends elsewhere',
    ({ response }) => {
      response.writeHead(302, { location: 'http://192.0.2.1/' }).end();
    },
    'redirect',
  ],
  ['answers in one piece', ({ response }) => answerJson(response, 200, {}), 'content-type'],
  [
    'hangs up before it answers',
    ({ response }) => {
      response.socket?.destroy();
    },
    'connection-lost',
  ],
  [
    'hangs up in the middle',
    (exchange) => {
      beginStream(exchange);
      writeChunk(exchange, 'a');
      setImmediate(() => exchange.response.socket?.destroy());
    },
    'connection-lost',
  ],
  [
    'ends in the middle',
    (exchange) => {
      beginStream(exchange);
      writeChunk(exchange, 'a');
      exchange.response.end();
    },
    'incomplete',
  ],
  [
    'never stops',
    async (exchange) => {
      beginStream(exchange);
      while (!exchange.response.destroyed) {
        writeChunk(exchange, 'a');
        await new Promise(setImmediate);
      }
    },
    'too-long',
  ],
  [
    'sends a line without end',
    async (exchange) => {
      beginStream(exchange);
      while (!exchange.response.destroyed) {
        exchange.response.write('x'.repeat(65_536));
        await new Promise(setImmediate);
      }
    },
    'malformed',
  ],
  [
    'does not speak HTTP',
    ({ response }) => {
      response.socket?.end('SSH-2.0-OpenSSH\r\n\r\n');
    },
    'malformed',
  ],
])('a server that %s', async (_, behaviour, failure) => {
  const { record } = await askedOf(behaviour);
  expect(record.failure).toBe(failure);
});

test.each<[string, Behaviour]>([
  ['never answers', () => {}],
  ['answers without an end', beginStream],
  [
    'drips',
    async (exchange) => {
      beginStream(exchange);
      while (!exchange.response.destroyed) {
        exchange.response.write(':');
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
  ],
])('a server that %s takes too long', async (_, behaviour) => {
  const { record } = await askedOf(behaviour, 0.2);
  expect(record).toMatchObject({ failure: 'timeout', chunksAt: [] });
});
