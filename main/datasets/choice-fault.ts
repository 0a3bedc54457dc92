import type { DatasetFormat, ImportOptions } from '../../app/dataset/dataset.ts';
import type { AppError } from '../../app/errors.ts';

/** A choice that a format would pass over: windows of one long text are dealt out in its order, and no other way. */
export function choiceFault(format: DatasetFormat, { split }: ImportOptions): AppError | null {
  if (split === undefined || format !== 'text') return null;
  return { code: 'recipe/invalid', place: 'split', value: split.kind, expected: 'absent' };
}
