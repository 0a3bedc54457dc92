import { copyFile, link } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset } from '../../../app/dataset/dataset.ts';
import { keepsRows } from '../../../app/dataset/keeps-rows.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { storedRows } from '../delimited/late-rows.ts';
import { ROWS_FILE, type StagedTable } from '../delimited/stage.ts';
import { sqlText, type TableSession } from '../delimited/table-session.ts';

/** The staged table that a dataset keeps. Fails with `recipe/no-table`, `dataset/damaged` or `file/disk-full`. */
export async function openStored(
  session: TableSession,
  folder: string,
  dataset: Dataset,
): Promise<Result<StagedTable>> {
  if (!keepsRows(dataset)) return fail({ code: 'recipe/no-table', path: dataset.name });
  const made = await storedRows(folder, dataset.name);
  if (!made.ok) return made;
  const parquetPath = made.value;
  try {
    await session.expectColumns(dataset.columns.length);
    const [found = []] = await session.rows(
      `SELECT count(*) FROM read_parquet(${sqlText(parquetPath)})`,
    );
    const names = dataset.columns.map(({ name }) => name);
    return ok({ dialect: null, names, rows: Number(found[0]), parquetPath });
  } catch {
    session.throwIfCancelled();
    // Whatever DuckDB says of it: gone, cut short, or something else.
    return fail({ code: 'dataset/damaged', name: dataset.name, path: parquetPath });
  }
}

/** Gives another folder the same rows: the same file where the file system can, a copy otherwise. */
export async function shareRows(from: string, to: string): Promise<string> {
  const [source, target] = [join(from, ROWS_FILE), join(to, ROWS_FILE)];
  await link(source, target).catch(() => copyFile(source, target));
  return target;
}
