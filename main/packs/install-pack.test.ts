import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { PackProgress } from '../../app/contract/packs.ts';
import { errorText } from '../../app/error-text.ts';
import { fail, ok } from '../../app/errors.ts';
import { PACKS, type Pack, unsupported, wheelsOf } from './catalogue.ts';
import { installPack } from './install-pack.ts';
import { packFolder, readPack } from './installed-packs.ts';
import { BYTES, INSTALLED, InstallRoom, PACK, ROOT, WHEEL } from './testing/install-room.ts';
import {
  aPack,
  aWheel,
  noise,
  type PackageIndex,
  PLATFORM,
  wheelOf,
} from './testing/made-up-pack.ts';

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
const wheel = WHEEL;
const bytes = BYTES;

describe('a pack from an index', () => {
  test.each(['json', 'html'] as const)('with %s pages is installed whole', async (page) => {
    index.manners = { ...index.manners, page };
    const stages: string[] = [];
    const onProgress = ({ stage }: PackProgress) => void stages.push(stage);
    const installed = await install(PACK, { onProgress });
    expect(installed).toMatchObject({ ok: true, value: { version: '9.9', sizeBytes: 300_000 } });
    expect(await left()).toEqual(INSTALLED);
    expect([...new Set(stages)]).toEqual(['download', 'check', 'unpack', 'try']);
    expect((await readPack(home, PACK, 'contents')).ok).toBe(true);
  });

  test('that is there and whole is left alone', async () => {
    await install();
    await install();
    expect(index.asked).toEqual([null]);
  });

  test('that is damaged is replaced', async () => {
    await install();
    const library = join(packFolder(home, PACK), 'lib', 'libfast.so.1');
    await writeFile(library, 'harmed');
    expect((await install()).ok).toBe(true);
    expect((await readFile(library)).length).toBe(300_000);
    expect(await left()).toEqual(INSTALLED);
  });

  test.skipIf(process.platform === 'win32')('has programs that can be started', async () => {
    await install(aPack([wheel], { programFolders: ['lib'] }));
    const { mode } = await stat(join(packFolder(home, PACK), 'lib', 'libfast.so.1'));
    expect(mode & 0o777).toBe(0o755);
  });

  test('that does not train is not installed', async () => {
    const failure = fail({ code: 'packs/check-failed', pack: 'cuda', reason: 'loss[0] = 1 ≠ 2' });
    let tried = '';
    const refuse = async (_: Pack, folder: string) => {
      tried = folder;
      return failure;
    };
    expect(await install(PACK, { tryOut: refuse })).toEqual(failure);
    expect(tried).not.toBe(packFolder(home, PACK));
    expect(await left()).toEqual(['downloads', `downloads/${wheel.file}`]);
  });

  test('goes on where a broken connection ended', async () => {
    index.manners = { ...index.manners, breaksAfter: 100_000 };
    const error = { code: 'packs/download-failed', file: wheel.file };
    expect(await install()).toMatchObject({ ok: false, error });
    expect(await left()).toEqual(['downloads', `downloads/${wheel.file}.partial`]);
    index.manners = { ...index.manners, breaksAfter: null };
    expect((await install()).ok).toBe(true);
    expect(index.asked).toEqual([null, 'bytes=100000-']);
    expect(await left()).toEqual(INSTALLED);
  });

  test('starts over where the server knows no ranges', async () => {
    index.manners = { ...index.manners, breaksAfter: 100_000, knowsRanges: false };
    await install();
    index.manners = { ...index.manners, breaksAfter: null };
    expect((await install()).ok).toBe(true);
  });

  test.each(['download', 'check', 'unpack'] as const)(
    'cancelled in %s leaves the home as it was',
    async (stage) => {
      const cancel = new AbortController();
      const onProgress = (progress: PackProgress) => {
        if (progress.stage === stage) cancel.abort();
      };
      const cancelled = await install(PACK, { onProgress, signal: cancel.signal });
      expect(cancelled).toEqual({ ok: false, error: { code: 'cancelled' } });
      expect((await left()).filter((file) => !file.startsWith('downloads'))).toEqual([]);
      expect((await install()).ok).toBe(true);
      expect(await left()).toEqual(INSTALLED);
    },
  );
});

