import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeWorkbench } from '../testing/fake-workbench.ts';
import { Quitting } from './ask-to-quit.ts';
import { type GuardedContents, guardContents } from './guard-contents.ts';
import { isPageAddress } from './page-origin.ts';
import { pageProtocol } from './page-protocol.ts';
import { type UtilityProcessPart, utilityEngine } from './utility-engine.ts';

test('isPageAddress knows the page from what only looks like it', () => {
  expect(isPageAddress('app://hearth/')).toBe(true);
  expect(isPageAddress('app://hearth/assets/main.js')).toBe(true);
  for (const other of [
    'app://hearth.evil/',
    'app://evil/hearth',
    'https://hearth/',
    'hearth',
    '',
  ]) {
    expect(isPageAddress(other), other).toBe(false);
  }
});

describe('guardContents', () => {
  const handlers = new Map<string, (event: { preventDefault(): void }, address: string) => void>();
  const outside: string[] = [];
  let open: (details: { url: string }) => unknown = () => {};
  let grant: (ask: (granted: boolean) => void) => void = () => {};
  const contents: GuardedContents = {
    on(event: string, listener: never) {
      handlers.set(event, listener);
    },
    setWindowOpenHandler(handler) {
      open = handler;
    },
    session: {
      setPermissionRequestHandler(handler) {
        grant = (ask) => handler(null, 'media', ask);
      },
    },
  };
  guardContents(contents, (address) => outside.push(address));

  function isPrevented(event: string, address: string): boolean {
    let prevented = false;
    const preventDefault = () => {
      prevented = true;
    };
    handlers.get(event)?.({ preventDefault }, address);
    return prevented;
  }

  test('the window stays on its page', () => {
    for (const event of ['will-navigate', 'will-redirect']) {
      expect(isPrevented(event, 'https://evil.example/')).toBe(true);
      expect(isPrevented(event, 'file:///etc/passwd')).toBe(true);
      expect(isPrevented(event, 'app://hearth/')).toBe(false);
    }
    expect(isPrevented('will-attach-webview', '')).toBe(true);
  });

  test('no window opens; only an https link is handed to the browser', () => {
    for (const url of ['https://www.eia.gov/', 'http://x/', 'file:///etc', 'javascript:1', 'x']) {
      expect(open({ url })).toEqual({ action: 'deny' });
    }
    expect(outside).toEqual(['https://www.eia.gov/']);
  });

  test('no device is granted', () => {
    const granted: boolean[] = [];
    grant((answer) => granted.push(answer));
    expect(granted).toEqual([false]);
  });
});

describe('pageProtocol', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hearth-page-'));
    mkdirSync(join(folder, 'page'));
    writeFileSync(join(folder, 'page', 'index.html'), '<!doctype html>');
    writeFileSync(join(folder, 'secret.txt'), 'secret');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const answer = (path: string, init: RequestInit = {}) =>
    pageProtocol({
      pageFolder: join(folder, 'page'),
      uploadsFolder: join(folder, 'uploads'),
      recordBug: () => 'bug',
    })(new Request(`app://hearth${path}`, init));

  test('serves the page under the content policy', async () => {
    const page = await answer('/');
    expect(await page.text()).toBe('<!doctype html>');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('serves nothing beside it', async () => {
    for (const path of ['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/none.js']) {
      expect((await answer(path)).status, path).toBe(404);
    }
    expect((await answer('/', { method: 'POST' })).status).toBe(405);
  });

  test('stores uploads as the loopback host does', async () => {
    const stored = await answer('/upload/batch-1/a.csv', { method: 'PUT', body: 'a,b\n' });
    const path = join(folder, 'uploads', 'batch-1', 'a.csv');
    expect(await stored.json()).toMatchObject({ ok: true, value: { path } });
    expect(readFileSync(path, 'utf8')).toBe('a,b\n');
    const refused = await answer('/upload/batch-1/..%2fx', { method: 'PUT', body: 'x' });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ ok: false, error: { code: 'usage/invalid' } });
  });
});

describe('Quitting', () => {
  function start(activeRuns: number, answers: number[] = []) {
    const workbench = new FakeWorkbench();
    workbench.active = activeRuns;
    const asked: string[] = [];
    let exits = 0;
    const quitting = new Quitting(
      { workbench, close: (options) => workbench.close(options) },
      async ({ detail }) => {
        asked.push(detail);
        return answers.shift() ?? 1;
      },
      async () => 'en',
      () => {
        exits += 1;
      },
    );
    return { workbench, quitting, asked, exits: () => exits };
  }

  test('with nothing to lose it does not ask', async () => {
    const { workbench, quitting, asked, exits } = start(0);
    await quitting.request();
    expect(asked).toEqual([]);
    expect(workbench.closed).toEqual([{ stopRuns: true }]);
    expect(exits()).toBe(1);
  });

  test('with active runs it asks, and goes on if told so', async () => {
    const { workbench, quitting, asked, exits } = start(2, [1, 0]);
    await quitting.request();
    expect(asked[0]).toContain('2 runs');
    expect(workbench.closed).toEqual([]);
    await quitting.request();
    expect(workbench.closed).toEqual([{ stopRuns: true }]);
    expect(exits()).toBe(1);
  });

  test('asked twice at once it ends once', async () => {
    const { workbench, quitting, exits } = start(1, [0]);
    await Promise.all([quitting.request(), quitting.request(), quitting.force()]);
    expect(workbench.closed).toHaveLength(1);
    expect(exits()).toBe(1);
  });

  test('the page has asked already', async () => {
    const { quitting, asked, exits } = start(3);
    await quitting.force();
    expect(asked).toEqual([]);
    expect(exits()).toBe(1);
  });
});

test('utilityEngine is a child like any other, and silent once it has ended', () => {
  const posted: unknown[] = [];
  const listeners = new Map<string, ((value: never) => void)[]>();
  const listen = (event: string, listener: (value: never) => void) =>
    listeners.set(event, [...(listeners.get(event) ?? []), listener]);
  const part: UtilityProcessPart = {
    pid: 7,
    postMessage: (message) => posted.push(message),
    on: listen,
    once: listen,
    kill: () => true,
  };
  const child = utilityEngine(part);
  const heard: unknown[] = [];
  child.onMessage((message) => heard.push(message));
  child.onExit((exit) => heard.push(exit));
  child.post({ kind: 'pause' });
  for (const listener of listeners.get('message') ?? []) listener('ready' as never);
  for (const listener of listeners.get('exit') ?? []) listener(139 as never);
  child.post({ kind: 'stop' });
  expect(posted).toEqual([{ kind: 'pause' }]);
  expect(heard).toEqual(['ready', '139']);
});
