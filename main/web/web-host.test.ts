import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { RequestClient } from '../../app/contract/request-client.ts';
import { webSocketEndpoint } from '../../app/contract/web-socket-endpoint.ts';
import { fail, ok } from '../../app/errors.ts';
import { DEFAULT_SETTINGS } from '../../app/settings.ts';
import { FakeWorkbench } from '../testing/fake-workbench.ts';
import { serveRequests } from '../transport/serve-requests.ts';
import { startWebHost, type WebHost } from './web-host.ts';

describe('the loopback host', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-web-'));
  const pageFolder = join(folder, 'page');
  const uploadsFolder = join(folder, 'uploads');
  const workbench = new FakeWorkbench({ 'settings.get': () => ok(DEFAULT_SETTINGS) });
  let host: WebHost;
  let cookie = '';

  interface Answer {
    readonly status: number;
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
    readonly body: string;
  }

  /** Below `fetch`, which would not let a test choose Host, Origin and Cookie. */
  function ask(
    path: string,
    headers: Record<string, string> = {},
    method = 'GET',
    body = '',
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const asked = request(
        { host: '127.0.0.1', port: host.port, path, method, headers, agent: false },
        async (response) => {
          let text = '';
          for await (const chunk of response) text += chunk;
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
        },
      );
      asked.on('error', reject);
      asked.end(body);
    });
  }

  const origin = () => `http://127.0.0.1:${host.port}`;
  const tokenPath = () => host.newAddress().slice(origin().length);
  const enter = async () =>
    String((await ask(tokenPath())).headers['set-cookie']).split(';')[0] ?? '';

  function openSocket(headers: Record<string, string>, path = '/ws'): Promise<WebSocket | number> {
    return new Promise((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${host.port}${path}`, { headers });
      socket.once('open', () => resolve(socket));
      socket.once('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
      socket.on('error', () => {});
    });
  }

  beforeAll(async () => {
    mkdirSync(join(pageFolder, 'assets'), { recursive: true });
    writeFileSync(join(pageFolder, 'index.html'), '<!doctype html>Hearth');
    writeFileSync(join(pageFolder, 'assets', 'main-1a2b.js'), 'run()');
    writeFileSync(join(folder, 'secret.txt'), 'secret');
    const started = await startWebHost({
      port: 0,
      pageFolder,
      uploadsFolder,
      serve: (endpoint) => serveRequests(workbench, endpoint, { recordBug: () => 'bug' }),
      recordBug: () => 'bug',
    });
    if (!started.ok) throw new Error(started.error.code);
    host = started.value;
    cookie = await enter();
  });

  afterAll(async () => {
    await host.close();
    rmSync(folder, { recursive: true });
  });

  test('a token opens the page once: it becomes a cookie no script or other site can use', async () => {
    const path = tokenPath();
    const entered = await ask(path);
    expect(entered.status).toBe(303);
    expect(entered.headers.location).toBe('/');
    expect(String(entered.headers['set-cookie'])).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/);
    expect((await ask(path)).status).toBe(403);
  });

  test('with the cookie the page can be loaded again and again, also by its old address', async () => {
    const path = tokenPath();
    await ask(path);
    expect((await ask(path, { cookie })).status).toBe(303);
    for (let load = 0; load < 2; load++) {
      const page = await ask('/', { cookie });
      expect(page.status).toBe(200);
      expect(page.body).toBe('<!doctype html>Hearth');
    }
  });

  test('a link from another site still leads in: the page takes the last step itself', async () => {
    const entered = await ask(tokenPath(), { 'sec-fetch-site': 'cross-site' });
    expect(entered.status).toBe(200);
    expect(entered.headers['set-cookie']).toBeDefined();
    expect(entered.body).toContain('http-equiv="refresh"');
  });

  test('without a token or cookie nothing is told but how to get in', async () => {
    const attempts: [string, Record<string, string>][] = [
      ['/', {}],
      ['/?token=guess', {}],
      ['/', { cookie: `hearth-${host.port}=guess` }],
      ['/assets/main-1a2b.js', {}],
    ];
    for (const [path, headers] of attempts) {
      const answer = await ask(path, headers);
      expect(answer.status).toBe(403);
      expect(answer.body).toContain('hearth serve');
      expect(answer.body).not.toContain('run()');
    }
    expect((await ask(tokenPath(), {}, 'HEAD')).status).toBe(403);
  });

  test('a name that another site may have pointed here is refused, cookie or not', async () => {
    for (const name of ['evil.example', 'evil.example:80', '127.0.0.1.evil.example', '10.0.0.1']) {
      expect((await ask('/', { cookie, host: name })).status, name).toBe(403);
    }
    for (const name of ['localhost', `localhost:${host.port}`, '127.0.0.1:9999']) {
      expect((await ask('/', { cookie, host: name })).status, name).toBe(200);
    }
  });

  test('requests from the page of another origin are refused, cookie or not', async () => {
    for (const other of [
      'http://evil.example',
      'http://127.0.0.1:1',
      'null',
      `https://127.0.0.1:${host.port}`,
    ]) {
      expect((await ask('/', { cookie, origin: other })).status, other).toBe(403);
      expect(await openSocket({ cookie, origin: other }), other).toBe(403);
      const put = await ask('/upload/batch-1/a.csv', { cookie, origin: other }, 'PUT', 'x');
      expect(put.status, other).toBe(403);
    }
  });

  test('uploads and sockets need an origin, also where reading does not', async () => {
    expect((await ask('/upload/batch-1/a.csv', { cookie }, 'PUT', 'x')).status).toBe(403);
    expect(await openSocket({ cookie })).toBe(403);
  });

  test('the WebSocket carries requests for who has the cookie, at its own path only', async () => {
    expect(await openSocket({ origin: origin() })).toBe(403);
    expect(await openSocket({ origin: origin(), cookie }, '/other')).toBe(403);
    const socket = await openSocket({ origin: origin(), cookie });
    if (typeof socket === 'number') return expect.unreachable();
    const client = new RequestClient({ hostPath: origin() });
    client.attach(webSocketEndpoint(socket));
    expect(await client.request('settings.get', null)).toEqual(ok(DEFAULT_SETTINGS));
    client.close();
  });

  test('every answer carries the content policy and its like', async () => {
    for (const answer of [
      await ask('/', { cookie }),
      await ask('/'),
      await ask('/none', { cookie }),
    ]) {
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
      expect(answer.headers['content-security-policy']).toContain("script-src 'self';");
      expect(answer.headers['x-content-type-options']).toBe('nosniff');
      expect(answer.headers['x-frame-options']).toBe('DENY');
    }
  });

  test('only assets named by their content may be kept', async () => {
    const page = await ask('/', { cookie });
    expect(page.headers['cache-control']).toBe('no-store');
    const asset = await ask('/assets/main-1a2b.js', { cookie });
    expect(asset.headers['content-type']).toContain('text/javascript');
    expect(asset.headers['cache-control']).toContain('immutable');
    expect((await ask('/assets/main-1a2b.js', { cookie }, 'HEAD')).body).toBe('');
  });

  test('nothing beside the page is served', async () => {
    for (const path of [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/assets/..%2f..%2fsecret.txt',
      '/none.js',
    ]) {
      const answer = await ask(path, { cookie });
      expect(answer.status, path).toBe(404);
      expect(answer.body).toBe('');
    }
    expect((await ask('/', { cookie }, 'POST')).status).toBe(405);
  });

  test('an upload is stored and answered with its path, or refused as data', async () => {
    const headers = { cookie, origin: origin() };
    const stored = await ask('/upload/batch-1/a.csv', headers, 'PUT', 'a,b\n');
    const path = join(uploadsFolder, 'batch-1', 'a.csv');
    expect(JSON.parse(stored.body)).toEqual(ok({ path, folder: join(uploadsFolder, 'batch-1') }));
    expect(readFileSync(path, 'utf8')).toBe('a,b\n');
    const refused = await ask('/upload/batch-1/%2e%2e/x', headers, 'PUT', 'x');
    expect(refused.status).toBe(400);
    expect(JSON.parse(refused.body)).toMatchObject({ ok: false, error: { code: 'usage/invalid' } });
  });

  test('a port in use is named', async () => {
    const second = await startWebHost({
      port: host.port,
      pageFolder,
      uploadsFolder,
      serve: () => {},
      recordBug: () => 'bug',
    });
    expect(second).toEqual(fail({ code: 'host/port-in-use', port: host.port }));
  });
});
