import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PreviewWarning, Split } from '../../../app/dataset/dataset.ts';
import { splitNamed } from '../split-files.ts';
import { isShown } from './file-names.ts';
import { isImageName, isOtherPicture, picturesPassedOver } from './picture-names.ts';

const DEEPEST = 6;
/** More folders in a name are none of anybody's. */
const MOST_PARTS = 32;

interface Picture {
  readonly path: string;
  /** Whether it is of a kind that is read. */
  readonly isRead: boolean;
  /** The split that one of its folders is called for. */
  readonly split: Split | null;
}

/** Pictures below a folder, found by how a list calls them. Names lead nowhere but to pictures that are there. */
export class PictureTails {
  /** By every tail of their paths, with the ending and without. */
  readonly #byTail = new Map<string, Picture | Picture[]>();
  /** By their whole paths below the folder. */
  readonly #byPath = new Map<string, Picture>();
  readonly #names: string[] = [];

  static async below(folder: string): Promise<PictureTails> {
    const pictures = new PictureTails();
    await pictures.#walk(folder, []);
    return pictures;
  }

  /** Pictures that are read. */
  get size(): number {
    return [...this.#byPath.values()].filter(({ isRead }) => isRead).length;
  }

  /** What is to be known of pictures that are not read. */
  get warnings(): readonly PreviewWarning[] {
    return picturesPassedOver(this.#names);
  }

  /**
   * The picture of a path below the folder, or else the only one that has the longest tail of a name: of
   * `/home/me/set/cats/1.png`, the one that lies in `cats`, or the only one that is called `1.png`. None is of another
   * split than the name says, or the list. Null where there is none, or several.
   */
  find(given: string, split: Split | null = null): Picture | null {
    const found = this.candidates(given);
    const [only, ...more] = found.length > 1 ? found.filter((each) => each.split === split) : found;
    return only === undefined || more.length > 0 ? null : only;
  }

  /** Pictures that have the longest tail of a name. */
  candidates(given: string): readonly Picture[] {
    const parts = partsOf(given);
    const exact = this.#byPath.get(parts.join('/'));
    if (exact !== undefined) return [exact];
    const split = splitOf(parts.slice(0, -1));
    for (let from = 0; from < parts.length; from += 1) {
      const found = this.#byTail.get(parts.slice(from).join('/'));
      if (found === undefined) continue;
      return [found]
        .flat()
        .filter((each) => split === null || each.split === null || each.split === split);
    }
    return [];
  }

  async #walk(place: string, above: readonly string[]): Promise<void> {
    for (const entry of await readdir(place, { withFileTypes: true })) {
      if (!isShown(entry.name)) continue;
      const path = join(place, entry.name);
      if (entry.isDirectory() && above.length < DEEPEST) {
        await this.#walk(path, [...above, entry.name.normalize()]);
      } else if (entry.isFile()) this.#add(path, above, entry.name.normalize());
    }
  }

  #add(path: string, above: readonly string[], name: string): void {
    const isRead = isImageName(name);
    if (!isRead && !isOtherPicture(name)) return;
    this.#names.push(name);
    const picture = { path, isRead, split: splitOf(above) };
    this.#byPath.set(keyOf([...above, name]), picture);
    const stem = name.replace(/\.[^.]+$/, '');
    for (let from = 0; from <= above.length; from += 1) {
      for (const last of new Set([name, stem])) {
        const key = keyOf([...above.slice(from), last]);
        const known = this.#byTail.get(key);
        this.#byTail.set(key, known === undefined ? picture : [known, picture].flat());
      }
    }
  }
}

function splitOf(folders: readonly string[]): Split | null {
  return folders.map(splitNamed).find((split) => split !== null) ?? null;
}

function partsOf(given: string): readonly string[] {
  const parts = keyOf(given.trim().normalize().replaceAll('\\', '/').split('/')).split('/');
  const named = parts.filter((part) => part !== '' && part !== '.' && part !== '..');
  return named.length > MOST_PARTS ? [] : named;
}

/** Lists and disks do not always agree on large and small letters. */
function keyOf(parts: readonly string[]): string {
  return parts.join('/').toLowerCase();
}
