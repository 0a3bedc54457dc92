import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { diskSpeed } from './disk-speed.ts';

test('a disk is written and read, and nothing is left on it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hearth-disk-'));
  try {
    const speed = await diskSpeed(folder);
    if (speed === null) return expect(speed, 'less than 1.25 GiB are free here').toBeNull();
    expect(speed.writeBytesPerSecond).toBeGreaterThan(1e5);
    expect(speed.readBytesPerSecond).toBeGreaterThan(1e5);
    expect(await readdir(folder)).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a folder that is not there has no speed', async () => {
  expect(await diskSpeed('/no/such/folder')).toBeNull();
});
