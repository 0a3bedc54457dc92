import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PACKS } from './catalogue.ts';
import { installedPack, packEnvironment, packFolder } from './installed-packs.ts';
import { writeMarker } from './pack-marker.ts';

let home: string;
let folder: string;
const provider = join('lib', 'libonnxruntime_providers_cuda.so');

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'hearth-packs-'));
  folder = packFolder(home, PACKS.cuda);
});
afterEach(() => rm(home, { recursive: true }));

async function putPack(): Promise<void> {
  await mkdir(join(folder, 'lib'), { recursive: true });
  await writeFile(join(folder, provider), 'a provider');
  await symlink('libonnxruntime_providers_cuda.so', join(folder, 'lib', 'link.so'));
  await writeMarker(folder, PACKS.cuda);
}

test('a pack that was never installed is said to be missing', async () => {
  const found = await installedPack(home, 'cuda');
  expect(found).toEqual({ ok: false, error: { code: 'packs/not-installed', pack: 'cuda' } });
});

test('an installed pack names its folders and what a process needs to find them', async () => {
  await putPack();
  const found = await installedPack(home, 'cuda', 'contents');
  const libraries = [join(folder, 'lib'), join(folder, 'cuda', 'lib')];
  expect(found).toMatchObject({
    ok: true,
    value: { id: 'cuda', version: '1.30.0', folder, libraries, sizeBytes: 'a provider'.length },
  });
});

test.each([
  ['without its marker', () => rm(join(folder, 'pack.json')), 'pack.json', 'sizes'],
  ['with a cut file', () => truncate(join(folder, provider), 3), provider, 'sizes'],
  ['without a file', () => rm(join(folder, provider)), provider, 'sizes'],
  [
    'with a changed byte',
    () => writeFile(join(folder, provider), 'a_provider'),
    provider,
    'contents',
  ],
  [
    'of another version',
    () => writeFile(join(folder, 'pack.json'), '{"id":"cuda","version":"1","files":{}}'),
    'pack.json',
    'sizes',
  ],
] as const)('a pack %s is damaged', async (_, harm, file, depth) => {
  await putPack();
  await harm();
  const error = { code: 'packs/damaged', pack: 'cuda', file: file.replaceAll('\\', '/') };
  expect(await installedPack(home, 'cuda', depth)).toEqual({ ok: false, error });
});

test('what a process had in its variables stays, behind the pack', () => {
  const pack = PACKS['tensorflow-gpu'];
  const environment = packEnvironment(pack, '/packs/gpu', { PATH: '/bin' });
  expect(environment).toEqual({
    LD_LIBRARY_PATH: join('/packs/gpu', 'cuda', 'lib'),
    PATH: `${join('/packs/gpu', 'cuda', 'bin')}:/bin`,
    TF_CPP_MIN_LOG_LEVEL: '3',
    XLA_FLAGS: '--xla_gpu_cuda_data_dir=/packs/gpu/cuda',
  });
  expect(packEnvironment(PACKS.tensorflow, '/packs/cpu', { PATH: '/bin' })).toEqual({
    TF_CPP_MIN_LOG_LEVEL: '3',
  });
});
