import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SPLITS, type Split } from '../../../app/dataset/dataset.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';

const IMAGE_WORDS = ['x', 'image', 'images', 'img', 'imgs', 'data'];
const LABEL_WORDS = ['y', 'label', 'labels', 'target', 'targets'];
const SPLIT_WORDS: Readonly<Record<string, Split>> = {
  train: 'train',
  training: 'train',
  val: 'val',
  valid: 'val',
  validation: 'val',
  test: 'test',
};

/** An array of images with that of their labels. */
export interface ArrayPair {
  readonly images: string;
  readonly labels: string;
  readonly split: Split;
}

interface NamedArray {
  readonly name: string;
  readonly holds: 'images' | 'labels';
  readonly split: Split | null;
}

/** What an array is for by its file's name: `x_train.npy`, `test_labels.npy`, `images.npy`. */
function arrayNamed(name: string): NamedArray | null {
  const words =
    /^(.+)\.npy(\.gz)?$/i
      .exec(name)?.[1]
      ?.toLowerCase()
      .split(/[-_. ]/) ?? [];
  const others = words.filter((word) => !Object.hasOwn(SPLIT_WORDS, word));
  const [word = '', ...more] = others;
  const splits = words.flatMap((each) => SPLIT_WORDS[each] ?? []);
  if (more.length > 0 || splits.length > 1) return null;
  const split = splits[0] ?? null;
  if (IMAGE_WORDS.includes(word)) return { name, holds: 'images', split };
  return LABEL_WORDS.includes(word) ? { name, holds: 'labels', split } : null;
}

/** Whether a folder holds arrays of images and of labels. */
export function holdsArrays(names: readonly string[]): boolean {
  const arrays = names.map(arrayNamed);
  return ['images', 'labels'].every((kind) => arrays.some((array) => array?.holds === kind));
}

/**
 * The pairs of a folder, or of the folder that a file is in, training first. One pair may have no
 * split in its names; several have one each.
 * @param told the path to name in failures, where the folder was unpacked from a file
 */
export async function findArrayPairs(
  path: string,
  told: string,
): Promise<Result<readonly ArrayPair[]>> {
  const folder = (await stat(path)).isDirectory() ? path : dirname(path);
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  const arrays = names.flatMap((name) => arrayNamed(name) ?? []);
  const refuse = (found: string) =>
    fail({ code: 'dataset/image-data-invalid', path: told, problem: 'names', found });
  const listed = names
    .filter((name) => /\.npy(\.gz)?$/i.test(name))
    .toSorted()
    .slice(0, 20)
    .join(', ');
  const pairs: ArrayPair[] = [];
  const present = [...SPLITS, null].filter((split) => arrays.some((one) => one.split === split));
  if (present.length > 1 && present.includes(null)) return refuse(listed);
  for (const split of present) {
    const ofSplit = arrays.filter((array) => array.split === split);
    const [images, ...moreImages] = ofSplit.filter(({ holds }) => holds === 'images');
    const [labels, ...moreLabels] = ofSplit.filter(({ holds }) => holds === 'labels');
    if (images === undefined || labels === undefined) return refuse(listed);
    if (moreImages.length > 0 || moreLabels.length > 0) return refuse(listed);
    pairs.push({
      images: join(folder, images.name),
      labels: join(folder, labels.name),
      split: split ?? 'train',
    });
  }
  return pairs.length === 0 ? refuse(listed) : ok(pairs);
}
