import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statfsSync, writeFileSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PackProgress } from '../../app/contract/packs.ts';
import { packFolder, readPack } from './installed-packs.ts';
import { INSTALLED, InstallRoom, PACK } from './testing/install-room.ts';
import type { PackageIndex } from './testing/made-up-pack.ts';

const CHILD = fileURLToPath(new URL('./testing/install-in-child.ts', import.meta.url));

let room: InstallRoom;
let home: string;
let index: PackageIndex;

beforeEach(async () => {
  room = await InstallRoom.open();
  ({ home, index } = room);
});
afterEach(() => room.close());

const install: InstallRoom['install'] = (...asked) => room.install(...asked);
const left = () => room.left();

describe('an installation that is killed', () => {
  test.each(['unpack', 'try'])(
    'in %s leaves what was there, and the next one clears up',
    async (stage) => {
      await install();
      const library = join(packFolder(home, PACK), 'lib', 'libfast.so.1');
      await writeFile(library, 'harmed');
      const child = spawn(process.execPath, [CHILD, home, stage], { stdio: 'inherit' });
      expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
      expect(await left()).toContain('cuda-9.9.partial');
      expect(await readFile(library, 'utf8')).toBe('harmed');
      expect((await install()).ok).toBe(true);
      expect(await left()).toEqual(INSTALLED);
    },
  );

  test('between taking the old one away and putting the new one there is begun anew', async () => {
    await install();
    const place = packFolder(home, PACK);
    await writeFile(join(place, 'lib', 'libfast.so.1'), 'harmed');
    const child = spawn(process.execPath, [CHILD, home, 'try'], { stdio: 'inherit' });
    const { pid } = child;
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
    await rename(place, `${place}-old.${pid}.partial`);
    expect(await readPack(home, PACK, 'sizes')).toMatchObject({
      error: { code: 'packs/not-installed' },
    });
    const asked = index.asked.length;
    expect((await install()).ok).toBe(true);
    expect(await left()).toEqual(INSTALLED);
    // What was fetched was kept until the new one stood.
    expect(index.asked).toHaveLength(asked);
  });

  test('while it fetches is gone on from', async () => {
    index.manners = { ...index.manners, breaksAfter: 100_000 };
    const child = spawn(process.execPath, [CHILD, home, 'download'], { stdio: 'inherit' });
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
    index.manners = { ...index.manners, breaksAfter: null };
    expect((await install()).ok).toBe(true);
    expect(index.asked).toEqual([null, 'bytes=100000-']);
    expect(await left()).toEqual(INSTALLED);
  });
});

describe('a disk', () => {
  test.for(['download', 'unpack'] as const)(
    'that others fill up during %s is said to be full, and another try succeeds',
    async (stage, { skip }) => {
      const disk = await room.smallDisk(66);
      if (disk === null) return skip('this process may not mount a small file system');
      const hog = join(disk, 'hog');
      const onProgress = (progress: PackProgress) => {
        if (progress.stage === stage && !existsSync(hog)) fillUp(disk, hog);
      };
      const full = { code: 'file/disk-full', path: disk };
      expect(await install(PACK, { onProgress })).toEqual({ ok: false, error: full });
      expect((await left()).filter((file) => file.startsWith('cuda'))).toEqual([]);
      await rm(hog);
      expect((await install()).ok).toBe(true);
      expect(await left()).toEqual(INSTALLED);
    },
  );

  test('that can only be read is said to be such', async ({ skip }) => {
    const disk = await room.smallDisk(66);
    if (disk === null) return skip('this process may not mount a small file system');
    execFileSync('mount', ['-o', 'remount,ro', disk]);
    const error = { code: 'file/not-writable', path: disk };
    expect(await install()).toEqual({ ok: false, error });
  });
});

/** Leaves less than the library takes. */
function fillUp(disk: string, hog: string): void {
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(hog, new Uint8Array(bavail * bsize - 50_000));
}
