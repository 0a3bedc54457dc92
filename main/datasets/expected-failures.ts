import { type AppError, fail, type Result } from '../../app/errors.ts';
import { fileFailure } from '../../app/file-failure.ts';

/** Where a failed operation may have happened. */
export interface Places {
  /** The file or folder being read. */
  readonly source: string;
  /** The folder being written to. */
  readonly folder: string;
}

/** Carries an expected failure out of a stream, where no result can; `catchExpected` unpacks it. */
export class ExpectedFailure extends Error {
  readonly error: AppError;

  constructor(error: AppError) {
    super(error.code);
    this.error = error;
  }
}

/** Runs `work`, turning what may well happen to files (missing, full disk, cancelled) into a failure; bugs go on. */
export async function catchExpected<T>(
  places: Places,
  work: () => Promise<Result<T>>,
): Promise<Result<T>> {
  try {
    return await work();
  } catch (cause) {
    const error = expectedFailure(cause, places);
    if (error === null) throw cause;
    return fail(error);
  }
}

/** Knows the codes of Node and zlib, and DuckDB's wording, which has no codes for file errors. */
function expectedFailure(cause: unknown, { source, folder }: Places): AppError | null {
  if (!(cause instanceof Error)) return null;
  if (cause instanceof ExpectedFailure) return cause.error;
  if (cause.name === 'AbortError' || cause.message.startsWith('INTERRUPT')) {
    return { code: 'cancelled' };
  }
  const code = 'code' in cause ? String(cause.code) : '';
  if (isDuckdbDiskFull(cause.message)) return { code: 'file/disk-full', path: folder };
  const path = 'path' in cause && typeof cause.path === 'string' ? cause.path : source;
  const writing = path.startsWith(folder) || folder.startsWith(path);
  const failure = fileFailure(cause, path, writing ? 'write' : 'read');
  if (failure?.code === 'file/disk-full') return { ...failure, path: folder };
  if (failure !== null) return failure;
  if (code.startsWith('Z_')) return { code: 'dataset/archive-damaged', path: source };
  return null;
}

/** Whether an error is DuckDB's own about what it read, rather than a cancelled query, a full disk or a bug. */
export function isDuckdbTrouble(cause: unknown): cause is Error {
  if (!(cause instanceof Error) || isDuckdbDiskFull(cause.message)) return false;
  return /^(Invalid( Input)?|IO|Conversion|Serialization|Out of Memory|Not implemented|Out of Range) Error|^(Invalid Input|IO|TProtocol|Thrift)|don't know what type|Snappy|ZSTD|parquet|Parquet/i.test(
    cause.message,
  );
}

function isDuckdbDiskFull(message: string): boolean {
  return /No space left on device|File too large|quota exceeded|max_temp_directory_size/i.test(
    message,
  );
}
