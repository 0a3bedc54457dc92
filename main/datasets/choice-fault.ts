import type { DatasetFormat, ImportOptions } from '../../app/dataset/dataset.ts';
import type { AppError } from '../../app/errors.ts';
import { isTableFormat } from './tables/stage-table.ts';

/** A choice that a format would pass over: only rows of a table can be dealt out by what stands in them. */
export function choiceFault(format: DatasetFormat, { split }: ImportOptions): AppError | null {
  if (split === undefined || isTableFormat(format)) return null;
  return { code: 'recipe/invalid', place: 'split', value: split.kind, expected: 'absent' };
}
