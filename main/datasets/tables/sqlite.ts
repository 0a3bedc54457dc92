import { constants, copyFile, open } from 'node:fs/promises';
import { join } from 'node:path';
import { type AppError, fail, ok, type Result } from '../../../app/errors.ts';
import type { FileDamage } from '../../../app/failures/dataset-errors.ts';
import type { RawRecord } from '../delimited/canonical-writer.ts';
import { LONGEST_RECORD_BYTES } from '../delimited/scanner.ts';
import { inspectFile } from '../open-bytes.ts';
import { openSource, type SourceDatabase } from './sqlite-source.ts';
import { checkNames, stageRecords } from './stage-records.ts';
import type { Stager, StageWork } from './stage-work.ts';

/** Header bytes 18 and 19 are 2 in write-ahead mode. @source sqlite.org/fileformat.html §1.3.3 */
const WRITE_VERSION_OFFSET = 18;
const WRITE_AHEAD = 2;

/** Reads one table of an SQLite database; views and virtual tables, which run what the file says, are not read. */
export const stageSqlite: Stager = async (work) => {
  const { path, folders } = work;
  const file = await inspectFile(path);
  if (!file.ok) return file;
  const read = await quietCopy(path, folders.scratch);
  const database = openSource(read);
  try {
    if (read === path && file.value.sizeBytes < database.sizeBytes()) {
      return fail({ code: 'dataset/file-damaged', path, reason: '', damage: 'cut' });
    }
    return await stageFrom(database, work);
  } catch (cause) {
    const failure = await sqliteFailure(cause, path);
    if (failure === null) throw cause;
    return fail(failure);
  } finally {
    database.close();
  }
};

/** Reading a database in write-ahead mode writes beside it, so that is done to a copy. */
async function quietCopy(path: string, scratch: string): Promise<string> {
  const handle = await open(path, 'r');
  const head = Buffer.alloc(WRITE_VERSION_OFFSET + 2);
  try {
    await handle.read(head, 0, head.length, 0);
  } finally {
    await handle.close();
  }
  if (head[WRITE_VERSION_OFFSET] !== WRITE_AHEAD && head[WRITE_VERSION_OFFSET + 1] !== WRITE_AHEAD)
    return path;
  const copy = join(scratch, 'source.sqlite');
  await copyFile(path, copy, constants.COPYFILE_FICLONE);
  await copyFile(`${path}-wal`, `${copy}-wal`).catch(() => undefined);
  return copy;
}

async function stageFrom(database: SourceDatabase, work: StageWork) {
  const { path, options } = work;
  const tables = database.tables();
  const filled = tables.filter((table) => database.holdsRows(table));
  const learnable = filled.find((table) => database.columns(table).length > 1);
  const wanted = options.table ?? learnable ?? filled[0] ?? tables[0];
  if (wanted === undefined) return fail({ code: 'dataset/no-tables', path });
  if (!tables.includes(wanted)) {
    return fail({ code: 'dataset/table-missing', path, table: wanted, tables });
  }
  const names = checkNames(database.columns(wanted), path);
  if (!names.ok) return names;
  const long = database.findLong(wanted, LONGEST_RECORD_BYTES);
  if (long !== null) {
    const maximumBytes = LONGEST_RECORD_BYTES;
    return fail({ code: 'dataset/value-too-long', path, ...long, maximumBytes });
  }
  const staged = await stageRecords(work, {
    records: records(database, wanted),
    names: () => names.value,
  });
  return staged.ok ? ok({ ...staged.value, tables, table: wanted }) : staged;
}

function* records(database: SourceDatabase, table: string): Generator<Result<RawRecord>> {
  let line = 0;
  for (const cells of database.rows(table)) {
    line += 1;
    yield ok({ line, cells });
  }
}

/** What SQLite's codes say of a file, and which words of its are worth a quote. */
const DAMAGES: readonly (readonly [RegExp, FileDamage])[] = [
  [/^SQLITE_(BUSY|LOCKED)/, 'locked'],
  [/^SQLITE_NOTADB/, 'not-database'],
  [/^SQLITE_CORRUPT/, 'pages'],
  [
    /^SQLITE_(FORMAT|TOOBIG|MISMATCH|ERROR|SCHEMA|CANTOPEN|NOMEM|IOERR|AUTH|READONLY)/,
    'unreadable',
  ],
];
const MARK = 'SQLite format 3\0';

/** What is wrong with the file that SQLite could not read; null for what is no fault of the file. */
async function sqliteFailure(cause: unknown, path: string): Promise<AppError | null> {
  if (!(cause instanceof Error) || !('code' in cause)) return null;
  const code = String(cause.code);
  const [, found] = DAMAGES.find(([pattern]) => pattern.test(code)) ?? [];
  if (found === undefined) return null;
  const isNewer = cause.message === 'unsupported file format';
  // SQLite calls a file of a later version none of its own.
  const marked = found === 'not-database' && (await startsWithMark(path));
  const damage = isNewer || marked ? 'version' : found;
  const quotes = damage === 'pages' || damage === 'unreadable';
  const reason = quotes ? cause.message.slice(0, 300) : '';
  return { code: 'dataset/file-damaged', path, damage, reason };
}

async function startsWithMark(path: string): Promise<boolean> {
  const handle = await open(path, 'r');
  try {
    const { buffer } = await handle.read(Buffer.alloc(MARK.length), 0, MARK.length, 0);
    return buffer.toString('latin1') === MARK;
  } finally {
    await handle.close();
  }
}
