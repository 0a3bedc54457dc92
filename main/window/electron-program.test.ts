import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { electronProgram } from './electron-program.ts';

describe('electronProgram', () => {
  let root = '';
  let electron = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'hearth-electron-'));
    electron = join(root, 'node_modules', 'electron');
    mkdirSync(electron, { recursive: true });
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function putProgram(): string {
    mkdirSync(join(electron, 'dist'));
    writeFileSync(join(electron, 'dist', 'electron'), '');
    writeFileSync(join(electron, 'path.txt'), 'electron');
    return join(electron, 'dist', 'electron');
  }

  function installer(reachable: boolean, install: () => string | null = () => null) {
    const counts = { tries: 0, installs: 0, nowMs: 0 };
    return {
      counts,
      now: () => counts.nowMs,
      reaches: async () => {
        counts.tries += 1;
        return reachable;
      },
      install: async () => {
        counts.installs += 1;
        return install();
      },
    };
  }

  test('a program that is here is used without asking anyone', async () => {
    const path = putProgram();
    const offline = installer(false);
    expect(await electronProgram(root, offline)).toEqual({ path });
    expect(offline.counts.tries).toBe(0);
  });

  test('where releases can be reached it is installed', async () => {
    const online = installer(true, () => {
      putProgram();
      return null;
    });
    expect(await electronProgram(root, online)).toEqual({
      path: join(electron, 'dist', 'electron'),
    });
  });

  test('a failure says why, is remembered for a day, and then tried again', async () => {
    const offline = installer(false);
    const missing = await electronProgram(root, offline);
    expect(missing).toMatchObject({ path: null, reason: expect.stringContaining('reached') });
    expect(await electronProgram(root, offline)).toEqual(missing);
    expect(offline.counts).toMatchObject({ tries: 1, installs: 0 });
    offline.counts.nowMs = 25 * 3600 * 1000;
    await electronProgram(root, offline);
    expect(offline.counts.tries).toBe(2);
  });

  test('a download that breaks off is named', async () => {
    const broken = installer(true, () => 'HTTPError: 503');
    expect(await electronProgram(root, broken)).toEqual({ path: null, reason: 'HTTPError: 503' });
  });

  test('a download that leaves no program is a failure, too', async () => {
    expect(await electronProgram(root, installer(true))).toMatchObject({ path: null });
  });
});
