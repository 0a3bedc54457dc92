import { copyFileSync, existsSync, linkSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../app/errors.ts';
import { knownFileFailure } from '../../app/file-failure.ts';
import type { RunId } from '../../app/ids.ts';
import type { HomeFolders } from '../home/home-folders.ts';

const INITIAL_WEIGHTS = 'initial-weights.ckpt';

/**
 * Gives a new run the weights to start from, so that deleting the run they come from does no harm.
 * Checkpoints are never written in place, so a second name for the file is as good as a copy.
 * Fails with `file/…`, leaving no folder.
 */
export function placeInitialWeights(
  folders: HomeFolders,
  runId: RunId,
  checkpoint: string,
): Result<null> {
  if (!existsSync(checkpoint)) return fail({ code: 'file/not-found', path: checkpoint });
  const folder = folders.run(runId);
  const target = join(folder, INITIAL_WEIGHTS);
  try {
    mkdirSync(folder, { recursive: true });
    linkOrCopy(checkpoint, target);
    return ok(null);
  } catch (cause) {
    rmSync(folder, { recursive: true, force: true });
    return fail(knownFileFailure(cause, target, 'write'));
  }
}

function linkOrCopy(file: string, target: string): void {
  try {
    linkSync(file, target);
  } catch {
    // A file system without links gets a copy; what else is wrong, the copy will meet, too.
    copyFileSync(file, target);
  }
}

/** The weights a branched run starts from; null for a run that draws its own. */
export function initialWeights(folders: HomeFolders, runId: RunId): string | null {
  const file = join(folders.run(runId), INITIAL_WEIGHTS);
  return existsSync(file) ? file : null;
}
