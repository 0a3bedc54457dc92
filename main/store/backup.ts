import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { type AppError, fail, ok, type Result } from '../../app/errors.ts';
import { BYTES_PER_MIB } from '../../app/units.ts';
import { type Connection, connect } from './connection.ts';
import { storeFailure } from './sqlite-failure.ts';

const KEPT_BACKUPS = 3;
const DAY_MS = 24 * 3600 * 1000;
/** Checked whole in about half a second (3.6 s a GB on two cores of 2026). */
const FULL_CHECK_BYTES = 128 * BYTES_PER_MIB;
/** `hearth-<ISO time with dashes for colons>-<reason>.db`. */
const BACKUP_NAME = /^hearth-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d\.\d{3}Z)-.+\.db$/;

/** How a store was replaced by a backup. */
export interface Restoration {
  /** The backup that is the store now; what came after it is lost. */
  readonly backup: string;
  /** Where the file that it replaced lies now, for whoever wants to look into it; null if there was none. */
  readonly replacedFile: string | null;
}

/**
 * Writes a whole copy of the store without stopping it: a few pages at a time between other work.
 * The copy gets its name when it is complete, replacing what had that name.
 * Fails with `cancelled`, leaving nothing, if the store is closed meanwhile.
 */
export async function backupStore(connection: Connection, file: string): Promise<Result<null>> {
  const folder = dirname(file);
  if (!existsSync(folder)) return fail({ code: 'file/not-found', path: folder });
  const partial = `${file}.partial`;
  try {
    await connection.database.backup(partial);
    settle(partial, file);
    return ok(null);
  } catch (error) {
    if (connection.database.open) return failedCopy(error, partial, file);
    rmSync(partial, { force: true });
    return fail({ code: 'cancelled' });
  }
}

/**
 * Writes a whole copy of a store that another process may be working on.
 * Fails as `backupStore` does, and where the store cannot be opened.
 */
export async function backupFile(store: string, file: string): Promise<Result<null>> {
  let connection: Connection;
  try {
    connection = connect(store);
  } catch (error) {
    const failure = storeFailure(error, store);
    if (failure === null) throw error;
    return fail(failure);
  }
  try {
    return await backupStore(connection, file);
  } finally {
    connection.database.close();
  }
}

/** Backs up at most once a day into `folder`, keeping the newest three; the file written, if any. */
export async function backupDaily(
  connection: Connection,
  folder: string,
  nowMs: number,
): Promise<Result<string | null>> {
  const newest = listBackups(folder)[0];
  if (newest !== undefined && nowMs - newest.timeMs < DAY_MS) return ok(null);
  const file = join(folder, backupName('daily', nowMs));
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    return failedCopy(error, `${file}.partial`, file);
  }
  const written = await backupStore(connection, file);
  if (!written.ok) return written;
  dropOldBackups(folder);
  return ok(file);
}

/** Backs up before the schema changes, at once: nobody else is served yet. */
export function backupBeforeMigration(
  connection: Connection,
  folder: string,
  version: number,
): Result<null> {
  const file = join(folder, backupName(`before-${version}`, Date.now()));
  const partial = `${file}.partial`;
  try {
    mkdirSync(folder, { recursive: true });
    rmSync(partial, { force: true });
    connection.database.prepare('VACUUM INTO ?').run(partial);
    settle(partial, file);
    dropOldBackups(folder);
    return ok(null);
  } catch (error) {
    return failedCopy(error, partial, file);
  }
}

/**
 * Puts a backup in the place of a store that no one has open.
 * The file that was there is kept under another name.
 */
