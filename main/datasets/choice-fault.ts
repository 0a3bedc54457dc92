import type { DatasetFormat, ImportOptions } from '../../app/dataset/dataset.ts';
import type { AppError } from '../../app/errors.ts';

/** Something else says what the pictures are, or they are none. */
export const NEEDLESS_NAMES = {
  code: 'recipe/invalid',
  place: 'classesFromNames',
  value: 'true',
  expected: 'absent',
} as const;

/**
 * A choice that a format would pass over: windows of one long text are dealt out in its order, and no other way; only
 * pictures in a folder may be told apart by their names, and only a list names pictures that may be missing.
 */
export function choiceFault(
  format: DatasetFormat,
  { split, classesFromNames, leaveOutMissing }: ImportOptions,
): AppError | null {
  if (classesFromNames === true && format !== 'image-folder') return NEEDLESS_NAMES;
  if (leaveOutMissing === true && format !== 'label-list') {
    return { code: 'recipe/invalid', place: 'leaveOutMissing', value: 'true', expected: 'absent' };
  }
  if (split === undefined || format !== 'text') return null;
  return { code: 'recipe/invalid', place: 'split', value: split.kind, expected: 'absent' };
}
