import { copyFile, link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CHECKPOINTS_FOLDER,
  type CheckpointReport,
  type EpochReport,
  LATEST_CHECKPOINT,
  UNFINISHED_SUFFIX,
} from '../../app/contract/engine.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import { knownFileFailure } from '../../app/file-failure.ts';
import { type Checkpoint, latestEpoch } from './checkpoint.ts';
import { writeCheckpoint } from './checkpoint-file.ts';
import { FileSealer } from './file-sealer.ts';

const BEST = 'best.checkpoint';
const EPOCH = /^epoch-\d+\.checkpoint$/;
const WRITING = `writing${UNFINISHED_SUFFIX}`;
const WRITING_BEST = `writing-best${UNFINISHED_SUFFIX}`;
const LINKING = `linking${UNFINISHED_SUFFIX}`;

export interface SavedCheckpoints {
  readonly checkpoints: readonly CheckpointReport[];
  readonly deletedCheckpoints: readonly string[];
}

/** A run's checkpoints on disk: the latest, the best, and the newest epochs if wanted. */
export class CheckpointFolder {
  readonly #folder: string;
  readonly #keep: number;
  readonly #sealer = new FileSealer();

  private constructor(folder: string, keep: number) {
    this.#folder = folder;
    this.#keep = keep;
  }

  /** @param keep how many epochs' checkpoints stay besides the latest and the best */
  static async open(runFolder: string, keep: number): Promise<Result<CheckpointFolder>> {
    const folder = join(runFolder, CHECKPOINTS_FOLDER);
    try {
      await mkdir(folder, { recursive: true });
    } catch (cause) {
      return fail(knownFileFailure(cause, folder, 'write'));
    }
    return ok(new CheckpointFolder(folder, keep));
  }

  /** Whether each epoch's checkpoint stays for a while. */
  get keepsEpochs(): boolean {
    return this.#keep > 0;
  }

