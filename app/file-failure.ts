import type { AppError } from './errors.ts';

/** EFBIG: the file would pass a size limit, of the process or of the file system. */
const FULL: readonly string[] = ['ENOSPC', 'EDQUOT', 'EFBIG'];
/** Also where a file stands in place of a folder, or a folder in place of a file. */
const REFUSED: readonly string[] = [
  'EACCES',
  'EPERM',
  'EROFS',
  'EEXIST',
  'ENOTDIR',
  'EISDIR',
  'ELOOP',
  'ENXIO',
  'EIO',
];

/**
 * The expected failure behind an error of the operating system; null for any other error.
 * @param cause what reading or writing threw: an error with a `code` such as `ENOSPC`
 * @param doing a missing file is not found when reading; a missing folder cannot be written to
 */
export function fileFailure(
  cause: unknown,
  path: string,
  doing: 'read' | 'write',
): AppError | null {
  const code = cause instanceof Error && 'code' in cause ? cause.code : null;
  if (typeof code !== 'string') return null;
  if (FULL.includes(code)) return { code: 'file/disk-full', path };
  if (code === 'ENOENT' && doing === 'read') return { code: 'file/not-found', path };
  if (code !== 'ENOENT' && !REFUSED.includes(code)) return null;
  return { code: doing === 'read' ? 'file/not-readable' : 'file/not-writable', path };
}

/** The same, for a place where nothing else is expected: any other error is thrown on. */
export function knownFileFailure(cause: unknown, path: string, doing: 'read' | 'write'): AppError {
  const failure = fileFailure(cause, path, doing);
  if (failure === null) throw cause;
  return failure;
}
