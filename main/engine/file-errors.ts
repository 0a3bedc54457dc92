import type { AppError } from '../../app/errors.ts';

/** EFBIG: the file would pass a size limit, of the process or of the file system. */
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const FORBIDDEN = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'EISDIR', 'EIO']);

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : '';
}

/** What a failed write means; throws what is no file error. */
export function writeError(cause: unknown, path: string): AppError {
  const code = codeOf(cause);
  if (FULL.has(code)) return { code: 'file/disk-full', path };
  if (FORBIDDEN.has(code)) return { code: 'file/not-writable', path };
  throw cause;
}

/** What a failed read means; throws what is no file error. */
export function readError(cause: unknown, path: string): AppError {
  const code = codeOf(cause);
  if (code === 'ENOENT') return { code: 'file/not-found', path };
  if (FORBIDDEN.has(code)) return { code: 'file/not-readable', path };
  throw cause;
}