  /** Replaces the latest checkpoint; one that stops halfway leaves the one before. */
  async saveLatest(checkpoint: Checkpoint): Promise<Result<CheckpointReport>> {
    const saved = await this.#save(checkpoint, [], null);
    return saved.ok
      ? ok(this.#report(LATEST_CHECKPOINT, 'latest', checkpoint, saved.value))
      : saved;
  }

  /**
   * As `saveLatest`, and keeps it as the best too, and as its epoch's, where wanted and finished.
   * @param earlierBest after an earlier epoch, to be kept as the best instead
   * @param onRead where training goes on meanwhile: called once both states may change or go, but not
   * where they cannot be saved
   */
  async saveEpoch(
    checkpoint: Checkpoint,
    best: boolean,
    earlierBest: Checkpoint | null = null,
    onRead?: () => void,
  ): Promise<Result<SavedCheckpoints>> {
    const { epoch, stepInEpoch } = checkpoint.progress;
    const epochFile = `epoch-${String(epoch - 1).padStart(6, '0')}.checkpoint`;
    const keepsEpoch = this.#keep > 0 && stepInEpoch === 0;
    const also = [...(best ? [BEST] : []), ...(keepsEpoch ? [epochFile] : [])];
    const saved = await this.#save(checkpoint, also, earlierBest, onRead);
    if (!saved.ok) return saved;
    const deleted = await this.#deleteOldEpochs();
    if (!deleted.ok) return deleted;
    const size = saved.value;
    return ok({
      checkpoints: [
        this.#report(LATEST_CHECKPOINT, 'latest', checkpoint, size),
        ...(best ? [this.#report(BEST, 'best', checkpoint, size)] : []),
        ...(earlierBest === null ? [] : [this.#report(BEST, 'best', earlierBest, size)]),
        ...(keepsEpoch ? [this.#report(epochFile, 'epoch', checkpoint, size)] : []),
      ],
      deletedCheckpoints: deleted.value,
    });
  }

  /** What is still there, under its name, of the checkpoints that an earlier epoch left. */
  async found({ epoch, step, best }: EpochReport): Promise<SavedCheckpoints> {
    const checkpoints: CheckpointReport[] = [];
    const names = { latest: LATEST_CHECKPOINT, ...(best && { best: BEST }) } as const;
    for (const [kind, name] of Object.entries(names) as [CheckpointReport['kind'], string][]) {
      const file = join(this.#folder, name);
      const { size } = await stat(file).catch(() => ({ size: null }));
      if (size !== null) checkpoints.push({ file, epoch, step, sizeBytes: size, kind });
    }
    return { checkpoints, deletedCheckpoints: [] };
  }

  /** Writes once, then gives the same bytes their further names. @returns bytes of one file */
  async #save(
    checkpoint: Checkpoint,
    also: readonly string[],
    earlierBest: Checkpoint | null,
    onRead?: () => void,
  ): Promise<Result<number>> {
    const writing = join(this.#folder, WRITING);
    const writingBest = join(this.#folder, WRITING_BEST);
    try {
      const files: [string, Checkpoint][] = [[writing, checkpoint]];
      if (earlierBest !== null) files.push([writingBest, earlierBest]);
      const sizeBytes = await this.#write(files, onRead);
      if (earlierBest !== null) await rename(writingBest, join(this.#folder, BEST));
      for (const name of also) await this.#linkAs(writing, name);
      await rename(writing, join(this.#folder, LATEST_CHECKPOINT));
      await this.#syncFolder();
      return ok(sizeBytes);
    } catch (cause) {
      await rm(writing, { force: true });
      await rm(writingBest, { force: true });
      await rm(join(this.#folder, LINKING), { force: true });
      return fail(knownFileFailure(cause, this.#folder, 'write'));
    }
  }

  /** Writes files beside each other, and lets go of none that is still being written. */
  async #write(files: readonly [string, Checkpoint][], onRead?: () => void): Promise<number> {
    let unread = files.length;
    const heard = () => {
      unread -= 1;
      if (unread === 0) onRead?.();
    };
    const beside = onRead && { sealer: this.#sealer, onRead: heard };
    const written = await Promise.allSettled(
      files.map(([path, checkpoint]) => writeCheckpoint(path, checkpoint, beside)),
    );
    const [sizeBytes = 0] = written.map((file) => {
      if (file.status === 'rejected') throw file.reason;
      return file.value;
    });
    return sizeBytes;
  }

  async #linkAs(existing: string, name: string): Promise<void> {
    const linking = join(this.#folder, LINKING);
    await rm(linking, { force: true });
    try {
      await link(existing, linking);
    } catch {
      // File systems without hard links (FAT, some network drives) take a copy.
      await copyFile(existing, linking);
      await using file = await open(linking, 'r+');
      await file.sync();
    }
    await rename(linking, join(this.#folder, name));
  }

  /** A rename is on disk once its folder is. Windows has no such call and needs none. */
  async #syncFolder(): Promise<void> {
    if (process.platform === 'win32') return;
    await using folder = await open(this.#folder, 'r');
    await folder.sync();
  }

  async #deleteOldEpochs(): Promise<Result<readonly string[]>> {
    if (this.#keep === 0) return ok([]);
    try {
      const files = (await readdir(this.#folder)).filter((file) => EPOCH.test(file)).sort();
      const old = files.slice(0, -this.#keep).map((file) => join(this.#folder, file));
      for (const path of old) await rm(path, { force: true });
      return ok(old);
    } catch (cause) {
      return fail(knownFileFailure(cause, this.#folder, 'write'));
    }
  }

  #report(
    file: string,
    kind: CheckpointReport['kind'],
    { progress }: Checkpoint,
    sizeBytes: number,
  ): CheckpointReport {
    const { step } = progress;
    return { file: join(this.#folder, file), epoch: latestEpoch(progress), step, sizeBytes, kind };
  }
}
