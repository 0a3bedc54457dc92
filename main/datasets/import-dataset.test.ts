import { execFile, execFileSync } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { importDataset, removePartialImports } from './import-dataset.ts';
import { DATASET_ID, SAMPLES, useWorkspace } from './testing/workspace.ts';

const workspace = useWorkspace();
const run = promisify(execFile);
const CHILD = join(import.meta.dirname, 'testing/import-in-child.ts');
const ONE_MEGABYTE_IN_BLOCKS = 1024;

/** A table of more than 3 MB. */
async function writeLargeTable(): Promise<string> {
  const rows = Array.from({ length: 60_000 }, (_, row) => {
    const cells = Array.from({ length: 8 }, (_, column) => Math.sin(row * 8 + column).toFixed(5));
    return `${cells.join(',')},${row % 2}\n`;
  });
  return workspace.write('large.csv', `a,b,c,d,e,f,g,h,y\n${rows.join('')}`);
}

/** Mounts a file system of one megabyte, where this process may. */
async function mountSmall(folder: string): Promise<boolean> {
  await mkdir(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function request(path: string) {
  return {
    path,
    name: 'test',
    options: {},
    id: DATASET_ID,
    createdAt: '2026-01-01T00:00:00.000Z',
    datasetsFolder: workspace.datasetsFolder(),
  };
}

describe('a full disk is an error that names the folder, and leaves nothing', () => {
  test('on a small file system', async ({ skip }) => {
    const disk = workspace.path('disk');
    skip(!(await mountSmall(disk)), 'this process may not mount a small file system');
    try {
      const path = await writeLargeTable();
      const result = await importDataset({ ...request(path), datasetsFolder: join(disk, 'sets') });
      const error = { code: 'file/disk-full', path: join(disk, 'sets') };
      expect(result).toEqual({ ok: false, error });
      expect(await readdir(join(disk, 'sets'))).toEqual([]);
    } finally {
      execFileSync('umount', [disk]);
    }
  });

  test.skipIf(process.platform === 'win32')('under a limit of file sizes', async () => {
    const path = await writeLargeTable();
    const command = `ulimit -f ${ONE_MEGABYTE_IN_BLOCKS} && exec "$0" "$@"`;
    const child = [process.execPath, CHILD, path, workspace.datasetsFolder()];
    const { stdout } = await run('bash', ['-c', command, ...child]);
    const error = { code: 'file/disk-full', path: workspace.datasetsFolder() };
    expect(JSON.parse(stdout).result).toEqual({ ok: false, error });
    expect(await workspace.left()).toEqual([]);
  });
});

describe('an import', () => {
  test.each(['before it starts', 'while it runs'])('cancelled %s leaves nothing', async (when) => {
    const cancel = new AbortController();
    if (when === 'before it starts') cancel.abort();
    const result = await importDataset({
      ...request(await writeLargeTable()),
      signal: cancel.signal,
      onProgress: () => cancel.abort(),
    });
    expect(result).toEqual({ ok: false, error: { code: 'cancelled' } });
    expect(await workspace.left()).toEqual([]);
  });

  test('tells how many rows are done', async () => {
    const told: [number, number | null][] = [];
    const path = join(SAMPLES, 'iris.csv');
    const onProgress = (done: number, total: number | null) => told.push([done, total]);
    expect(await importDataset({ ...request(path), onProgress })).toMatchObject({ ok: true });
    expect(told[0]).toEqual([0, null]);
    expect(told.at(-1)).toEqual([150, 150]);
  });

  test('into a folder that cannot be made is refused', async () => {
    await writeFile(workspace.datasetsFolder(), 'a file in the way');
    const result = await importDataset(request(join(SAMPLES, 'iris.csv')));
    expect(result).toMatchObject({ ok: false, error: { code: 'file/not-writable' } });
  });

  test('that was killed is cleared away, and nothing else', async () => {
    await mkdir(join(workspace.datasetsFolder(), 'dataset-1.partial/scratch'), { recursive: true });
    await mkdir(join(workspace.datasetsFolder(), 'dataset-2'));
    await removePartialImports(workspace.datasetsFolder());
    expect(await workspace.left()).toEqual(['dataset-2']);
    await removePartialImports(workspace.path('nowhere'));
  });
});
