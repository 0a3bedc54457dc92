import { spawn } from 'node:child_process';
import { once } from 'node:events';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Opens an address in the user's browser.
 * @returns false where there is no screen or no browser
 */
export async function openBrowser(
  address: string,
  env: Environment = process.env,
): Promise<boolean> {
  for (const [command, ...options] of openers(env)) {
    if (command !== undefined && (await starts(command, [...options, address]))) return true;
  }
  return false;
}

/** Whether a window could appear at all. */
export function hasScreen(env: Environment = process.env): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

function openers(env: Environment): readonly (readonly string[])[] {
  if (process.platform === 'darwin') return [['open']];
  if (process.platform === 'win32') return [['rundll32', 'url.dll,FileProtocolHandler']];
  if (!hasScreen(env)) return [];
  return [['xdg-open'], ['chromium'], ['google-chrome'], ['firefox']];
}

/** Whether the command is there; how it ends does not matter. */
async function starts(command: string, options: readonly string[]): Promise<boolean> {
  const child = spawn(command, options, { stdio: 'ignore', detached: true });
  try {
    await once(child, 'spawn');
    child.unref();
    return true;
  } catch {
    return false;
  }
}
