import { writeFile } from 'node:fs/promises';
import type { AppError } from '../../app/errors.ts';
import { knownFileFailure } from '../../app/file-failure.ts';

/** Writes a file that a user names; null where that went well. */
export async function writeOut(
  path: string,
  content: string | Uint8Array,
): Promise<AppError | null> {
  try {
    await writeFile(path, content);
    return null;
  } catch (cause) {
    return knownFileFailure(cause, path, 'write');
  }
}
