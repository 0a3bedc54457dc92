import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lockedSocket, lockHome } from './home-lock.ts';
import { processStart } from './process-start.ts';

const LOCK_MODULE = new URL('./home-lock.ts', import.meta.url).href;

describe('lockHome', () => {
  let home = '';
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'hearth-lock-'));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  const lock = () => join(home, 'lock');
  const holder = () => JSON.parse(readFileSync(lock(), 'utf8'));
  const writeHolder = (changes: object) =>
    writeFileSync(
      lock(),
      JSON.stringify({
        processId: process.pid,
        startedAt: processStart(process.pid),
        socket: '/run/socket',
        nonce: '0123456789abcdef',
        ...changes,
      }),
    );

  /** Another process that takes the lock, says so, and holds it until its stdin ends. */
  async function lockElsewhere() {
    const program = `
      import { lockHome } from ${JSON.stringify(LOCK_MODULE)};
      const locked = lockHome(process.argv[1]);
      console.log(locked.ok ? 'locked' : locked.error.code);
      process.stdin.resume().on('end', () => process.exit());
    `;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program, home], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [said] = await once(child.stdout, 'data');
    return { child, said: String(said).trim() };
  }

  test('holds the home for this process until it is released', () => {
    const locked = lockHome(home);
    expect(holder()).toMatchObject({ processId: process.pid });
    expect(lockHome(home)).toEqual({
      ok: false,
      error: { code: 'home/locked', path: home, processId: process.pid },
    });
    if (!locked.ok) return expect.unreachable();
    expect(lockedSocket(home)).toBe(locked.value.socket);
    locked.value.release();
    expect(readdirSync(home)).toEqual([]);
    expect(lockHome(home).ok).toBe(true);
  });

  test('another process that is alive keeps it; one that was killed does not', async () => {
    const { child, said } = await lockElsewhere();
    expect(said).toBe('locked');
    expect(lockHome(home)).toMatchObject({
      error: { code: 'home/locked', processId: child.pid },
    });
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(lockHome(home).ok).toBe(true);
    expect(readdirSync(home)).toEqual(['lock']);
  });

  test('a process id that went to another process holds nothing', () => {
    writeHolder({ startedAt: 'another boot/1' });
    expect(lockHome(home).ok).toBe(true);
  });

  test('a file that is no lock is taken over', () => {
    for (const content of ['', '{', '{"processId":"x"}', 'null']) {
      writeFileSync(lock(), content);
      expect(lockHome(home).ok, content).toBe(true);
      rmSync(lock());
    }
  });

  test('one that died while taking over does not block the next', () => {
    writeHolder({ startedAt: 'another boot/1' });
    const guard = JSON.stringify({ ...holder(), nonce: 'fedcba9876543210' });
    writeFileSync(join(home, 'lock.stale-0123456789abcdef'), guard);
    expect(lockHome(home).ok).toBe(true);
    expect(readdirSync(home)).toEqual(['lock']);
  });

  test('while another takes over, it is the holder', () => {
    writeHolder({ startedAt: 'another boot/1' });
    const rival = JSON.stringify({ ...holder(), startedAt: processStart(process.pid) });
    writeFileSync(join(home, 'lock.stale-0123456789abcdef'), rival);
    expect(lockHome(home)).toMatchObject({ error: { code: 'home/locked' } });
  });

  test('of several processes that find a stale lock, one gets it', async () => {
    writeHolder({ startedAt: 'another boot/1' });
    const others = await Promise.all(Array.from({ length: 6 }, lockElsewhere));
    expect(others.map(({ said }) => said).sort()).toEqual([
      ...Array.from({ length: 5 }, () => 'home/locked'),
      'locked',
    ]);
    for (const { child } of others) child.stdin.end();
    await Promise.all(others.map(({ child }) => once(child, 'exit')));
  });
});

test('processStart tells two processes apart and knows none that is gone', async () => {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
  await once(child, 'spawn');
  const { pid = 0 } = child;
  expect(processStart(pid)).toBe(processStart(pid));
  expect(processStart(pid)).not.toBeNull();
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(processStart(pid)).toBeNull();
});
