import Database from 'better-sqlite3';
import type { AppError } from '../../app/errors.ts';
import { fileFailure } from '../../app/file-failure.ts';

/**
 * The expected failure behind an error of SQLite or of the file system; null: a bug, to be thrown on.
 * @param path the file that was read or written
 * @source SQLite result codes, https://www.sqlite.org/rescode.html (2026-08)
 */
export function storeFailure(error: unknown, path: string): AppError | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') {
    return null;
  }
  // Node's words name both versions of its ABI on their later lines.
  if (error.code === 'ERR_DLOPEN_FAILED') {
    return { code: 'store/native-module', problem: error.message.replaceAll(/\s+/g, ' ') };
  }
  return error instanceof Database.SqliteError
    ? sqliteFailure(error.code, path)
    : fileFailure(error, path, 'write');
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
