import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Split } from '../../../app/dataset/dataset.ts';
import type { TextEncoding } from '../../../app/dataset/encodings.ts';
import { DEFAULT_FRACTIONS, type SplitFractions } from '../../../app/dataset/split.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { entriesOf } from '../folder-entries.ts';
import { isShown, isTextName } from '../images/file-names.ts';
import { findSplitFiles } from '../split-files.ts';
import { openLines, type TextLines } from './lines.ts';

const MOST_FILES = 100_000;
/** What people say of the texts beside them. */
const NO_TEXT = /^(readme|licen[cs]e|changelog|notice)\b/i;
const ORDER = new Intl.Collator('en', { numeric: true });

/** One file of a text, and the split that it is called for. */
interface ListedText {
  readonly name: string;
  readonly split: Split | null;
}

/** Texts of a folder in the order in which they are read, and what lies beside them. */
export interface TextFiles {
  readonly files: readonly ListedText[];
  readonly beside: readonly string[];
}

/** A text in one file or several. */
export interface JoinedText extends TextLines {
  /** What of it each split takes, one after the other, where files are called for splits. */
  readonly shares?: SplitFractions | undefined;
  /** How the characters of its files are written, each way once. */
  readonly encodings: readonly TextEncoding[];
}

/**
 * Two text files or more of a folder: those called for splits, or all, in natural order (`part2` before `part10`);
 * null where there are none. Empty files are passed over.
 */
export async function listTexts(folder: string): Promise<TextFiles | null> {
  const names: string[] = [];
  for await (const entry of entriesOf(folder)) {
    const { name } = entry;
    if (!entry.isFile() || !isShown(name) || !isTextName(name) || NO_TEXT.test(name)) continue;
    if (names.length === MOST_FILES) return null;
    if ((await stat(join(folder, name))).size > 0) names.push(name);
  }
  names.sort((left, right) => ORDER.compare(left, right) || (left < right ? -1 : 1));
  const given = findSplitFiles(names);
  if (given !== null) return given;
  return names.length < 2
    ? null
    : { files: names.map((name) => ({ name, split: null })), beside: [] };
}

/** Opens a text file, or the text files of a folder as one text. Fails as `openLines`, or with `dataset/folder-empty`. */
export async function openText(path: string): Promise<Result<JoinedText>> {
  if (!(await stat(path)).isDirectory()) {
    const file = await openLines(path);
    return file.ok ? ok({ lines: file.value.lines, encodings: [file.value.encoding] }) : file;
  }
  const listed = await listTexts(path);
  if (listed === null) return fail({ code: 'dataset/folder-empty', path });
  const texts: TextLines[] = [];
  const encodings = new Set<TextEncoding>();
  for (const { name } of listed.files) {
    const text = await openLines(join(path, name));
    if (!text.ok) return text;
    encodings.add(text.value.encoding);
    texts.push({ lines: (signal) => endingLines(text.value.lines(signal)) });
  }
  return ok({
    shares: await sharesOf(listed.files, texts),
    encodings: [...encodings],
    async *lines(signal) {
      for (const text of texts) yield* text.lines(signal);
    },
  });
}

/**
 * What each split takes of texts that are called for splits; undefined where they are not. A split without a text is
 * cut from the end of the one before, in the usual shares.
 */
async function sharesOf(
  files: readonly ListedText[],
  texts: readonly TextLines[],
): Promise<SplitFractions | undefined> {
  const lengths = { train: 0, val: 0, test: 0 };
  for (const [at, { split }] of files.entries()) {
    if (split === null) return undefined;
    for await (const line of texts[at]?.lines() ?? []) lengths[split] += line.length;
  }
  const usual = DEFAULT_FRACTIONS;
  const cut = (from: 'train' | 'val', to: 'val' | 'test') => {
    const taken = Math.round((lengths[from] * usual[to]) / (usual[from] + usual[to]));
    lengths[from] -= taken;
    lengths[to] += taken;
  };
  if (lengths.val === 0) cut('train', 'val');
  if (lengths.test === 0) cut('val', 'test');
  const total = lengths.train + lengths.val + lengths.test;
  return {
    train: lengths.train / total,
    val: lengths.val / total,
    test: lengths.test / total,
  };
}

/** Lines of a file behind which another may come. */
async function* endingLines(lines: AsyncGenerator<string>): AsyncGenerator<string> {
  let last: string | null = null;
  for await (const line of lines) {
    if (last !== null) yield last;
    last = line;
  }
  if (last !== null) yield last.endsWith('\n') ? last : `${last}\n`;
}
