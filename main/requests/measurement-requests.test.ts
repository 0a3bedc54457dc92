import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Events } from '../../app/contract/events.ts';
import type { Params } from '../../app/contract/requests.ts';
import { DEFAULT_LOAD } from '../../app/cost/measurement/load-fields.ts';
import { FakeLlmServer, type FakeScript, streamTokens } from '../testing/fake-llm-server.ts';
import { TestWorkbench } from '../testing/test-workbench.ts';

let workbench: TestWorkbench;
beforeAll(async () => {
  workbench = await TestWorkbench.open();
});
afterAll(() => workbench.close());

const started: FakeLlmServer[] = [];
afterEach(async () => {
  for (const server of started.splice(0)) await server.close();
});

async function serving(script: Partial<FakeScript> = {}): Promise<FakeLlmServer> {
  const server = await FakeLlmServer.start(script);
  started.push(server);
  return server;
}

function wish(
  url: string,
  changes: Partial<Params<'measurements.start'>> = {},
): Params<'measurements.start'> {
  return {
    token: 'token-1',
    name: null,
    url,
    api: 'chat',
    model: null,
    load: { ...DEFAULT_LOAD, answerTokens: 4, concurrencies: [1, 2], requests: 2 },
    apiKey: null,
    allowPublic: false,
    keepPartial: false,
    ...changes,
  };
}

/** Every event about measurements, as it comes. */
function hear(): { name: string; payload: unknown }[] {
  const heard: { name: string; payload: unknown }[] = [];
  workbench.subscribe((name, payload) => {
    if (name.startsWith('measurement.')) heard.push({ name, payload });
  });
  return heard;
}

test('a measurement is stored with the machine, listed, renamed, deleted and brought back', async () => {
  const server = await serving();
  const heard = hear();
  const apiKey = 'sk-a-secret-nobody-stores';
  const measured = await workbench.answer('measurements.start', wish(server.url, { apiKey }));
  expect(measured).toMatchObject({
    name: `tiny @ ${new URL(server.url).host}`,
    cutShortBy: null,
    server: { model: 'tiny', software: 'llama.cpp', version: 'b1-fake' },
    machine: {
      hasServer: true,
      trainingRuns: 0,
      hearthVersion: '0.0.0',
      platform: process.platform,
    },
    levels: [{ concurrency: 1 }, { concurrency: 2 }],
  });
  expect(await workbench.answer('measurements.list', null)).toEqual([measured]);
  expect(heard.map(({ name }) => name).slice(-2)).toEqual([
    'measurement.changed',
    'measurement.ended',
  ]);
  expect(heard.at(-1)?.payload).toEqual({ token: 'token-1', error: null });

  for (const file of readdirSync(workbench.home, { recursive: true, encoding: 'utf8' })) {
    const path = join(workbench.home, file);
    if (statSync(path).isFile()) expect(readFileSync(path).includes(apiKey), file).toBe(false);
  }

  const renamed = await workbench.answer('measurements.rename', {
    measurement: measured.name,
    name: 'under the desk',
  });
  expect(renamed).toEqual({ ...measured, name: 'under the desk' });
  await workbench.answer('measurements.delete', { measurement: 'under the desk' });
  expect(await workbench.answer('measurements.list', null)).toEqual([]);
  const { id } = measured;
  expect(await workbench.answer('measurements.undelete', { measurement: id })).toEqual(renamed);
  expect(await workbench.answer('measurements.get', { measurement: id })).toEqual(renamed);
  await workbench.answer('measurements.delete', { measurement: id });
});

test('one at a time; stopping it stores nothing', async () => {
  let begun = () => {};
  const isBegun = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const server = await serving({
    // The warm-up is answered, the sweep never.
    stream: (exchange) => (exchange.number === 0 ? streamTokens(exchange) : begun()),
  });
  const first = workbench.request('measurements.start', wish(server.url));
  await isBegun;
  expect(await workbench.answer('measurements.active', null)).toMatchObject({
    token: 'token-1',
    phase: 'sweep',
  });
  const second = await workbench.request('measurements.start', wish(server.url, { token: 'b' }));
  expect(second).toMatchObject({ ok: false, error: { code: 'meter/busy' } });
  await workbench.answer('measurements.stop', { token: 'b' });
  expect(await workbench.answer('measurements.active', null)).not.toBeNull();

  const heard = hear();
  await workbench.answer('measurements.stop', { token: 'token-1' });
  expect(await first).toEqual({ ok: false, error: { code: 'cancelled' } });
  expect(await workbench.answer('measurements.active', null)).toBeNull();
  expect(await workbench.answer('measurements.list', null)).toEqual([]);
  const ended: Events['measurement.ended'] = { token: 'token-1', error: { code: 'cancelled' } };
  expect(heard).toEqual([{ name: 'measurement.ended', payload: ended }]);
});

test('a load out of range is refused at its field, before anything is asked', async () => {
  const server = await serving();
  const load = { ...DEFAULT_LOAD, requests: 0 };
  expect(await workbench.request('measurements.start', wish(server.url, { load }))).toEqual({
    ok: false,
    error: {
      code: 'meter/load-invalid',
      field: 'requests',
      value: '0',
      expected: 'integer in [1, 10000]',
    },
  });
  expect(server.asked).toEqual([]);
});

test('a form can ask for the models', async () => {
  const server = await serving({
    models: ['qwen3:8b', 'llama3.2:3b'],
    ownedBy: 'library',
    shown: { '/api/version': { version: '0.12.6' } },
  });
  const access = { url: server.url, apiKey: null, allowPublic: false };
  expect(await workbench.answer('measurements.models', access)).toEqual({
    url: `${server.url}/v1`,
    models: ['qwen3:8b', 'llama3.2:3b'],
    software: 'Ollama',
    version: '0.12.6',
  });
  expect(
    await workbench.request('measurements.models', { ...access, url: 'http://8.8.8.8' }),
  ).toMatchObject({ ok: false, error: { code: 'meter/address-public' } });
});
