import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Split } from '../../../app/dataset/dataset.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';

/** Names as MNIST and its successors use them: `train-images-idx3-ubyte.gz`, `t10k-images.idx3-ubyte`. */
const IMAGES_NAME = /^(.*?)images([-.]idx)3(-ubyte)?(\.gz)?$/;
const LABELS_NAME = /^(.*?)labels([-.]idx)1(-ubyte)?(\.gz)?$/;
const SPLIT_PREFIXES: Readonly<Record<string, Split>> = {
  train: 'train',
  val: 'val',
  validation: 'val',
  t10k: 'test',
  test: 'test',
};

/** One file of images with that of their labels. */
export interface IdxPair {
  readonly images: string;
  readonly labels: string;
  /** The split its name stands for, when others stand beside it. */
  readonly split: Split;
}

/** Names of the IDX image files in a folder, in order. */
export async function findIdxFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && IMAGES_NAME.test(entry.name))
    .map((entry) => entry.name)
    .sort();
}

/**
 * The pairs to import, training first: from a folder, all of it; from a file of images or labels,
 * itself and its partner. `train-…` brings `t10k-…` (or `test-…`, `val-…`) beside it along.
 */
export async function findIdxPairs(path: string): Promise<Result<readonly IdxPair[]>> {
  const folder = (await stat(path)).isDirectory() ? path : dirname(path);
  const present = await readdir(folder);
  const all = await findIdxFiles(folder);
  let chosen = all;
  if (folder !== path) {
    const image = imagesNameFor(basename(path), present);
    if (image === null) {
      const looked = basename(path).replace(LABELS_NAME, '$1images$23$3$4');
      return fail({ code: 'dataset/idx-pair-missing', path, looked: join(folder, looked) });
    }
    chosen = splitOf(image) === 'train' ? all.filter((name) => splitOf(name) !== null) : [image];
  }
  const splits = chosen.map(splitOf);
  const distinct = new Set(splits).size === splits.length && !splits.includes(null);
  if (chosen.length === 0 || (chosen.length > 1 && !(distinct && splits.includes('train')))) {
    return fail({ code: 'file/format-unknown', path });
  }
  const pairs: IdxPair[] = [];
  for (const name of chosen) {
    if (!IMAGES_NAME.test(name)) return fail({ code: 'dataset/idx-unnamed', path });
    const labels = partner(name, present, IMAGES_NAME, 'labels', 1);
    if (labels === null) {
      const looked = join(folder, name.replace(IMAGES_NAME, '$1labels$21$3$4'));
      return fail({ code: 'dataset/idx-pair-missing', path: join(folder, name), looked });
    }
    const split = chosen.length > 1 ? (splitOf(name) ?? 'train') : 'train';
    pairs.push({ images: join(folder, name), labels: join(folder, labels), split });
  }
  const order: readonly Split[] = ['train', 'val', 'test'];
  return ok(
    pairs.toSorted((left, right) => order.indexOf(left.split) - order.indexOf(right.split)),
  );
}

/** A file of labels stands for its images; every other file is taken for images. */
function imagesNameFor(name: string, present: readonly string[]): string | null {
  return LABELS_NAME.test(name) ? partner(name, present, LABELS_NAME, 'images', 3) : name;
}

/** The partner's name as it is present, packed or not. */
function partner(
  name: string,
  present: readonly string[],
  pattern: RegExp,
  word: string,
  rank: number,
): string | null {
  const match = pattern.exec(name);
  if (match === null) return null;
  const [, prefix = '', separator = '', type = ''] = match;
  const plain = `${prefix}${word}${separator}${rank}${type}`;
  return [plain, `${plain}.gz`].find((candidate) => present.includes(candidate)) ?? null;
}

function splitOf(imagesName: string): Split | null {
  const prefix =
    IMAGES_NAME.exec(imagesName)?.[1]
      ?.replace(/[-_.]$/, '')
      .toLowerCase() ?? '';
  return SPLIT_PREFIXES[prefix] ?? null;
}
