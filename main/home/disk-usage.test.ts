import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { diskUsage } from './disk-usage.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearth-disk-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('counts files at every depth', async () => {
  mkdirSync(join(folder, 'runs/a'), { recursive: true });
  writeFileSync(join(folder, 'hearth.db'), 'x'.repeat(10));
  writeFileSync(join(folder, 'runs/a/latest.ckpt'), 'x'.repeat(30));
  expect(await diskUsage(folder)).toEqual({ sizeBytes: 40, files: 2 });
});

test('a file with two names counts once, a link not at all', async () => {
  writeFileSync(join(folder, 'latest.ckpt'), 'x'.repeat(30));
  linkSync(join(folder, 'latest.ckpt'), join(folder, 'best.ckpt'));
  symlinkSync('/', join(folder, 'root'));
  expect(await diskUsage(folder)).toEqual({ sizeBytes: 30, files: 1 });
});

test('what is not there counts nothing', async () => {
  expect(await diskUsage(join(folder, 'absent'))).toEqual({ sizeBytes: 0, files: 0 });
});