describe('an index that', () => {
  test('does not list the file is named with it', async () => {
    const other = { ...wheel, file: 'vendor-2.0-py3-none-any.whl' };
    const error = {
      code: 'packs/wheel-not-served',
      pack: PACK.id,
      file: other.file,
      url: `${index.url}vendor/`,
    };
    expect(await install(aPack([other]))).toEqual({ ok: false, error });
  });

  test('has no such project is said to have answered 404', async () => {
    index.manners = { ...index.manners, page: 'missing' };
    const error = {
      code: 'packs/index-failed',
      pack: PACK.id,
      url: `${index.url}vendor/`,
      reason: 'HTTP 404',
    };
    expect(await install()).toEqual({ ok: false, error });
  });

  test('is not there is said to refuse, without the password in its address', async () => {
    const { port } = new URL(index.url);
    await index.close();
    vi.stubEnv('PIP_INDEX_URL', `http://ann:secret@127.0.0.1:${port}/simple`);
    const result = await install();
    expect(result).toMatchObject({ ok: false, error: { code: 'packs/index-failed' } });
    expect(JSON.stringify(result)).toContain('ECONNREFUSED');
    expect(JSON.stringify(result)).not.toContain('secret');
  });

  test('is no address is said to be none', async () => {
    vi.stubEnv('PIP_INDEX_URL', 'nowhere');
    const error = { code: 'packs/index-failed', pack: PACK.id, url: 'nowhere/vendor/' };
    expect(await install()).toMatchObject({ ok: false, error });
  });

  test('serves other bytes under the name is not believed, and asked anew next time', async () => {
    const promised = { ...wheel, sha256: wheelOf(noise(bytes.length)).sha256 };
    const altered = await install(aPack([promised]));
    expect(altered).toMatchObject({
      ok: false,
      error: {
        code: 'packs/wheel-altered',
        expectedSha256: promised.sha256,
        foundSha256: wheel.sha256,
      },
    });
    expect(await left()).toEqual(['downloads']);
  });

  test('serves a page in place of the file is not written down', async () => {
    const promised = { ...wheel, sizeBytes: bytes.length + 1 };
    const error = {
      code: 'packs/download-failed',
      reason: `${bytes.length} / ${bytes.length + 1}`,
    };
    expect(await install(aPack([promised]))).toMatchObject({ ok: false, error });
    expect(await left()).toEqual(['downloads']);
  });
});

describe('a pack from files', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = join(home, 'usb');
    file = join(folder, wheel.file);
    await mkdir(folder);
    await writeFile(file, bytes);
  });

  test.each(['folder', 'file'])('in a %s is installed and nothing asked for', async (kind) => {
    expect((await install(PACK, { from: kind === 'file' ? file : folder })).ok).toBe(true);
    expect(await left()).toEqual(INSTALLED);
    expect(index.asked).toEqual([]);
    expect(await readFile(file)).toHaveLength(bytes.length);
  });

  test('may be the build for another Python', async () => {
    const equals = [{ file: wheel.file, sha256: wheel.sha256 }];
    const pack = aPack([{ ...wheel, file: 'vendor-1.0-cp39.whl', sizeBytes: 1, equals }]);
    expect((await install(pack, { from: folder })).ok).toBe(true);
  });

  test.each([
    ['vendor-0.9-py3-none-any.whl', 'version', '0.9', '1.0'],
    ['vendor-1.0-py3-none-win_amd64.whl', 'build', 'py3-none-win_amd64', 'py3-none-any'],
  ] as const)('%s is told from the one that is needed', async (name, differs, found, needed) => {
    const path = join(folder, name);
    await rename(file, path);
    const error = { code: 'packs/wheel-other', path, differs, found, needed, file: wheel.file };
    expect(await install(PACK, { from: path })).toEqual({ ok: false, error });
    expect(await install(PACK, { from: folder })).toEqual({ ok: false, error });
    expect(await left()).toEqual([]);
  });

  test('a folder in the place of a file is none', async () => {
    await rm(file);
    await mkdir(file);
    const error = { code: 'packs/wheel-missing', folder, files: [wheel.file] };
    expect(await install(PACK, { from: folder })).toEqual({ ok: false, error });
  });

  test('of another name is refused with the names that it takes', async () => {
    const path = join(folder, 'seller-1.0-py3-none-any.whl');
    await writeFile(path, bytes);
    const error = { code: 'packs/wheel-foreign', pack: 'cuda', path, expected: [wheel.file] };
    expect(await install(PACK, { from: path })).toEqual({ ok: false, error });
  });

  test('that are not all there names those that lack', async () => {
    const second = { ...wheel, file: 'second-1.0-py3-none-any.whl' };
    const error = { code: 'packs/wheel-missing', folder, files: [second.file] };
    expect(await install(aPack([wheel, second]), { from: file })).toEqual({ ok: false, error });
  });

  test('that are nowhere is said', async () => {
    const path = join(home, 'none');
    expect(await install(PACK, { from: path })).toEqual({
      ok: false,
      error: { code: 'file/not-found', path },
    });
  });

  test('cut short is refused with both sizes', async () => {
    await writeFile(file, bytes.subarray(0, 1000));
    expect(await install(PACK, { from: folder })).toEqual({
      ok: false,
      error: {
        code: 'packs/wheel-incomplete',
        path: file,
        expectedBytes: bytes.length,
        foundBytes: 1000,
      },
    });
    expect(await left()).toEqual([]);
  });

  test('with one changed byte is refused, and stays for its owner to look at', async () => {
    const changed = Uint8Array.from(bytes, (byte, at) => (at === 5000 ? byte ^ 1 : byte));
    await writeFile(file, changed);
    const result = await install(PACK, { from: folder });
    expect(result).toMatchObject({ ok: false, error: { code: 'packs/wheel-altered', path: file } });
    expect(await left()).toEqual([]);
    expect(await readFile(file)).toHaveLength(bytes.length);
  });

  test.each([
    ['is no archive', noise(5000)],
    ['leads out of its folder', aWheel({ 'vendor/lib/../../../evil.so': 'x' }).bytes],
    ['names one file twice', doubled()],
  ])('whose content %s leaves nothing', async (_, content) => {
    await writeFile(file, content);
    const result = await install(aPack([wheelOf(content, wheel.file)]), { from: folder });
    expect(result).toMatchObject({ ok: false });
    expect(await left()).toEqual([]);
    expect(await readdir(home)).toEqual(['runtimes', 'usb']);
  });
});

