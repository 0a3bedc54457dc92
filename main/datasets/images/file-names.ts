import { orderNames } from '../../../app/dataset/classes.ts';
import { entriesOf } from '../folder-entries.ts';

/** Whether a file is called like a text. */
export function isTextName(name: string): boolean {
  return /\.(txt|text)$/i.test(name);
}

/** Names of a folder's own files that are accepted, in order. */
export async function listFiles(
  path: string,
  accepts: (name: string) => boolean,
): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const entry of entriesOf(path)) {
    if (entry.isFile() && isShown(entry.name) && accepts(entry.name)) names.push(entry.name);
  }
  return orderNames(names);
}

/** Whether a name is neither hidden nor an archive's own. */
export function isShown(name: string): boolean {
  return !name.startsWith('.') && name !== '__MACOSX';
}
