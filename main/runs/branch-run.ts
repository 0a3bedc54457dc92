import { copyFileSync, existsSync, linkSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RunId } from '../../app/ids.ts';
import type { HomeFolders } from '../home/home-folders.ts';

const INITIAL_WEIGHTS = 'initial-weights.ckpt';

/**
 * Gives a new run the weights to start from, so that deleting the run they come from does no harm.
 * Checkpoints are never written in place, so a second name for the file is as good as a copy.
 */
export function placeInitialWeights(folders: HomeFolders, runId: RunId, checkpoint: string): void {
  const folder = folders.run(runId);
  mkdirSync(folder, { recursive: true });
  const target = join(folder, INITIAL_WEIGHTS);
  try {
    linkSync(checkpoint, target);
  } catch {
    // A file system without links gets a copy; what else is wrong, the copy will meet, too.
    copyFileSync(checkpoint, target);
  }
}

/** The weights a branched run starts from; null for a run that draws its own. */
export function initialWeights(folders: HomeFolders, runId: RunId): string | null {
  const file = join(folders.run(runId), INITIAL_WEIGHTS);
  return existsSync(file) ? file : null;
}
