import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKPOINTS_FOLDER, LATEST_CHECKPOINT } from '../../app/contract/engine.ts';
import type { RunId } from '../../app/ids.ts';
import type { HomeFolders } from '../home/home-folders.ts';
import type { Store } from '../store/open.ts';
import { initialWeights } from './branch-run.ts';

/**
 * The checkpoint that a run's next session begins with: its own latest, or the one that it branched
 * off from; null for a run that begins with weights of its own.
 */
export function startingCheckpoint(store: Store, folders: HomeFolders, run: RunId): string | null {
  const latest = store.checkpoints.latest(run);
  if (latest !== null) return join(folders.run(run), latest.file);
  // A host that died has not heard of the first one that its engine had written.
  const unheard = join(folders.run(run), CHECKPOINTS_FOLDER, LATEST_CHECKPOINT);
  return existsSync(unheard) ? unheard : initialWeights(folders, run);
}
