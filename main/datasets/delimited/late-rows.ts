import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CsvDialect } from '../../../app/dataset/dataset.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { catchExpected, ExpectedFailure } from '../expected-failures.ts';
import { inspectFile } from '../open-bytes.ts';
import { syncFile, syncFolder } from '../sync-files.ts';
import { ROWS_FILE, stageDelimited } from './stage.ts';
import { TableSession } from './table-session.ts';

/** A copy of the source's bytes, until its rows are first asked for. */
export const SOURCE_COPY = 'rows-source.text';
/** How they are read. */
const ABOUT_FILE = 'rows-source.json';

/** How the rows of a copied source are read, and how many there are. */
export interface AboutRows {
  readonly dialect: Omit<CsvDialect, 'encoding'>;
  readonly rows: number;
}

/** Notes beside a source's copy how it is read. */
export async function writeAboutRows(folder: string, about: AboutRows): Promise<void> {
  await writeFile(join(folder, ABOUT_FILE), `${JSON.stringify(about)}\n`, { flag: 'wx' });
}

const making = new Map<string, Promise<Result<string>>>();

/**
 * Path of the rows that a folder keeps: whoever reads them asks here. Where only the source's bytes lie there, as
 * behind an import, rows are made of them now, and take their place; a folder without either has none, which is for
 * the reader to find out. Fails with `dataset/damaged` or `file/disk-full`.
 */
export async function storedRows(
  folder: string,
  name: string,
  signal?: AbortSignal,
): Promise<Result<string>> {
  const path = join(folder, ROWS_FILE);
  const begun = making.get(path);
  if (begun !== undefined) return begun;
  if ((await exists(path)) || !(await exists(join(folder, ABOUT_FILE)))) return ok(path);
  const made = making.get(path) ?? makeRows(folder, name, signal);
  making.set(path, made);
  return made.finally(() => making.delete(path));
}

/** The same for work that queries the rows, where no result can be told. */
export async function makeLateRows(folder: string, signal?: AbortSignal): Promise<void> {
  const made = await storedRows(folder, folder, signal);
  if (!made.ok) throw new ExpectedFailure(made.error);
}

async function makeRows(
  folder: string,
  name: string,
  signal: AbortSignal | undefined,
): Promise<Result<string>> {
  const path = join(folder, ROWS_FILE);
  const damaged = fail({ code: 'dataset/damaged', name, path });
  // Named as imports are that are not whole: what is left of one that was killed is removed with those.
  const partial = `${folder}.${randomUUID()}.partial`;
  const made = await catchExpected({ source: path, folder }, async () => {
    await mkdir(partial);
    try {
      return (await stageCopy(folder, partial, path, signal)) ? ok(path) : damaged;
    } finally {
      await rm(partial, { recursive: true, force: true });
    }
  });
  if (made.ok || made.error.code === 'cancelled' || made.error.code === 'file/disk-full') {
    return made;
  }
  // Another process may have been faster, and have taken the copy away.
  return (await exists(path)) ? ok(path) : damaged;
}

/** Makes the rows in a folder of their own, and puts them in the copy's place; false where they are not what was copied. */
async function stageCopy(
  folder: string,
  partial: string,
  path: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const { dialect, rows } = await readAboutRows(folder);
  const file = await inspectFile(join(folder, SOURCE_COPY));
  if (!file.ok) return false;
  const folders = { output: partial, scratch: partial };
  const staged = await TableSession.with(partial, signal, (session) =>
    stageDelimited(session, file.value, { dialect }, folders, signal),
  );
  if (!staged.ok || staged.value.rows !== rows) return false;
  await syncFile(staged.value.parquetPath);
  await rename(staged.value.parquetPath, path);
  await syncFolder(folder);
  for (const name of [SOURCE_COPY, ABOUT_FILE]) await rm(join(folder, name), { force: true });
  return true;
}

async function readAboutRows(folder: string): Promise<AboutRows> {
  return JSON.parse(await readFile(join(folder, ABOUT_FILE), 'utf8'));
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
