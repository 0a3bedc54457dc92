import { type AppError, fail, type Result } from '../../app/errors.ts';
import { fileFailure } from '../../app/file-failure.ts';

/**
 * Runs a part of an installation; what may well happen to it (cancelled, no disk, no right to write)
 * becomes a failure that names the folder. Bugs go on.
 */
export async function expected<T>(
  folder: string,
  work: () => Promise<Result<T>>,
): Promise<Result<T>> {
  try {
    return await work();
  } catch (cause) {
    const error = isAbort(cause) ? CANCELLED : fileFailure(cause, folder, 'write');
    if (error === null) throw cause;
    return fail(error);
  }
}

/** What waits for an aborted signal ends with this, or with an error of its own behind it. */
export function isAbort(cause: unknown): boolean {
  return cause instanceof Error && (cause.name === 'AbortError' || isAbort(cause.cause));
}

export const CANCELLED: AppError = { code: 'cancelled' };

/** The last line with words in what a program wrote: compilers and loaders name the fault there. */
export function lastLine(words: string): string {
  return words.trim().split('\n').at(-1)?.trim() ?? '';
}
