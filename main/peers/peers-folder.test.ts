import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { findProduct } from '../product.ts';
import { peersFolder } from './peers-folder.ts';
import { findPythonEnvironment } from './python-environment.ts';

afterEach(() => vi.unstubAllEnvs());

test('lies in the cache of the user, or where HEARTH_PEERS says', () => {
  const linux = { platform: 'linux', userFolder: '/home/ann' } as const;
  expect(peersFolder({ ...linux, env: {} })).toBe(join('/home/ann', '.cache', 'hearth', 'peers'));
  const env = { XDG_CACHE_HOME: '/var/cache/ann' };
  expect(peersFolder({ ...linux, env })).toBe(join('/var/cache/ann', 'hearth', 'peers'));
  const chosen = { ...env, HEARTH_PEERS: '/big/disk' };
  expect(peersFolder({ ...linux, env: chosen })).toBe(resolve('/big/disk'));
});

test('an environment that was never built is said to be missing, with its folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hearth-peers-'));
  vi.stubEnv('HEARTH_PEERS', folder);
  const resources = join(findProduct().installation, 'resources', 'peers');
  const found = await findPythonEnvironment(resources);
  expect(found).toMatchObject({ ok: false, error: { code: 'peers/not-built' } });
  if (!found.ok) expect(found.error).toHaveProperty('folder', expect.stringContaining(folder));
  await rm(folder, { recursive: true });
});
