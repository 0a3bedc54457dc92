import type { Dirent } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Split } from '../../../app/dataset/dataset.ts';
import { entriesOf } from '../folder-entries.ts';
import { isShown } from '../images/file-names.ts';
import { isImageName, isOtherPicture } from '../images/picture-names.ts';
import { splitNamed } from '../split-files.ts';

const DEEPEST = 6;

/** One file below a folder. */
export interface FolderFile {
  readonly path: string;
  /** From the folder, parts joined by `/`, in normal form. */
  readonly name: string;
}

/**
 * Files below a folder in order of their names; links are not followed, and hidden ones passed over.
 * @param accepts told a file's own name
 */
export async function filesBelow(
  folder: string,
  accepts: (name: string) => boolean = () => true,
): Promise<readonly FolderFile[]> {
  const found: FolderFile[] = [];
  const walk = async (place: string, above: string, depth: number): Promise<void> => {
    const entries: Dirent[] = [];
    for await (const entry of entriesOf(place)) {
      if (!isShown(entry.name)) continue;
      if (entry.isDirectory() || (entry.isFile() && accepts(entry.name))) entries.push(entry);
    }
    entries.sort((left, right) => (left.name < right.name ? -1 : 1));
    for (const entry of entries) {
      const path = join(place, entry.name);
      const name = above + entry.name.normalize();
      if (entry.isFile()) found.push({ path, name });
      else if (entry.isDirectory() && depth < DEEPEST) await walk(path, `${name}/`, depth + 1);
    }
  };
  await walk(folder, '', 1);
  return found;
}

/** Pictures of a folder, found by what files of boxes call them. Names lead nowhere but to pictures that are there. */
export class PictureIndex {
  readonly #byName = new Map<string, string>();
  /** By the last part alone; null for several. */
  readonly #byLastPart = new Map<string, string | null>();
  /** Pictures of kinds that are not read, by the last part without its ending. */
  readonly #unread = new Map<string, string>();

  constructor(files: readonly FolderFile[]) {
    for (const { name, path } of files.filter((file) => isImageName(file.name))) {
      this.#byName.set(name, path);
      const last = lastPart(name);
      this.#byLastPart.set(last, this.#byLastPart.has(last) ? null : path);
    }
    for (const { name } of files.filter((file) => isOtherPicture(file.name))) {
      this.#unread.set(stemOf(name), name);
    }
  }

  get size(): number {
    return this.#byName.size;
  }

  /**
   * @param given   name as the file has it, with folders or without
   * @param folders where to look first, from the root, each ending in `/` or empty
   * @returns null where there is none, or several by that name
   */
  find(given: string, folders: readonly string[]): string | null {
    const name = given
      .trim()
      .normalize()
      .replaceAll('\\', '/')
      .replace(/^(\.\/)+/, '');
    for (const folder of folders) {
      const path = this.#byName.get(folder + name);
      if (path !== undefined) return path;
    }
    return this.#byLastPart.get(lastPart(name)) ?? null;
  }

  /** The picture of such a name, whatever its ending, that is of a kind which is not read; null where there is none. */
  unread(given: string): string | null {
    return this.#unread.get(stemOf(given.trim().normalize().replaceAll('\\', '/'))) ?? null;
  }
}

/** The split that one of a name's folders, or the file itself, is called after; null where none is. */
export function splitIn(name: string): Split | null {
  const parts = name.toLowerCase().split('/');
  for (const part of parts.toReversed()) {
    for (const word of part.split(/[^a-z]+/)) {
      const split = splitNamed(word);
      if (split !== null) return split;
    }
  }
  return null;
}

/** The folder of a name, ending in `/`; empty at the top. */
export function folderOf(name: string): string {
  const folder = dirname(name).replaceAll('\\', '/');
  return folder === '.' ? '' : `${folder}/`;
}

function stemOf(name: string): string {
  return lastPart(name).replace(/\.[^.]+$/, '');
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