describe('what a machine lacks is said before anything is fetched:', () => {
  test('room on the disk', async ({ skip }) => {
    const disk = await room.smallDisk(1);
    if (disk === null) return skip('this process may not mount a small file system');
    const error = { code: 'packs/no-space', folder: disk, freeBytes: 2 ** 20 };
    expect(await install()).toMatchObject({ ok: false, error });
    expect(index.asked).toEqual([]);
  });

  test('a compiler', async () => {
    vi.stubEnv('PATH', '/nowhere');
    const pack = aPack([wheel], { id: 'tensorflow', addon: 'tensorflow' });
    const error = {
      code: 'packs/compiler-missing',
      pack: 'tensorflow',
      command: 'sudo apt install g++',
    };
    expect(await install(pack)).toEqual({ ok: false, error });
    expect(index.asked).toEqual([]);
  });

  test('the packages of TensorFlow.js', async () => {
    const pack = aPack([wheel], { addon: 'tensorflow' });
    const installer = { root: home, installation: ROOT };
    const { signal } = new AbortController();
    const tryOut = async () => ok(null);
    const options = { from: null, signal, onProgress: () => {}, tryOut };
    const error = { code: 'packs/package-missing', package: '@tensorflow/tfjs-node-gpu' };
    expect(await installPack(home, pack, installer, options)).toEqual({ ok: false, error });
  });

  test('a platform that has the pack', async () => {
    const pack = aPack([wheel], { wheels: { 'plan9-mips': [wheel] } });
    const error = {
      code: 'packs/platform-unsupported',
      pack: 'cuda',
      platform: PLATFORM,
      supported: 'plan9-mips',
      gap: 'no-wheel',
    };
    expect(await install(pack)).toEqual({ ok: false, error });
  });

  test.each([
    ['tensorflow', 'darwin', 'arm64', 'addon-untried'],
    ['tensorflow', 'darwin', 'x64', 'no-wheel'],
    ['tensorflow', 'win32', 'x64', 'addon-untried'],
    ['tensorflow-gpu', 'linux', 'arm64', 'no-wheel'],
    ['cuda', 'darwin', 'arm64', 'no-card'],
    ['cuda', 'win32', 'x64', 'runtime-without'],
    ['cuda', 'linux', 'arm64', 'untried'],
  ] as const)('%s on %s-%s: %s', (id, platform, arch, gap) => {
    const machine = { platform, arch };
    expect(wheelsOf(PACKS[id], machine)).toEqual([]);
    const error = unsupported(PACKS[id], machine);
    expect(error).toMatchObject({ platform: `${platform}-${arch}`, gap });
    expect(errorText(error, 'en')).toContain(
      `not offered for ${platform}-${arch}, only for linux-x64`,
    );
  });
});

test('every wheel of the catalogue is named exactly once a pack, with a hash', () => {
  for (const { wheels } of Object.values(PACKS)) {
    const all = Object.values(wheels).flat();
    expect(new Set(all.map(({ file }) => file)).size).toBe(all.length);
    for (const { sha256, equals } of all) {
      for (const hash of [sha256, ...equals.map((other) => other.sha256)]) {
        expect(hash).toMatch(/^[0-9a-f]{64}$/u);
      }
    }
  }
});

/** An archive whose directory lists its library twice. */
function doubled(): Uint8Array {
  const name = new TextEncoder().encode('vendor/lib/libcopy.so.1');
  const other = new TextEncoder().encode('vendor/lib/libfast.so.1');
  const doubledBytes = aWheel({ 'vendor/lib/libcopy.so.1': 'x' }).bytes.slice();
  for (let at = 0; at <= doubledBytes.length - name.length; at += 1) {
    if (name.every((byte, offset) => doubledBytes[at + offset] === byte))
      doubledBytes.set(other, at);
  }
  return doubledBytes;
}
