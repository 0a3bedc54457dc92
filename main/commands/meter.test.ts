import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, expect, test } from 'vitest';
import { COMMAND_OUTPUTS } from '../../app/contract/schemas/commands.ts';
import { DEFAULT_LOAD } from '../../app/cost/measurement/load-fields.ts';
import { CLI } from '../testing/cli-program.ts';
import { FakeLlmServer, type FakeScript, streamTokens } from '../testing/fake-llm-server.ts';
import { RealCli } from '../testing/real-cli.ts';
import { meterWish } from './meter.ts';

const OPTIONS = {
  api: 'chat',
  concurrency: '1,2,4,8',
  promptTokens: '256',
  answerTokens: '128',
  sharedPrefix: '0',
  requests: '32',
  seconds: '30',
  timeout: '120',
};

test('options are read into a wish; the key comes from the variable that is named', () => {
  const wish = meterWish('localhost:8080', { ...OPTIONS, apiKeyEnv: 'KEY' }, { KEY: 'secret' });
  expect(wish).toEqual({
    ok: true,
    value: {
      token: expect.any(String),
      url: 'localhost:8080',
      api: 'chat',
      model: null,
      name: null,
      load: DEFAULT_LOAD,
      apiKey: 'secret',
      allowPublic: false,
      keepPartial: false,
    },
  });
});

test.each([
  [{ requests: '0' }, '--requests 0', 'integer in [1, 10000]'],
  [{ concurrency: '1;2' }, '--concurrency 1;2', '1–16 integers in [1, 512]'],
  [{ sharedPrefix: '999' }, '--shared-prefix 999', 'integer in [0, 256]'],
  [{ api: 'embeddings' }, '--api embeddings', 'chat | completions'],
])('%j is wrong usage', (changes, subject, expected) => {
  expect(meterWish('localhost', { ...OPTIONS, ...changes }, {})).toEqual({
    ok: false,
    error: { code: 'usage/invalid', problem: 'value-invalid', subject, expected },
  });
});

test('a variable that is not set is named', () => {
  expect(meterWish('localhost', { ...OPTIONS, apiKeyEnv: 'NO_KEY' }, {})).toEqual({
    ok: false,
    error: { code: 'meter/key-missing', variable: 'NO_KEY' },
  });
});

const cli = new RealCli();
const started: FakeLlmServer[] = [];
afterEach(async () => {
  for (const server of started.splice(0)) await server.close();
});
afterAll(() => cli.remove());

async function serving(script: Partial<FakeScript> = {}): Promise<FakeLlmServer> {
  const server = await FakeLlmServer.start(script);
  started.push(server);
  return server;
}

const SHORT = ['--concurrency', '1,2', '--requests', '3', '--answer-tokens', '4', '--json'];

async function listed() {
  const { stdout } = await cli.run(['measurements', '--json']);
  return COMMAND_OUTPUTS.measurements.parse(JSON.parse(stdout)).measurements;
}

test('a server is measured, listed and deleted', async () => {
  const server = await serving();
  process.env.HEARTH_TEST_KEY = 'sk-told-to-nobody';
  const words = ['meter', server.url, ...SHORT, '--api-key-env', 'HEARTH_TEST_KEY'];
  const { status, stdout, stderr } = await cli.run([...words, '--name', 'mine']);
  delete process.env.HEARTH_TEST_KEY;
  expect(status, stderr).toBe(0);
  expect(stdout + stderr).not.toContain('sk-told-to-nobody');
  expect(server.streams[0]?.headers.authorization).toBe('Bearer sk-told-to-nobody');
  const { measurement } = COMMAND_OUTPUTS.meter.parse(JSON.parse(stdout));
  expect(measurement).toMatchObject({ name: 'mine', levels: [{ requests: 3 }, { requests: 3 }] });
  expect(await listed()).toEqual([measurement]);
  const words2 = await cli.run(['measurement', 'mine']);
  expect(words2.stdout).toContain('llama.cpp b1-fake');
  await cli.run(['delete', 'measurement', 'mine']);
  expect(await listed()).toEqual([]);
});

test('a public address needs the user’s word', async () => {
  expect(await cli.refusal(['meter', 'http://8.8.8.8'], 1)).toEqual({
    code: 'meter/address-public',
    host: '8.8.8.8',
    address: '8.8.8.8',
  });
});

/** Ctrl-C in the second level, whose answers never come. */
async function interrupted(...options: readonly string[]) {
  let arrive = () => {};
  const hasArrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const server = await serving({
    // The warm-up and the first level, of three.
    stream: (exchange) => (exchange.number < 4 ? streamTokens(exchange) : arrive()),
  });
  const child = spawn(process.execPath, [CLI, 'meter', server.url, ...SHORT, ...options], {
    env: { ...process.env, HEARTH_HOME: cli.home, LANG: 'en_US.UTF-8', LC_ALL: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = text(child.stdout);
  await hasArrived;
  child.kill('SIGINT');
  const [status] = await once(child, 'close');
  const lines = (await said).trim().split('\n');
  return { status, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

test('Ctrl-C leaves nothing', async () => {
  const { status, lines } = await interrupted();
  expect(status).toBe(130);
  expect(lines).toMatchObject([{ error: { code: 'cancelled' } }]);
  expect(await listed()).toEqual([]);
});

test('Ctrl-C leaves finished levels where they are to be kept', async () => {
  const { status, lines } = await interrupted('--keep-partial');
  expect(status).toBe(130);
  const [document, failure] = lines;
  const { measurement } = COMMAND_OUTPUTS.meter.parse(document);
  expect(measurement).toMatchObject({
    cutShortBy: { code: 'cancelled' },
    levels: [{ concurrency: 1, requests: 3 }],
  });
  expect(failure).toMatchObject({ error: { code: 'cancelled' } });
  expect(await listed()).toEqual([measurement]);
});
