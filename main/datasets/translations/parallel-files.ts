import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { orderNames } from '../../../app/dataset/classes.ts';
import { SPLITS, type Split } from '../../../app/dataset/dataset.ts';
import { sideNamed } from '../../../app/dataset/translations/language-names.ts';
import { isShown } from '../images/file-names.ts';
import { splitNamed } from '../split-files.ts';

/** Two files of which each line of one is a translation of the other's. */
export interface ParallelPair {
  readonly paths: readonly [string, string];
  /** What both are called besides their languages; empty where they bear nothing else. */
  readonly stem: string;
  readonly split: Split;
}

/** Files that are aligned line by line, all of the same two languages. */
export interface ParallelFiles {
  /** What the two sides are called: languages, or the like. */
  readonly names: readonly [string, string];
  /** Training first. */
  readonly pairs: readonly ParallelPair[];
}

const ENDINGS = /(\.(txt|text|tok|bpe))*(\.gz)?$/i;
/** What stands between a stem and a language. */
const BETWEEN = /[._-]/;
/** Names that are told apart; a folder of texts by the thousand is something else. */
const MOST_FILES = 64;

/**
 * The aligned files of a folder, or of the folder around a file: `train.en` and `train.zh`, `en.txt` and `zh.txt`,
 * perhaps in parts for training, validation and test.
 * @param path folder, or one of two files
 * @returns null where names say of no two that they belong together
 */
export async function findParallelFiles(path: string): Promise<ParallelFiles | null> {
  const isFolder = (await stat(path)).isDirectory();
  const folder = isFolder ? path : dirname(path);
  const own = isFolder ? null : readName(basename(path));
  if (!isFolder && own === null) return null;
  const entries = await readdir(folder, { withFileTypes: true });
  const files = orderNames(
    entries.filter((entry) => entry.isFile() && isShown(entry.name)).map(({ name }) => name),
  )
    .flatMap((name) => readName(name) ?? [])
    .filter(({ stem }) => own === null || stem === own.stem);
  if (files.length > MOST_FILES) return null;
  const sides = [...new Set(files.map(({ side }) => side))];
  const [first, second] = sides;
  if (first === undefined || second === undefined || sides.length > 2) return null;
  const names = sideNamed(second) === 'source' ? [second, first] : [first, second];
  const stems = [...new Set(files.map(({ stem }) => stem))];
  const found = stems.map((stem) => {
    const [left, right] = names.map((side) =>
      files.find((file) => file.stem === stem && file.side === side),
    );
    return left === undefined || right === undefined ? null : ({ left, right, stem } as const);
  });
  const whole = found.filter((pair) => pair !== null);
  if (whole.length < found.length) return null;
  const parted = whole.every(({ stem }) => splitOf(stem) !== null);
  if (!parted && whole.length > 1) return null;
  const pairs = whole.map(({ left, right, stem }) => ({
    paths: [join(folder, left.name), join(folder, right.name)] as const,
    stem,
    split: splitOf(stem) ?? 'train',
  }));
  const [from = '', to = ''] = names;
  return {
    names: [from, to],
    pairs: SPLITS.flatMap((split) => pairs.filter((pair) => pair.split === split)),
  };
}

/** Whether aligned files come in parts of their own for training and the others. */
export function isParted({ pairs }: ParallelFiles): boolean {
  return pairs.length > 1;
}

interface ReadName {
  readonly name: string;
  readonly stem: string;
  /** Language or side. */
  readonly side: string;
}

/** A name's language, from its end on; null where it has none. */
function readName(name: string): ReadName | null {
  const bare = name.replace(ENDINGS, '');
  const parts = bare.split(BETWEEN);
  // A language may have a region: `zh-CN`.
  for (const count of [2, 1]) {
    const side = bare.slice(bare.length - parts.slice(-count).join('-').length);
    if (sideNamed(side) === null) continue;
    const stem = bare.slice(0, bare.length - side.length).replace(/[._-]$/, '');
    return { name, stem, side };
  }
  return null;
}

/** The part that a stem says it is; a stem may say more, as `europarl.train` does. */
function splitOf(stem: string): Split | null {
  const words = stem.toLowerCase().split(BETWEEN);
  const word = words.find((each) => splitNamed(each) !== null);
  return word === undefined ? null : splitNamed(word);
}
