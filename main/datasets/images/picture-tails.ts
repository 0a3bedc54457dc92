import { readdir } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import type { Split } from '../../../app/dataset/dataset.ts';
import type { PreviewWarning } from '../../../app/dataset/preview-warning.ts';
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
  /** By their own names without endings. */
  readonly #byStem = new Map<string, Picture | Picture[]>();
  readonly #root: string;
  readonly #others: string[] = [];
  #size = 0;

  private constructor(root: string) {
    this.#root = root;
  }

  static async below(folder: string): Promise<PictureTails> {
    const pictures = new PictureTails(folder);
    await pictures.#walk(folder, []);
    return pictures;
  }

  /** Pictures that are read. */
  get size(): number {
    return this.#size;
  }

  /** What is to be known of pictures that are not read. */
  get warnings(): readonly PreviewWarning[] {
    return picturesPassedOver(this.#others);
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
    const folders = [...partsOf(given)];
    const name = folders.pop();
    if (name === undefined) return [];
    const split = splitOf(folders);
    const called = this.#called(name).filter(
      (each) => split === null || each.split === null || each.split === split,
    );
    if (called.length < 2) return called;
    const shared = called.map((each) => this.#sharedFolders(each, folders));
    const most = Math.max(...shared);
    return called.filter((_, at) => shared[at] === most);
  }

  #called(name: string): readonly Picture[] {
    const whole = [this.#byStem.get(stemOf(name)) ?? []].flat();
    const named = whole.filter(({ path }) => keyOf(basename(path)) === name);
    return named.length > 0 ? named : [this.#byStem.get(name) ?? []].flat();
  }

  /** Folders above a picture that are the last of these, and half a folder more where they are all that either has. */
  #sharedFolders({ path }: Picture, folders: readonly string[]): number {
    const own = partsOf(dirname(relative(this.#root, path)));
    let shared = 0;
    while (shared < own.length && own.at(-1 - shared) === folders.at(-1 - shared)) shared += 1;
    return shared === own.length && shared === folders.length ? shared + 0.5 : shared;
  }

  async #walk(place: string, above: readonly string[]): Promise<void> {
    for (const entry of await readdir(place, { withFileTypes: true })) {
      if (!isShown(entry.name)) continue;
      if (entry.isDirectory() && above.length < DEEPEST) {
        await this.#walk(join(place, entry.name), [...above, entry.name]);
      } else if (entry.isFile()) this.#add(place, above, entry.name);
    }
  }

  #add(place: string, above: readonly string[], name: string): void {
    const isRead = isImageName(name);
    if (!isRead && !isOtherPicture(name)) return;
    if (isRead) this.#size += 1;
    else this.#others.push(name);
    const picture = { path: join(place, name), isRead, split: splitOf(above) };
    const key = stemOf(keyOf(name));
    const known = this.#byStem.get(key);
    this.#byStem.set(key, known === undefined ? picture : [known, picture].flat());
  }
}

function splitOf(folders: readonly string[]): Split | null {
  return folders.map(splitNamed).find((split) => split !== null) ?? null;
}

function partsOf(given: string): readonly string[] {
  const parts = keyOf(given).split('/');
  const named = parts.filter((part) => part !== '' && part !== '.' && part !== '..');
  return named.length > MOST_PARTS ? [] : named;
}

function stemOf(name: string): string {
  return name.replace(/\.[^.]+$/, '');
}

/** Lists and disks do not always agree on large and small letters, nor on what parts folders. */
function keyOf(name: string): string {
  return name.trim().normalize().replaceAll('\\', '/').toLowerCase();
}
