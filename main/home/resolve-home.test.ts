import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { prepareHome, resolveHome } from './resolve-home.ts';

describe('resolveHome', () => {
  const at = (platform: NodeJS.Platform, env: Record<string, string> = {}) => ({
    platform,
    env,
    userFolder: '/home/ada',
  });

  test('the option wins over the environment, which wins over the data folder', () => {
    const surroundings = at('linux', { HEARTH_HOME: '/from/env', XDG_DATA_HOME: '/data' });
    expect(resolveHome('/from/option', surroundings)).toBe('/from/option');
    expect(resolveHome(undefined, surroundings)).toBe('/from/env');
    expect(resolveHome(undefined, at('linux', { XDG_DATA_HOME: '/data' }))).toBe('/data/hearth');
  });

  test('each system has its own data folder', () => {
    expect(resolveHome(undefined, at('linux'))).toBe('/home/ada/.local/share/hearth');
    expect(resolveHome(undefined, at('darwin'))).toBe(
      '/home/ada/Library/Application Support/Hearth',
    );
    expect(resolveHome(undefined, at('win32', { LOCALAPPDATA: '/appdata' }))).toBe(
      '/appdata/Hearth',
    );
  });

  test('an empty variable counts as unset', () => {
    const surroundings = at('linux', { HEARTH_HOME: '', XDG_DATA_HOME: '' });
    expect(resolveHome(undefined, surroundings)).toBe('/home/ada/.local/share/hearth');
  });
});

describe('prepareHome', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hearth-home-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('makes it for this user alone', () => {
    const home = join(folder, 'a', 'b');
    expect(prepareHome(home).ok).toBe(true);
    if (process.platform !== 'win32') expect(statSync(home).mode & 0o777).toBe(0o700);
  });

  test('two ways to write one home give one path', () => {
    const home = join(folder, 'home');
    prepareHome(home);
    symlinkSync(home, join(folder, 'link'));
    expect(prepareHome(join(folder, 'link'))).toEqual(prepareHome(home));
  });

  test('a home that is a file, or lies below one, cannot be written', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    for (const home of [file, join(file, 'home')]) {
      expect(prepareHome(home)).toEqual({
        ok: false,
        error: { code: 'home/not-writable', path: home },
      });
    }
  });

  test.runIf(process.platform === 'linux')('a file system without room for folders is told', () => {
    expect(prepareHome('/proc/hearth/home')).toEqual({
      ok: false,
      error: { code: 'home/not-writable', path: '/proc/hearth/home' },
    });
  });
});
