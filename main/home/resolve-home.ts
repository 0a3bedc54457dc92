import { accessSync, constants, existsSync, mkdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fail, ok, type Result } from '../../app/errors.ts';

interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly userFolder: string;
}

/**
 * The home folder to work on: the `--home` option, else `HEARTH_HOME`, else the user's data folder.
 * @returns an absolute path; nothing is created
 */
export function resolveHome(
  option: string | undefined,
  surroundings: Surroundings = {
    env: process.env,
    platform: process.platform,
    userFolder: homedir(),
  },
): string {
  const { env, platform, userFolder } = surroundings;
  const chosen = option ?? env.HEARTH_HOME;
  if (chosen !== undefined && chosen !== '') return resolve(chosen);
  switch (platform) {
    case 'win32':
      return join(env.LOCALAPPDATA ?? join(userFolder, 'AppData', 'Local'), 'Hearth');
    case 'darwin':
      return join(userFolder, 'Library', 'Application Support', 'Hearth');
    default:
      return join(env.XDG_DATA_HOME || join(userFolder, '.local', 'share'), 'hearth');
  }
}

/**
 * Makes the home folder, for this user alone, where it is missing.
 * @returns its path with links resolved, so that every way to write it names the same home
 */
export function prepareHome(home: string): Result<string> {
  try {
    makeFolder(home);
    accessSync(home, constants.R_OK | constants.W_OK | constants.X_OK);
    return ok(realpathSync(home));
  } catch (cause) {
    if (isSystemError(cause)) return fail({ code: 'home/not-writable', path: home });
    throw cause;
  }
}

/**
 * Makes a folder and those above it, one by one: Node's own recursive way never returns on a file
 * system that answers "not found" to making a folder, as `/proc` does.
 */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}

/** Whether the operating system refused: an expected failure, unlike a bug. */
export function isSystemError(cause: unknown): cause is NodeJS.ErrnoException & { code: string } {
  return cause instanceof Error && typeof (cause as NodeJS.ErrnoException).code === 'string';
}
