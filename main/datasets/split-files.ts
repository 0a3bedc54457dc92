import type { Split } from '../../app/dataset/dataset.ts';

/** What folders, files and cells of splits are called, in lower case. */
export const SPLIT_NAMES: Readonly<Record<string, Split>> = {
  train: 'train',
  training: 'train',
  训练: 'train',
  训练集: 'train',
  val: 'val',
  valid: 'val',
  validation: 'val',
  dev: 'val',
  验证: 'val',
  验证集: 'val',
  test: 'test',
  testing: 'test',
  测试: 'test',
  测试集: 'test',
};

/** The split that a folder or a cell is called for; null where it is called for none. */
export function splitNamed(name: string): Split | null {
  const key = name.trim().toLowerCase();
  return Object.hasOwn(SPLIT_NAMES, key) ? (SPLIT_NAMES[key] ?? null) : null;
}

/** Words of file names that differ between the parts of one split. */
const COUNTED = /^(\d+|of|[0-9a-f]{8,})$/;

/** Files that are called for the splits of one dataset. */
export interface SplitFiles {
  /** Training first, each split in the given order. */
  readonly files: readonly { readonly name: string; readonly split: Split }[];
  /** Files that are not. */
  readonly beside: readonly string[];
}

/**
 * Finds files called alike but for a word that names their split (`train.csv`, `data_test.csv`,
 * `validation-00000-of-00002.parquet`), training files among them; null where there are none, or two such sets.
 * @param names in the order in which files of one split are read
 */
export function findSplitFiles(names: readonly string[]): SplitFiles | null {
  const sets = new Map<string, { name: string; split: Split }[]>();
  for (const name of names) {
    const words = name
      .toLowerCase()
      .replace(/\.gz$/, '')
      .split(/[-_. ]+/);
    const splits = words.filter((word) => splitNamed(word) !== null);
    const [word = ''] = splits;
    const split = splitNamed(word);
    if (split === null || splits.length > 1) continue;
    const key = words.filter((each) => each !== word && !COUNTED.test(each)).join(' ');
    const known = sets.get(key) ?? [];
    sets.set(key, known);
    known.push({ name, split });
  }
  const whole = [...sets.values()].filter((files) => {
    const found = new Set(files.map(({ split }) => split));
    return found.has('train') && found.size > 1;
  });
  const [files] = whole;
  if (files === undefined || whole.length > 1) return null;
  const order: readonly Split[] = ['train', 'val', 'test'];
  const read = new Set(files.map(({ name }) => name));
  return {
    files: files.toSorted((left, right) => order.indexOf(left.split) - order.indexOf(right.split)),
    beside: names.filter((name) => !read.has(name)),
  };
}
