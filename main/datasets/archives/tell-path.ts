import type { AppError } from '../../../app/errors.ts';

/** The same failure with paths as users know them. */
export function tellPath(error: AppError, told: (path: string) => string): AppError {
  return 'path' in error ? { ...error, path: told(error.path) } : error;
}
