import { basename } from 'node:path';
import { SPLIT_COLUMN } from '../../../app/dataset/recipes/split-choice.ts';
import { type AppError, fail, ok, type Result } from '../../../app/errors.ts';
import type { RawRecord } from '../delimited/canonical-writer.ts';
import { LONGEST_RECORD_BYTES } from '../delimited/scanner.ts';
import { openLines } from '../texts/lines.ts';
import { findParallelFiles, isParted, type ParallelPair } from '../translations/parallel-files.ts';
import { stageRecords } from './stage-records.ts';
import type { Stager } from './stage-work.ts';

/** Two files that are aligned line by line, or two for each split: a row for each line. */
export const stageParallelText: Stager = async (work) => {
  const found = await findParallelFiles(work.path);
  if (found === null) return fail({ code: 'dataset/no-parallel-files', path: work.path });
  const parted = isParted(found);
  const staged = await stageRecords(work, {
    records: records(found.pairs, parted, work),
    names: () => [...found.names, ...(parted ? [SPLIT_COLUMN] : [])],
  });
  const [only] = parted ? [] : found.pairs;
  return staged.ok ? ok({ ...staged.value, name: only?.stem || found.names.join('-') }) : staged;
};

async function* records(
  pairs: readonly ParallelPair[],
  parted: boolean,
  { onProgress, signal }: Parameters<Stager>[0],
): AsyncGenerator<Result<RawRecord>> {
  let rows = 0;
  for (const { paths, split } of pairs) {
    const [left, right] = await Promise.all(paths.map((path) => openLines(path)));
    if (left === undefined || right === undefined) throw new Error('A pair has two files');
    const unread = [left, right].find((side) => !side.ok);
    if (unread !== undefined && !unread.ok) {
      yield unread;
      return;
    }
    if (!left.ok || !right.ok) return;
    const sides = [
      wholeLines(left.value.lines(signal)),
      wholeLines(right.value.lines(signal)),
    ] as const;
    for (let line = 1; ; line += 1) {
      const [from, to] = [await sides[0].next(), await sides[1].next()];
      if (from.done === true && to.done === true) break;
      if (from.done === true || to.done === true) {
        yield fail(await unequal(paths, sides, [from.done === true, to.done === true], line - 1));
        return;
      }
      rows += 1;
      yield ok({ line, cells: [from.value, to.value, ...(parted ? [split] : [])] });
      if (rows % 1000 === 0) onProgress?.(rows, null);
    }
  }
}

/** Counts what is left of the longer file, so that both counts can be told. */
async function unequal(
  [path, otherPath]: ParallelPair['paths'],
  sides: readonly [AsyncGenerator<string>, AsyncGenerator<string>],
  ended: readonly [boolean, boolean],
  common: number,
): Promise<AppError> {
  const count = async (side: 0 | 1): Promise<number> => {
    if (ended[side]) return common;
    // One line of it was read when the other had none.
    let lines = common + 1;
    for await (const _ of sides[side]) lines += 1;
    return lines;
  };
  const [lines, otherLines] = [await count(0), await count(1)];
  return { code: 'dataset/lines-unequal', path, lines, other: basename(otherPath), otherLines };
}

/** Lines without their breaks; a long one comes in pieces, and is put together as far as it may go. */
async function* wholeLines(pieces: AsyncGenerator<string>): AsyncGenerator<string> {
  let line: string | null = null;
  for await (const piece of pieces) {
    line = line === null ? piece : line + piece;
    // Whoever writes it says that it is too long.
    if (line.length > LONGEST_RECORD_BYTES) break;
    if (!line.endsWith('\n')) continue;
    yield line.slice(0, -1);
    line = null;
  }
  if (line !== null) yield line;
}
