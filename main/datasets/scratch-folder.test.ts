import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { removeLeftScratch } from './scratch-folder.ts';

test('folders of processes that are gone are removed, and no others', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hearth-sweep-'));
  const gone = spawnSync(process.execPath, ['--version']).pid;
  const names = [
    `hearth-preview-${gone}-abc`,
    `hearth-preview-${process.pid}-abc`,
    `hearth-other-${gone}-abc`,
    'hearth-preview-abc',
  ];
  for (const name of names) await mkdir(join(folder, name, 'inside'), { recursive: true });
  await removeLeftScratch(folder);
  expect((await readdir(folder)).toSorted()).toEqual(names.slice(1).toSorted());
  await rm(folder, { recursive: true });
});
