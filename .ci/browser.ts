import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const APT = ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-noto-cjk'];

export type BrowserSearch =
  | { readonly found: true; readonly path: string }
  | { readonly found: false; readonly reason: string; readonly command: string };

function find(): string | undefined {
  return [process.env.CHROMIUM_PATH, ...CANDIDATES].find(
    (path) => path !== undefined && existsSync(path),
  );
}

/**
 * A Chromium to test in: the one that is there, else Debian's if this process may install packages.
 * Never asks for a password: without the right it names the one command instead.
 */
export function findOrInstallBrowser(): BrowserSearch {
  const present = find();
  if (present !== undefined) return { found: true, path: present };
  const command = `sudo apt-get ${APT.join(' ')}`;
  if (!existsSync('/usr/bin/apt-get')) {
    return { found: false, reason: 'no Chromium found and no apt-get to install it with', command };
  }
  if (process.getuid?.() !== 0) {
    return {
      found: false,
      reason: 'no Chromium found, and installing packages needs root',
      command,
    };
  }
  console.log('No browser found: installing Debian’s Chromium …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update'], { stdio: 'ignore', env });
  spawnSync('apt-get', APT, { stdio: ['ignore', 'ignore', 'inherit'], env });
  const installed = find();
  return installed === undefined
    ? { found: false, reason: 'apt-get could not install Chromium', command }
    : { found: true, path: installed };
}
