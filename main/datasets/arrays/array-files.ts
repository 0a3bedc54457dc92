import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SPLITS, type Split } from '../../../app/dataset/dataset.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { entriesOf } from '../folder-entries.ts';
import { splitNamed } from '../split-files.ts';

const ARRAY_NAME = /^(.+)\.npy(\.gz)?$/i;
/** A folder with more is one of features, a file for each row. */
const MOST_ARRAYS = 1000;

const IMAGE_WORDS = ['x', 'image', 'images', 'img', 'imgs', 'data', 'pixels', 'features', 'inputs'];
const LABEL_WORDS = ['y', 'label', 'labels', 'target', 'targets', 'class', 'classes'];
/** Words that programs use, besides those that folders of splits are called by. */
const SPLIT_WORDS: Readonly<Record<string, Split>> = {
  tr: 'train',
  te: 'test',
  ts: 'test',
  va: 'val',
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

/** What an array is for by its file's name: `x_train.npy`, `testLabels.npy`, `Xtr.npy`, `train/images.npy`. */
function arrayNamed(name: string): NamedArray | null {
  const stem = ARRAY_NAME.exec(name)?.[1] ?? '';
  const words = stem
    .replace(/^([xy])(?=[a-z]{2})/i, '$1_')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[-_. /\\]+/);
  const splits = words.flatMap((each) => splitWord(each) ?? []);
  const [word = '', ...more] = words.filter((each) => splitWord(each) === null);
  if (more.length > 0 || splits.length > 1) return null;
  const split = splits[0] ?? null;
  if (IMAGE_WORDS.includes(word)) return { name, holds: 'images', split };
  return LABEL_WORDS.includes(word) ? { name, holds: 'labels', split } : null;
}

function splitWord(word: string): Split | null {
  return (
    splitNamed(word) ?? (Object.hasOwn(SPLIT_WORDS, word) ? (SPLIT_WORDS[word] ?? null) : null)
  );
}

/** Arrays of a folder, and of those in it that are called for splits, by their names from it. */
async function arrayNames(folder: string): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const entry of entriesOf(folder)) {
    if (entry.isFile() && ARRAY_NAME.test(entry.name)) names.push(entry.name);
    else if (entry.isDirectory() && splitNamed(entry.name) !== null) {
      for await (const inner of entriesOf(join(folder, entry.name))) {
        if (inner.isFile() && ARRAY_NAME.test(inner.name)) names.push(join(entry.name, inner.name));
        if (names.length > MOST_ARRAYS) return names;
      }
    }
    if (names.length > MOST_ARRAYS) return names;
  }
  return names;
}

/** Whether a folder holds arrays of images and of labels. */
export async function holdsArrays(folder: string): Promise<boolean> {
  const arrays = (await arrayNames(folder)).map(arrayNamed);
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
  const names = await arrayNames(folder);
  const arrays = names.flatMap((name) => arrayNamed(name) ?? []);
  const refuse = (found: string) =>
    fail({ code: 'dataset/image-data-invalid', path: told, problem: 'names', found });
  const listed = names.toSorted().slice(0, 20).join(', ');
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
