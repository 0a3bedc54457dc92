import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { HostReport } from '../../app/contract/requests.ts';
import { fail, ok } from '../../app/errors.ts';
import { FakeWorkbench } from '../testing/fake-workbench.ts';
import { type Host, type JoinOptions, joinHome, openHost } from './open-host.ts';
import { processStart } from './process-start.ts';
import { connectToHost, socketPath } from './runtime-socket.ts';

const REPORT: HostReport = {
  version: '1.0.0',
  home: '',
  kind: 'web',
  platform: 'linux',
  processId: process.pid,
  interruptedRuns: [],
};

describe('a host and its visitors', () => {
  let home = '';
  const hosts: Host[] = [];
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'hearth-host-'));
  });
  afterEach(async () => {
    for (const host of hosts.splice(0)) await host.close({ stopRuns: true });
    rmSync(home, { recursive: true });
  });

  function options(workbench: FakeWorkbench, version = '1.0.0'): JoinOptions {
    return {
      home,
      kind: 'cli',
      version,
      compose: async () => ok(workbench),
      quit: () => {},
      recordBug: () => 'bug',
    };
  }

  async function opened(workbench: FakeWorkbench): Promise<Host> {
    const host = await openHost(options(workbench));
    if (!host.ok) throw new Error(host.error.code);
    hosts.push(host.value);
    return host.value;
  }

  const reporting = () => new FakeWorkbench({ 'host.report': () => ok(REPORT) });

  test('the second to come is a client of the first, also for its events', async () => {
    const workbench = reporting();
    const host = await opened(workbench);
    const joined = await joinHome(options(new FakeWorkbench()));
    if (!joined.ok) return expect.unreachable();
    expect(joined.value.host).toBeNull();
    expect(host.visitors()).toBe(1);

    const heard: number[] = [];
    joined.value.client.subscribe('host.closing', (event) => heard.push(event.activeRuns));
    await joined.value.client.request('host.report', null);
    workbench.emit('host.closing', { activeRuns: 2 });
    await vi.waitFor(() => expect(heard).toEqual([2]));
    joined.value.client.close();
    await vi.waitFor(() => expect(host.visitors()).toBe(0));
  });

  test('who comes first is the host, and leaves nothing but its data', async () => {
    const workbench = reporting();
    const joined = await joinHome(options(workbench));
    if (!joined.ok) return expect.unreachable();
    expect(await joined.value.client.request('host.report', null)).toEqual(ok(REPORT));
    await joined.value.host?.close({ stopRuns: true });
    expect(workbench.closed).toEqual([{ stopRuns: true }]);
    expect(readdirSync(home)).toEqual([]);
    expect(await connectToHost(socketPath(home))).toBeNull();
  });

  test.skipIf(process.platform === 'win32')('its socket is for this user alone', async () => {
    const host = await opened(reporting());
    expect(statSync(socketPath(host.home)).mode & 0o777).toBe(0o600);
  });

  test('a host of another version is named, not used', async () => {
    await opened(reporting());
    expect(await joinHome(options(new FakeWorkbench(), '2.0.0'))).toEqual(
      fail({ code: 'host/version-mismatch', host: '1.0.0', client: '2.0.0' }),
    );
  });

  test('one that comes while the host ends waits and becomes the host', async () => {
    const host = await opened(reporting());
    hosts.pop();
    const [joined] = await Promise.all([
      joinHome(options(new FakeWorkbench())),
      host.close({ stopRuns: true }),
    ]);
    if (!joined.ok) return expect.unreachable();
    // It may have come just in time to be the old host's client, and be thrown out by its end.
    await joined.value.host?.close({ stopRuns: true });
  });

  test('a home whose workbench does not open is free again', async () => {
    const damaged = fail({ code: 'store/damaged', path: home });
    const refused = await openHost({
      ...options(new FakeWorkbench()),
      compose: async () => damaged,
    });
    expect(refused).toEqual(damaged);
    expect(readdirSync(home)).toEqual([]);
  });

  test('a holder that does not answer is named', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const startedAt = processStart(process.pid);
    const holder = { processId: process.pid, startedAt, socket: '/nowhere', nonce: 'a'.repeat(16) };
    writeFileSync(join(home, 'lock'), JSON.stringify(holder));
    const joining = joinHome(options(new FakeWorkbench()));
    vi.setSystemTime(Date.now() + 60_000);
    expect(await joining).toEqual(
      fail({ code: 'home/locked', path: home, processId: process.pid }),
    );
    vi.useRealTimers();
  });
});
