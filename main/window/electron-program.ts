import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const RELEASES = 'https://github.com/electron/electron/releases/download/';
const REACH_TIMEOUT_MS = 3000;
const INSTALL_TIMEOUT_MS = 180_000;
const RETRY_AFTER_MS = 24 * 3600 * 1000;

/** Electron's program, or why it is not here. */
export type ElectronProgram =
  | { readonly path: string }
  | { readonly path: null; readonly reason: string };

export interface ElectronInstaller {
  /** Whether the releases can be reached now. */
  reaches(): Promise<boolean>;
  /** Downloads the program; null when it is there, else the problem. */
  install(packageFolder: string): Promise<string | null>;
  readonly now: () => number;
}

/**
 * Finds Electron's program in the checkout, or installs it: its package comes without. One failure is
 * remembered for a day, so that starting without internet costs its waiting time once.
 * @param root of the checkout
 */
export async function electronProgram(
  root: string,
  installer: ElectronInstaller = RELEASE_INSTALLER,
): Promise<ElectronProgram> {
  const packageFolder = join(root, 'node_modules', 'electron');
  const found = installedElectron(root);
  if (found !== null) return { path: found };
  if (!existsSync(packageFolder)) return { path: null, reason: 'npm install --omit=dev' };

  const memory = join(root, 'node_modules', '.cache', 'hearth', 'electron-missing.json');
  const remembered = rememberedReason(memory, installer.now());
  if (remembered !== null) return { path: null, reason: remembered };
  const problem = (await installer.reaches())
    ? await installer.install(packageFolder)
    : `${RELEASES} cannot be reached`;
  const installed = problem === null ? installedElectron(root) : null;
  if (installed !== null) return { path: installed };
  const reason = problem ?? 'the download left no program';
  mkdirSync(dirname(memory), { recursive: true });
  writeFileSync(memory, JSON.stringify({ reason, atMs: installer.now() }));
  return { path: null, reason };
}

/** As electron/install.js leaves it: `path.txt` names the program in `dist`; null if it is not there. */
export function installedElectron(root: string): string | null {
  const packageFolder = join(root, 'node_modules', 'electron');
  const name = join(packageFolder, 'path.txt');
  if (!existsSync(name)) return null;
  const program = join(packageFolder, 'dist', readFileSync(name, 'utf8').trim());
  return existsSync(program) ? program : null;
}

function rememberedReason(memory: string, nowMs: number): string | null {
  if (!existsSync(memory)) return null;
  const { reason, atMs } = JSON.parse(readFileSync(memory, 'utf8'));
  return nowMs - atMs < RETRY_AFTER_MS ? reason : null;
}

const RELEASE_INSTALLER: ElectronInstaller = {
  now: () => Date.now(),

  async reaches() {
    const address = process.env.ELECTRON_MIRROR ?? RELEASES;
    try {
      await fetch(address, { method: 'HEAD', signal: AbortSignal.timeout(REACH_TIMEOUT_MS) });
      return true;
    } catch {
      return false;
    }
  },

  async install(packageFolder) {
    const child = spawn(process.execPath, [join(packageFolder, 'install.js')], {
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: INSTALL_TIMEOUT_MS,
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk;
    });
    const [code] = await once(child, 'close');
    return code === 0 ? null : firstLine(said);
  },
};

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] || 'the download did not finish';
}
