import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const TEST = /\.(test|test-d)\.ts$/;

/** Whether something built is missing, or older than a file in one of its source folders; tests are no source. */
export function isStale(built: string, sources: readonly string[]): boolean {
  const state = statSync(built, { throwIfNoEntry: false });
  return state === undefined || sources.some((folder) => hasNewer(folder, state.mtimeMs));
}

function hasNewer(folder: string, timeMs: number): boolean {
  return readdirSync(folder, { withFileTypes: true, recursive: true }).some(
    (entry) =>
      entry.isFile() &&
      !TEST.test(entry.name) &&
      statSync(join(entry.parentPath, entry.name)).mtimeMs > timeMs,
  );
}
