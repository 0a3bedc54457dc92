import Database from 'better-sqlite3';
import type { AppError } from '../../app/errors.ts';

/**
 * The expected failure behind an error of SQLite or of the file system; null: a bug, to be thrown on.
 * @param path the file that was read or written
 * @source SQLite result codes, https://www.sqlite.org/rescode.html (2026-08)
 */
export function storeFailure(error: unknown, path: string): AppError | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') {
    return null;
  }
  return error instanceof Database.SqliteError
    ? sqliteFailure(error.code, path)
    : fileFailure(error.code, path);
}

function sqliteFailure(code: string, path: string): AppError | null {
  switch (code) {
    case 'SQLITE_FULL':
    // SQLite knows only ENOSPC as full: a quota or a size limit of the file comes as a write error,
    // and the shared-memory file of the WAL has its own code.
    case 'SQLITE_IOERR_WRITE':
    case 'SQLITE_IOERR_SHMSIZE':
      return { code: 'file/disk-full', path };
    case 'SQLITE_CANTOPEN_ISDIR':
      return { code: 'file/not-readable', path };
    case 'SQLITE_IOERR_CORRUPTFS':
    case 'SQLITE_NOTADB':
      return { code: 'store/damaged', path };
  }
  if (code.startsWith('SQLITE_CORRUPT')) return { code: 'store/damaged', path };
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN')) {
    return { code: 'file/not-writable', path };
  }
  return null;
}

function fileFailure(code: string, path: string): AppError | null {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return { code: 'file/disk-full', path };
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    // A file stands where a folder has to be.
    case 'EEXIST':
    case 'ENOTDIR':
      return { code: 'file/not-writable', path };
    case 'ENOENT':
      return { code: 'file/not-found', path };
    default:
      return null;
  }
}
