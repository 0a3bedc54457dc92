import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { checkTensorflow } from './check-pack.ts';
import { installPack } from './install-pack.ts';
import { knownLosses } from './known-training.ts';
import { prebuiltAddon } from './tensorflow-addon.ts';
import { aPack, aWheel } from './testing/made-up-pack.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'hearth-addon-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true });
});

/** Installs a pack that has all but TensorFlow's libraries. */
async function install(installation: string) {
  const { wheel, bytes } = aWheel();
  const folder = join(home, 'usb');
  await mkdir(folder);
  await writeFile(join(folder, wheel.file), bytes);
  const pack = aPack([wheel], { id: 'tensorflow', addon: 'tensorflow' });
  const signal = new AbortController().signal;
  const options = { from: folder, signal, onProgress: () => {}, tryOut: checkTensorflow };
  const installed = await installPack(home, pack, { root: ROOT, installation }, options);
  expect(await readdir(join(home, 'runtimes'))).toEqual([]);
  return installed;
}

test.runIf(process.platform === 'linux')(
  'a compiler that fails is quoted, and nothing stays',
  async () => {
    const compiler = join(home, 'bin', 'c++');
    await mkdir(dirname(compiler));
    const words = 'In file included from a.cc:1:\\nb.h:7:2: error: no such thing\\n1 error made.';
    await writeFile(compiler, `#!/bin/sh\nprintf '${words}' >&2\nexit 1\n`);
    await chmod(compiler, 0o755);
    vi.stubEnv('PATH', join(home, 'bin'));
    const reason = 'b.h:7:2: error: no such thing';
    const error = { code: 'packs/compile-failed', compiler, reason };
    expect(await install(ROOT)).toEqual({ ok: false, error });
  },
);

test('an addon that cannot be loaded is not installed', async () => {
  const addon = prebuiltAddon(home);
  await mkdir(dirname(addon), { recursive: true });
  await writeFile(addon, 'no library');
  const result = await install(home);
  expect(result).toMatchObject({ ok: false, error: { code: 'packs/check-failed' } });
  expect(JSON.stringify(result)).toContain('tfjs_binding.node');
});

test('the known losses fall from what the first weights give', () => {
  const losses = knownLosses();
  expect(losses).toHaveLength(20);
  for (const [step, loss] of losses.slice(1).entries())
    expect(loss).toBeLessThan(losses[step] ?? 0);
});
