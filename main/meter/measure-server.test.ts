import { afterEach, expect, test } from 'vitest';
import { DEFAULT_LOAD } from '../../app/cost/measurement/load-fields.ts';
import type { MeasurementProgress } from '../../app/cost/measurement/measurement.ts';
import {
  answerJson,
  type Behaviour,
  FakeLlmServer,
  type FakeScript,
  streamTokens,
} from '../testing/fake-llm-server.ts';
import { type MeterTools, type MeterWish, measureServer } from './measure-server.ts';
import { NO_POWER } from './power.ts';
import { VirtualClock } from './testing/virtual-clock.ts';

const started: FakeLlmServer[] = [];
afterEach(async () => {
  for (const server of started.splice(0)) await server.close();
});

async function serving(script: Partial<FakeScript> = {}): Promise<FakeLlmServer> {
  const server = await FakeLlmServer.start(script);
  started.push(server);
  return server;
}

const LOAD = {
  ...DEFAULT_LOAD,
  promptTokens: 40,
  answerTokens: 5,
  concurrencies: [1, 2],
  requests: 4,
  seconds: 60,
  timeoutSeconds: 60,
};

function wish(url: string, changes: Partial<MeterWish> = {}): MeterWish {
  return {
    url,
    api: 'chat',
    model: null,
    load: LOAD,
    apiKey: null,
    allowPublic: false,
    keepPartial: false,
    ...changes,
  };
}

function tools(changes: Partial<MeterTools> = {}): MeterTools {
  return {
    now: () => performance.now() / 1000,
    seed: 1,
    signal: new AbortController().signal,
    startPower: () => NO_POWER,
    onProgress: () => {},
    ...changes,
  };
}

test('a server with known latencies gives exactly those figures', async () => {
  const clock = new VirtualClock();
  const server = await serving({
    stream: (exchange) =>
      streamTokens(exchange, {
        before: async (token) => clock.advance(token === 0 ? 0.4 : 0.1),
        after: () => clock.readAgain(),
      }),
  });
  const measured = await measureServer(
    wish(server.url, { load: { ...LOAD, concurrencies: [1] } }),
    tools({ now: clock.now }),
  );
  if (!measured.ok) throw new Error(JSON.stringify(measured.error));
  const { server: facts, levels, isHere, cutShortBy } = measured.value;
  expect({ facts, isHere, cutShortBy }).toEqual({
    facts: {
      url: `${server.url}/v1`,
      api: 'chat',
      model: 'tiny',
      software: 'llama.cpp',
      version: 'b1-fake',
    },
    isHere: true,
    cutShortBy: null,
  });
  const close = (value: number) => expect.closeTo(value, 9);
  const summary = (count: number, value: number) => ({
    count,
    mean: close(value),
    p50: close(value),
    p95: close(value),
    p99: close(value),
    max: close(value),
  });
  // Each answer: first token after 0.4 s, four more 0.1 s apart; prompts of exactly 40 tokens.
  expect(levels).toEqual([
    {
      concurrency: 1,
      seconds: close(3.2),
      fullSeconds: close(3.2),
      requests: 4,
      failures: {},
      inputTokens: 160,
      outputTokens: 20,
      inputCount: 'usage',
      outputCount: 'usage',
      requestsPerSecond: close(1.25),
      inputTokensPerSecond: close(50),
      outputTokensPerSecond: close(6.25),
      timeToFirstToken: summary(4, 0.4),
      interTokenLatency: summary(16, 0.1),
      endToEnd: summary(4, 0.8),
      energy: null,
    },
  ]);
});