export function restoreStore(file: string, backup: string, nowMs: number): Result<Restoration> {
  const problem = backupProblem(backup);
  if (problem !== null) return fail(problem);
  const partial = `${file}.partial`;
  const replacedFile = `${file}.replaced-${fileTime(nowMs)}`;
  try {
    copyFileSync(backup, partial);
    const isReplacing = existsSync(file);
    // The log belongs to the old file: beside the new one it would be replayed into it.
    for (const suffix of ['', '-wal', '-shm']) {
      if (existsSync(file + suffix)) renameSync(file + suffix, replacedFile + suffix);
    }
    settle(partial, file);
    return ok({ backup, replacedFile: isReplacing ? replacedFile : null });
  } catch (error) {
    return failedCopy(error, partial, file);
  }
}

/** Restores the newest backup that is whole; null if there is none. */
export function restoreNewest(
  file: string,
  folder: string,
  nowMs: number,
): Result<Restoration> | null {
  const good = listBackups(folder).find((backup) => backupProblem(backup.file) === null);
  return good === undefined ? null : restoreStore(file, good.file, nowMs);
}

/** A file in the folder of backups. */
export interface Backup {
  readonly file: string;
  readonly timeMs: number;
}

/** Backups of a folder, newest first. */
export function listBackups(folder: string): readonly Backup[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((name) => {
      const match = BACKUP_NAME.exec(name);
      if (match === null) return [];
      const [, date, hours, minutes, seconds] = match;
      return [
        { file: join(folder, name), timeMs: Date.parse(`${date}T${hours}:${minutes}:${seconds}`) },
      ];
    })
    .sort((left, right) => right.timeMs - left.timeMs);
}

/** Whether every page of an open database can be read and the trees hang together. */
function isWhole(database: Database.Database): boolean {
  return database.pragma('quick_check(1)', { simple: true }) === 'ok';
}

/**
 * As `isWhole`, but quick on a large store too: there it leaves out the points of metric series,
 * nearly all of such a file. A damaged point then fails where it is read.
 */
export function isWholeAtStart(database: Database.Database, sizeBytes: number): boolean {
  if (sizeBytes <= FULL_CHECK_BYTES) return isWhole(database);
  return database
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'metric_points'",
    )
    .pluck()
    .all()
    .every((table) => database.pragma(`quick_check("${table}")`, { simple: true }) === 'ok');
}

function backupProblem(file: string): AppError | null {
  if (!existsSync(file)) return { code: 'file/not-found', path: file };
  try {
    const database = new Database(file, { readonly: true });
    try {
      const migrated = Number(database.pragma('user_version', { simple: true })) > 0;
      return migrated && isWhole(database) ? null : { code: 'store/backup-invalid', path: file };
    } finally {
      database.close();
    }
  } catch (error) {
    const failure = storeFailure(error, file);
    if (failure === null) throw error;
    return failure.code === 'store/damaged'
      ? { code: 'store/backup-invalid', path: file }
      : failure;
  }
}

function dropOldBackups(folder: string): void {
  for (const backup of listBackups(folder).slice(KEPT_BACKUPS)) rmSync(backup.file);
}

/** Gives a finished copy its name; after a power cut it is the old or the new file, whole. */
function settle(partial: string, file: string): void {
  // Without a log of its own the copy stays one file, however often it is looked into.
  const copy = new Database(partial);
  copy.pragma('journal_mode = DELETE');
  copy.close();
  syncToDisk(partial);
  renameSync(partial, file);
  // Windows cannot open folders, and its renames need no second sync.
  if (process.platform !== 'win32') syncToDisk(dirname(file));
}

function syncToDisk(path: string): void {
  const descriptor = openSync(path, process.platform === 'win32' ? 'r+' : 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function failedCopy(error: unknown, partial: string, file: string): Result<never> {
  rmSync(partial, { force: true });
  const failure = storeFailure(error, file);
  if (failure === null) throw error;
  return fail(failure);
}

function backupName(reason: string, timeMs: number): string {
  return `hearth-${fileTime(timeMs)}-${reason}.db`;
}

/** ISO time that may stand in a file name. */
function fileTime(timeMs: number): string {
  return new Date(timeMs).toISOString().replaceAll(':', '-');
}
