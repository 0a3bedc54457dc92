import type { Dirent } from 'node:fs';
import { opendir } from 'node:fs/promises';

const ENTRIES_AT_ONCE = 512;

/** What is in a folder, piece by piece: some hold hundreds of thousands of files, of which few are of interest. */
export async function* entriesOf(folder: string, recursive = false): AsyncGenerator<Dirent> {
  yield* await opendir(folder, { bufferSize: ENTRIES_AT_ONCE, recursive });
}