test('every level sends as many requests as asked, each prompt anew, and tells how far it is', async () => {
  const server = await serving();
  const heard: Omit<MeasurementProgress, 'token'>[] = [];
  const measured = await measureServer(
    wish(server.url, { apiKey: 'secret' }),
    tools({ onProgress: (progress) => heard.push(progress) }),
  );
  if (!measured.ok) throw new Error(JSON.stringify(measured.error));
  expect(measured.value.levels.map(({ concurrency, requests }) => [concurrency, requests])).toEqual(
    [
      [1, 4],
      [2, 4],
    ],
  );
  const prompts = server.streams.map(({ body }) => JSON.stringify(body.messages));
  expect(new Set(prompts).size).toBe(9);
  expect(server.streams[1]?.body).toMatchObject({
    model: 'tiny',
    max_tokens: 5,
    ignore_eos: true,
    stream_options: { include_usage: true },
  });
  expect(server.asked.every(({ headers }) => headers.authorization === 'Bearer secret')).toBe(true);
  expect(heard.map(({ phase }) => phase).slice(0, 3)).toEqual(['connecting', 'warm-up', 'sweep']);
  expect(heard.at(-1)).toMatchObject({ phase: 'sweep', level: null, finished: [{}, {}] });
  expect(JSON.stringify([measured, heard])).not.toContain('secret');
});

test('the other interface is asked with a prompt', async () => {
  const server = await serving();
  const measured = await measureServer(wish(server.url, { api: 'completions' }), tools());
  expect(measured.ok).toBe(true);
  expect(server.streams.every(({ path }) => path === '/v1/completions')).toBe(true);
  expect(typeof server.streams[0]?.body.prompt).toBe('string');
});

test('a server that knows fewer fields and does not count is measured by its pieces', async () => {
  const server = await serving({
    ownedBy: 'someone',
    promptTokens: null,
    guard: ({ body, response }) => {
      if (body.ignore_eos === undefined && body.stream_options === undefined) return false;
      answerJson(response, 400, { error: { message: 'unknown field' } });
      return true;
    },
  });
  const measured = await measureServer(wish(server.url), tools());
  if (!measured.ok) throw new Error(JSON.stringify(measured.error));
  expect(measured.value.server).toMatchObject({ software: null, version: null });
  expect(measured.value.levels[0]).toMatchObject({
    inputTokens: 160,
    outputTokens: 20,
    inputCount: 'words',
    outputCount: 'chunks',
  });
});

const html: Behaviour = ({ response }) => {
  response.writeHead(200, { 'content-type': 'text/html' });
  response.end('<p>Hello');
};

test.each<[string, Partial<FakeScript>, object]>([
  [
    'a web page in place of the list',
    {
      guard: (exchange) => {
        void html(exchange);
        return true;
      },
    },
    { code: 'meter/not-compatible', found: 'text/html' },
  ],
  [
    'no such path',
    {
      guard: ({ response }) => {
        answerJson(response, 404, { detail: 'Not Found' });
        return true;
      },
    },
    { code: 'meter/not-compatible', found: 'HTTP 404: Not Found' },
  ],
  [
    'a redirect',
    {
      guard: ({ response }) => {
        response.writeHead(307, { location: 'http://192.0.2.1/v1/models' }).end();
        return true;
      },
    },
    { code: 'meter/not-compatible', found: 'http://192.0.2.1/v1/models' },
  ],
  [
    'a key that is missing',
    {
      guard: ({ response }) => {
        answerJson(response, 401, {});
        return true;
      },
    },
    { code: 'meter/unauthorized' },
  ],
  ['no model', { models: [] }, { code: 'meter/no-models' }],
  ['no model that can be named', { models: ['a\u001b[2J'] }, { code: 'meter/no-models' }],
  ['two models', { models: ['a', 'b'] }, { code: 'meter/model-unclear', known: ['a', 'b'] }],
  [
    'a page in place of a stream',
    { stream: html },
    { code: 'meter/answer-failed', failure: 'content-type', said: 'text/html' },
  ],
  [
    'a prompt that is too long for the model',
    {
      stream: ({ response }) =>
        answerJson(response, 400, { error: { message: 'context \u001b[31mfull' } }),
    },
    {
      code: 'meter/answer-failed',
      failure: 'client-error',
      said: 'HTTP 400: context [31mfull',
    },
  ],
])('%s ends it before anything is measured', async (_, script, error) => {
  const server = await serving(script);
  const measured = await measureServer(wish(server.url), tools());
  expect(measured).toMatchObject({ ok: false, error });
});

