import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import type { AppError } from '../../app/errors.ts';
import { knownFileFailure } from '../../app/file-failure.ts';

/** What is to be at a path. */
export interface FileContent {
  readonly path: string;
  readonly bytes: Uint8Array;
}

const UNFINISHED = '.hearth-part';

/**
 * Writes files that belong together, over what is there: all of them are whole before the first takes its
 * place, so that a full disk leaves what was there. A link stays, and what it leads to is written; a device, pipe
 * or folder is refused, as a file would take its place.
 * @returns what prevented it; null where it went well
 */
export async function writeFiles(files: readonly FileContent[]): Promise<AppError | null> {
  const parts: { readonly path: string; readonly part: string; readonly bytes: Uint8Array }[] = [];
  for (const { path: named, bytes } of files) {
    const path = await realpath(named).catch(() => named);
    const part = path + UNFINISHED;
    for (const place of [path, part]) {
      if (await isNoFile(place)) return { code: 'file/not-writable', path: place };
    }
    parts.push({ path, part, bytes });
  }
  let current = '';
  try {
    for (const { path, part, bytes } of parts) {
      current = path;
      await writeFile(part, bytes, { flush: true });
    }
    for (const { path, part } of parts) {
      current = path;
      await rename(part, path);
    }
    return null;
  } catch (cause) {
    for (const { part } of parts) await rm(part, { force: true });
    return knownFileFailure(cause, current, 'write');
  }
}

/** Whether something lies there that is no file. */
async function isNoFile(path: string): Promise<boolean> {
  const there = await stat(path).catch(() => null);
  return there !== null && !there.isFile();
}
