import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly userFolder: string;
}

/**
 * Where the programs lie that Hearth is held against (PyTorch, Keras, TensorFlow): gigabytes that any
 * checkout can use and no home needs. `HEARTH_PEERS`, else a folder of the user's cache.
 * @returns an absolute path; nothing is created
 */
export function peersFolder(
  { env, platform, userFolder }: Surroundings = {
    env: process.env,
    platform: process.platform,
    userFolder: homedir(),
  },
): string {
  const { HEARTH_PEERS: chosen } = env;
  if (chosen !== undefined && chosen !== '') return resolve(chosen);
  switch (platform) {
    case 'win32':
      return join(env.LOCALAPPDATA ?? join(userFolder, 'AppData', 'Local'), 'Hearth', 'peers');
    case 'darwin':
      return join(userFolder, 'Library', 'Caches', 'hearth', 'peers');
    default:
      return join(env.XDG_CACHE_HOME || join(userFolder, '.cache'), 'hearth', 'peers');
  }
}
