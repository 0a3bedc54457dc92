import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import { ok, type Result } from '../../../app/errors.ts';
import type { Pack } from '../catalogue.ts';
import { type InstallOptions, installPack } from '../install-pack.ts';
import type { InstalledPack } from '../installed-packs.ts';
import { aPack, aWheel, type PackageIndex, servePackageIndex } from './made-up-pack.ts';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const INSTALLER = { root: ROOT, installation: ROOT };

export const { wheel: WHEEL, bytes: BYTES } = aWheel();
export const PACK = aPack([WHEEL]);
/** What lies in a home's folder of runtimes once the made-up pack is installed. */
export const INSTALLED = [
  'cuda-9.9',
  'cuda-9.9/lib',
  'cuda-9.9/lib/libfast.so.1',
  'cuda-9.9/pack.json',
];

/** A home in a folder of its own, and the package index that this process then asks. */
export class InstallRoom {
  readonly home: string;
  readonly index: PackageIndex;
  #disk: string | null = null;

  private constructor(home: string, index: PackageIndex) {
    this.home = home;
    this.index = index;
    index.manners = { ...index.manners, hasArrived: (bytes) => this.#hasArrived(bytes) };
  }

  static async open(): Promise<InstallRoom> {
    const home = await mkdtemp(join(tmpdir(), 'hearth-install-'));
    const index = await servePackageIndex(WHEEL.file, BYTES);
    vi.stubEnv('PIP_INDEX_URL', index.url);
    return new InstallRoom(home, index);
  }

  /** Nothing in the made-up pack can train: it is not tried unless a test says how. */
  install(
    pack: Pack = PACK,
    options: Partial<InstallOptions> = {},
  ): Promise<Result<InstalledPack>> {
    return installPack(this.home, pack, INSTALLER, {
      from: null,
      signal: new AbortController().signal,
      onProgress: () => {},
      tryOut: async () => ok(null),
      ...options,
    });
  }

  /** What lies in the home's folder of runtimes, but for the process ids in names. */
  async left(): Promise<readonly string[]> {
    const runtimes = join(this.home, 'runtimes');
    const files = await readdir(runtimes, { recursive: true }).catch(() => []);
    return files.map((file) => file.replace(/\.\d+\.partial/u, '.partial')).sort();
  }

  /** Mounts a disk of its own where packs lie; null where this process may not. */
  async smallDisk(mebibytes: number): Promise<string | null> {
    const disk = join(this.home, 'runtimes');
    await mkdir(disk);
    const options = ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', disk];
    try {
      execFileSync('mount', options, { stdio: 'ignore' });
    } catch {
      return null;
    }
    this.#disk = disk;
    return disk;
  }

  async close(): Promise<void> {
    vi.unstubAllEnvs();
    await this.index.close();
    if (this.#disk !== null) execFileSync('umount', [this.#disk]);
    await rm(this.home, { recursive: true });
  }

  /** Whether so much of the wheel is on disk, under whatever name. */
  async #hasArrived(byteCount: number): Promise<boolean> {
    const downloads = join(this.home, 'runtimes', 'downloads');
    const [file] = await readdir(downloads).catch(() => []);
    return file !== undefined && (await stat(join(downloads, file))).size >= byteCount;
  }
}
