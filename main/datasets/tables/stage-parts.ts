import { mkdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { CsvDialect } from '../../../app/dataset/dataset.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { ROWS_FILE, type StagedTable, type UnlabelledPart } from '../delimited/stage.ts';
import type { ImportWork } from '../importer.ts';
import { JoinedParts } from './joined-parts.ts';
import { partPaths, type TableParts } from './part-files.ts';
import type { Stager, StageWork } from './stage-work.ts';

/**
 * Stages files of the same columns as one table, in their order; columns are matched by name, and a delimited file is
 * read as the first one is. Parts without rows are passed over, and so are those of a split that lack a column of the
 * training files, as tests of competitions lack the target. Objects may lack names that others have; delimited and
 * Parquet files may not: `dataset/part-columns`.
 */
export async function stageParts(
  work: StageWork,
  parts: TableParts,
  stager: Stager,
): Promise<Result<StagedTable>> {
  const staged = await stageAll(work, parts, stager, 'first');
  // What had no fractions was read with points, which its neighbours show to be wrong.
  return (
    staged ??
    (await stageAll(work, parts, stager, 'again')) ??
    fail({ code: 'dataset/empty', path: work.path })
  );
}

/** @returns null where a part with decimal commas came behind others, which must be read anew with them */
async function stageAll(
  work: StageWork,
  parts: TableParts,
  stager: Stager,
  attempt: 'first' | 'again',
): Promise<Result<StagedTable> | null> {
  const { session, folders, path, signal, options } = work;
  const scratch = join(folders.scratch, `parts-${attempt}`);
  await mkdir(scratch);
  const { given } = parts;
  const unlabelled: UnlabelledPart[] = [];
  const joined = new JoinedParts(session, scratch, parts.format === 'jsonl');
  const onProgress = await progressOver(partPaths(path, parts), work.onProgress);
  let dialect: Partial<CsvDialect> | undefined =
    attempt === 'again' ? { ...options.dialect, decimal: 'comma' } : options.dialect;
  for (const [at, partPath] of partPaths(path, parts).entries()) {
    signal?.throwIfAborted();
    const folder = join(scratch, String(at));
    await mkdir(folder);
    const staged = await stager({
      ...work,
      path: partPath,
      options: { ...options, dialect },
      folders: { output: folder, scratch: folder },
      onProgress: onProgress(partPath),
    });
    if (!staged.ok && staged.error.code === 'dataset/empty') continue;
    if (!staged.ok) return staged;
    const { decimal } = staged.value;
    if (decimal === 'comma' && joined.rows > 0 && dialect?.decimal !== 'comma') return null;
    const split = given?.splits[at];
    const lacks = split === 'train' ? null : joined.lackOf(staged.value.names, options.target);
    if (split !== undefined && lacks !== null) {
      unlabelled.push({ file: basename(partPath), column: lacks });
      continue;
    }
    const odd = await joined.add(partPath, folder, staged.value, split);
    if (odd !== null) {
      const [first = partPath] = joined.parts.map((part) => part.path);
      return fail({ code: 'dataset/part-columns', path: partPath, ...odd, other: basename(first) });
    }
    const { encoding: _, decimal: mark, ...layout } = staged.value.dialect ?? {};
    dialect = { ...layout, ...(mark === 'comma' && { decimal: mark }), ...dialect };
  }
  if (joined.rows === 0) return fail({ code: 'dataset/empty', path });
  const table = await joined.finish(join(folders.output, ROWS_FILE));
  return ok({ ...table, ...(unlabelled.length > 0 && { unlabelled }) });
}

/** Bytes of the whole folder rather than of each of its files. */
async function progressOver(
  paths: readonly string[],
  tell: ImportWork['onProgress'] | undefined,
): Promise<(path: string) => ImportWork['onProgress']> {
  const sizes = new Map<string, number>();
  for (const path of paths) sizes.set(path, (await stat(path)).size);
  const total = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
  const before = new Map<string, number>();
  let sum = 0;
  for (const [path, bytes] of sizes) {
    before.set(path, sum);
    sum += bytes;
  }
  return (path) => (done, of, unit) => {
    if (unit !== 'bytes') return;
    tell?.((before.get(path) ?? 0) + done, of === null ? null : total, unit);
  };
}
