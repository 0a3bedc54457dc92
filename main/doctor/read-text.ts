import { readdir, readFile } from 'node:fs/promises';

/** A file of the system, without the space around it; null where it is not there or not for this user. */
export async function readText(path: string): Promise<string | null> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch {
    return null;
  }
}

/** What a folder of the system holds; nothing where it is not there. */
export async function readNames(path: string): Promise<readonly string[]> {
  try {
    return await readdir(path);
  } catch {
    return [];
  }
}
