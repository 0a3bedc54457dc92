import { copyFile, link, open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset } from '../../../app/dataset/dataset.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { linesOf, type TextLines } from './lines.ts';

/** The text that a dataset was made of, as it was read: UTF-8, lines that end with LF. */
const TEXT_FILE = 'text.txt';

/** Keeps a text in a dataset's folder, so that it can be prepared again; what is kept is read from there. */
export async function keepText(
  text: TextLines,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<TextLines> {
  const path = join(folder, TEXT_FILE);
  const file = await open(path, 'wx');
  try {
    for await (const lines of inBlocks(text.lines(signal))) await file.writeFile(lines);
  } finally {
    await file.close();
  }
  return keptLines(path, (await stat(path)).size);
}

/** The text that a dataset keeps. Fails with `recipe/text-gone`: those of an older version keep none. */
export async function openKept(folder: string, { name }: Dataset): Promise<Result<TextLines>> {
  const path = join(folder, TEXT_FILE);
  const found = await stat(path).catch(() => null);
  return found?.isFile() === true
    ? ok(keptLines(path, found.size))
    : fail({ code: 'recipe/text-gone', name });
}

/** Gives another folder the same text: the same file where the file system can, a copy otherwise. */
export async function shareText(from: string, to: string): Promise<void> {
  const [source, target] = [join(from, TEXT_FILE), join(to, TEXT_FILE)];
  await link(source, target).catch(() => copyFile(source, target));
}

function keptLines(path: string, sizeBytes: number): TextLines {
  const file = { path, sizeBytes, gzip: false };
  return { lines: (signal) => linesOf(file, 'utf-8', signal) };
}

const BLOCK_CHARACTERS = 1024 ** 2;

/** Some lines at a time: a write for each would take longer than reading them. */
async function* inBlocks(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let block = '';
  for await (const line of lines) {
    block += line;
    // No character is torn in two.
    if (block.length < BLOCK_CHARACTERS || /[\ud800-\udbff]$/.test(block)) continue;
    yield block;
    block = '';
  }
  yield block;
}
