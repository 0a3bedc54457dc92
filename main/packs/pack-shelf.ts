import { rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  PACK_IDS,
  type PackId,
  type PackProgress,
  type PackReport,
} from '../../app/contract/packs.ts';
import { type AppError, fail, ok, type Result } from '../../app/errors.ts';
import { homeFolders } from '../home/home-folders.ts';
import { downloadBytes, PACKS, type Pack, takenBytes, unsupported, wheelsOf } from './catalogue.ts';
import { expected } from './failure.ts';
import { forgetDownloads } from './gather-wheels.ts';
import { installPack } from './install-pack.ts';
import { packFolder, readPack } from './installed-packs.ts';
import { driverProblem } from './nvidia-driver.ts';
import { partialName, removeAbandoned } from './process-files.ts';
import type { Installer } from './tensorflow-addon.ts';
import { packTrial, type TryEngine } from './try-pack.ts';

export interface ShelfMeans extends Installer {
  readonly onProgress: (progress: PackProgress) => void;
  readonly tryEngine: TryEngine;
  /** Version of the NVIDIA driver; null where there is none. */
  readonly driver: () => Promise<string | null>;
}

interface Work {
  readonly pack: PackId;
  readonly stop: AbortController;
  ended: Promise<unknown>;
  progress: PackProgress | null;
}

/** The packs of one home: installs and removes them, one at a time. */
export class PackShelf {
  readonly #home: string;
  readonly #means: ShelfMeans;
  readonly #packs: Readonly<Record<PackId, Pack>>;
  readonly #failed = new Map<PackId, AppError>();
  #work: Work | null = null;

  constructor(home: string, means: ShelfMeans, packs: Readonly<Record<PackId, Pack>> = PACKS) {
    this.#packs = packs;
    this.#home = home;
    this.#means = means;
  }

  /** How far the installation under way is; null where there is none. */
  get progress(): PackProgress | null {
    return this.#work?.progress ?? null;
  }

  async list(): Promise<readonly PackReport[]> {
    return Promise.all(PACK_IDS.map((id) => this.#report(id)));
  }

  /**
   * Fails with `packs/busy` while another is installed or removed, `cancelled`, or as `installPack`.
   * @param from a wheel or a folder of them; null fetches them
   */
  install(id: PackId, from: string | null): Promise<Result<PackReport>> {
    return this.#alone(id, async (work) => {
      this.#failed.delete(id);
      const { signal } = work.stop;
      const onProgress = (progress: PackProgress) => {
        work.progress = progress;
        this.#means.onProgress(progress);
      };
      const { driver, tryEngine } = this.#means;
      const installed = await installPack(this.#home, this.#packs[id], this.#means, {
        from,
        signal,
        onProgress,
        tryOut: packTrial(driver, tryEngine),
      });
      if (installed.ok) return ok(await this.#report(id));
      if (installed.error.code !== 'cancelled') this.#failed.set(id, installed.error);
      return installed;
    });
  }

  /** Also lets go of what was fetched for it. Fails with `packs/busy` or `packs/not-installed`. */
  remove(id: PackId): Promise<Result<PackReport>> {
    const { runtimes } = homeFolders(this.#home);
    return this.#alone(id, () =>
      expected(runtimes, async () => {
        const pack = this.#packs[id];
        const { status } = await this.#report(id);
        await forgetDownloads(wheelsOf(pack), join(runtimes, 'downloads'));
        await removeAbandoned(runtimes);
        if (status === 'missing' || status === 'unsupported') {
          return fail({ code: 'packs/not-installed', pack: id });
        }
        const folder = packFolder(this.#home, pack);
        // In one step: a removal that is cut short leaves no half of a pack.
        const gone = join(runtimes, partialName(basename(folder)));
        await rename(folder, gone);
        await rm(gone, { recursive: true });
        return ok(await this.#report(id));
      }),
    );
  }

  /** Its last installation's failure is not told any more. */
  dismiss(id: PackId): Promise<PackReport> {
    this.#failed.delete(id);
    return this.#report(id);
  }

  /** Ends the installation under way; it then fails with `cancelled`. */
  cancel(): void {
    this.#work?.stop.abort();
  }

  /** The same, and waits for its end. */
  async close(): Promise<void> {
    this.cancel();
    await this.#work?.ended;
  }

  async #alone<T>(id: PackId, work: (work: Work) => Promise<Result<T>>): Promise<Result<T>> {
    if (this.#work !== null) return fail({ code: 'packs/busy', pack: this.#work.pack });
    const stop = new AbortController();
    const here: Work = { pack: id, stop, progress: null, ended: Promise.resolve() };
    this.#work = here;
    try {
      const outcome = work(here);
      here.ended = outcome.catch(() => {});
      return await outcome;
    } finally {
      this.#work = null;
    }
  }

  async #report(id: PackId): Promise<PackReport> {
    const pack = this.#packs[id];
    const wheels = wheelsOf(pack);
    const facts = {
      id,
      version: pack.version,
      failed: this.#failed.get(id) ?? null,
      downloadBytes: downloadBytes(wheels),
      sizeBytes: takenBytes(wheels),
    };
    if (wheels.length === 0) return { ...facts, status: 'unsupported', error: unsupported(pack) };
    const found = await readPack(this.#home, pack, 'sizes');
    if (found.ok) {
      const { sizeBytes } = found.value;
      const error =
        pack.oldestDriver === null ? null : driverProblem(pack, await this.#means.driver());
      return { ...facts, status: 'installed', sizeBytes, error };
    }
    const isMissing = found.error.code === 'packs/not-installed';
    return isMissing
      ? { ...facts, status: 'missing', error: null }
      : { ...facts, status: 'damaged', error: found.error };
  }
}
