import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Whether something built is missing, or older than a file in one of its source folders. */
export function isStale(built: string, sources: readonly string[]): boolean {
  const state = statSync(built, { throwIfNoEntry: false });
  return state === undefined || sources.some((folder) => hasNewer(folder, state.mtimeMs));
}

function hasNewer(folder: string, timeMs: number): boolean {
  return readdirSync(folder, { withFileTypes: true, recursive: true }).some(
    (entry) => entry.isFile() && statSync(join(entry.parentPath, entry.name)).mtimeMs > timeMs,
  );
}
