import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { diskSpeed, removeLeftProbe } from './disk-speed.ts';

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

test('what a killed measurement left on it is removed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hearth-disk-'));
  await writeFile(join(folder, 'disk-speed.tmp'), 'left');
  await writeFile(join(folder, 'hearth.db'), 'kept');
  await removeLeftProbe(folder);
  expect(await readdir(folder)).toEqual(['hearth.db']);
  await removeLeftProbe('/no/such/folder');
  await rm(folder, { recursive: true });
});
