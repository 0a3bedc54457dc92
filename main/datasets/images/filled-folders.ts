import { join } from 'node:path';
import { orderNames } from '../../../app/dataset/classes.ts';
import { entriesOf } from '../folder-entries.ts';
import { isShown } from './file-names.ts';

/** Folders in each other that are looked into. */
const DEEPEST = 6;

/** A folder that holds files of the kind that is looked for. */
export interface FilledFolder {
  readonly path: string;
  /** Names of the folders from the root to it; empty for the root itself. */
  readonly parts: readonly string[];
  /** Of the files, in order. */
  readonly names: readonly string[];
}

export interface FilledFolders {
  /** Where classes or splits begin: below folders that hold one folder and no such files. */
  readonly root: string;
  readonly folders: readonly FilledFolder[];
  /** Topmost folders that hold no such files, nor do those below, from the root. */
  readonly hollow: readonly (readonly string[])[];
}

/** Says of a file, by its name and its folder, whether it is of the kind that is looked for. */
export type Accepts = (name: string, folder: string) => boolean;

/** Finds files that are accepted in a folder and below; links are not followed. */
export async function findFilled(path: string, accepts: Accepts): Promise<FilledFolders> {
  let found = await lookInto(path, [], accepts);
  let root = path;
  for (;;) {
    const [first] = found.folders;
    const top = first?.parts[0];
    const tops = [...found.folders, ...found.hollow.map((parts) => ({ parts }))];
    // A folder with files of its own is that of a class, or of a split.
    const wraps = tops.every(({ parts }) => parts[0] === top && parts.length > 1);
    if (top === undefined || !wraps) return { root, ...found };
    root = join(root, top);
    found = {
      folders: found.folders.map((folder) => ({ ...folder, parts: folder.parts.slice(1) })),
      hollow: found.hollow.map((parts) => parts.slice(1)),
    };
  }
}

async function lookInto(
  path: string,
  parts: readonly string[],
  accepts: Accepts,
): Promise<Omit<FilledFolders, 'root'>> {
  const names: string[] = [];
  const below: string[] = [];
  for await (const entry of entriesOf(path)) {
    if (!isShown(entry.name)) continue;
    if (entry.isFile() && accepts(entry.name, path)) names.push(entry.name);
    else if (entry.isDirectory() && parts.length < DEEPEST) below.push(entry.name);
  }
  const folders: FilledFolder[] =
    names.length === 0 ? [] : [{ path, parts, names: orderNames(names) }];
  const hollow: (readonly string[])[] = [];
  for (const name of orderNames(below)) {
    const found = await lookInto(join(path, name), [...parts, name], accepts);
    folders.push(...found.folders);
    hollow.push(...found.hollow);
  }
  return folders.length === 0 && parts.length > 0
    ? { folders, hollow: [parts] }
    : { folders, hollow };
}