test('a model that is not there is named with those that are', async () => {
  const server = await serving();
  const measured = await measureServer(wish(server.url, { model: 'huge' }), tools());
  expect(measured).toEqual({
    ok: false,
    error: { code: 'meter/model-missing', model: 'huge', known: ['tiny'] },
  });
});

test('a name is looked up once; requests go to those of its addresses that were checked', async () => {
  const server = await serving();
  const { port } = new URL(server.url);
  let lookups = 0;
  const resolveHost = async () => {
    lookups += 1;
    // What a name server that plays tricks says afterwards.
    if (lookups > 1) return [{ address: '192.0.2.1', family: 4 }];
    return [
      { address: '::1', family: 6 },
      { address: '127.0.0.1', family: 4 },
    ];
  };
  // Nobody else knows this name.
  const url = `http://meter.invalid:${port}`;
  const measured = await measureServer(wish(url), tools({ resolveHost }));
  if (!measured.ok) throw new Error(JSON.stringify(measured.error));
  expect(measured.value.server.url).toBe(`${url}/v1`);
  expect(lookups).toBe(1);
  expect(server.asked.every(({ headers }) => headers.host === `meter.invalid:${port}`)).toBe(true);
});

test('nobody there', async () => {
  const server = await serving();
  const { url } = server;
  await server.close();
  expect(await measureServer(wish(url), tools())).toEqual({
    ok: false,
    error: { code: 'meter/unreachable', url: `${url}/v1`, reason: 'ECONNREFUSED' },
  });
});

/** The warm-up and the first level, of four, go well; then the server dies. */
async function dyingServer(): Promise<FakeLlmServer> {
  const server = await serving({
    stream: async (exchange) => {
      if (exchange.number < 5) return streamTokens(exchange);
      exchange.response.socket?.destroy();
      await server.close();
    },
  });
  return server;
}

test('a server that dies leaves nothing', async () => {
  const server = await dyingServer();
  expect(await measureServer(wish(server.url), tools())).toEqual({
    ok: false,
    error: { code: 'meter/cut-short', concurrency: 2, failure: 'unreachable' },
  });
});

test('a server that dies leaves what was finished, if asked for', async () => {
  const server = await dyingServer();
  expect(await measureServer(wish(server.url, { keepPartial: true }), tools())).toMatchObject({
    ok: true,
    value: {
      cutShortBy: { code: 'meter/cut-short', concurrency: 2 },
      levels: [{ concurrency: 1, requests: 4 }],
    },
  });
});

test.each([
  [false, { ok: false, error: { code: 'cancelled' } }],
  [true, { ok: true, value: { cutShortBy: { code: 'cancelled' }, levels: [{ concurrency: 1 }] } }],
])('stopped in the second level, keeping finished ones: %s', async (keepPartial, outcome) => {
  const stop = new AbortController();
  const server = await serving({
    stream: async (exchange) => {
      if (exchange.number < 5) return streamTokens(exchange);
      stop.abort();
    },
  });
  const measured = await measureServer(
    wish(server.url, { keepPartial }),
    tools({ signal: stop.signal }),
  );
  expect(measured).toMatchObject(outcome);
});

test('stopped before the first answer, whatever was asked for', async () => {
  const stop = new AbortController();
  const server = await serving({
    guard: () => {
      stop.abort();
      return true;
    },
  });
  const wished = wish(server.url, { keepPartial: true });
  expect(await measureServer(wished, tools({ signal: stop.signal }))).toEqual({
    ok: false,
    error: { code: 'cancelled' },
  });
});
