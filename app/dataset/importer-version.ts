import type { Column, Dataset } from './dataset.ts';

/** Goes up when importers are mended so that what they made before may be wrong. */
export const IMPORTER_VERSION = 3;

/** Rows up to so many were read in one piece, which kept their order. */
const ROWS_IN_ONE_PIECE = 65_536;

/**
 * What may be wrong with a dataset that an importer of some version made.
 * Version 1 joined tables of more than one piece in an order of chance, so that rows could get the
 * labels or features of others; pictures and long texts were not read that way.
 */
export function importFault(
  version: number,
  { rows, input, task }: Pick<Dataset, 'rows' | 'input' | 'task'>,
): Dataset['importFault'] {
  const isTable = input.kind !== 'image' && task !== 'language-modeling';
  const many = rows.train + rows.val + rows.test > ROWS_IN_ONE_PIECE;
  return version < 2 && isTable && many ? 'rows-mixed' : undefined;
}

/**
 * Columns as an importer of some version recorded them, without the figures that were never measured: up to version 2,
 * pictures and the windows of a long text passed for as many different ones.
 */
export function measuredColumns(
  version: number,
  { columns, task }: Pick<Dataset, 'columns' | 'task'>,
): readonly Column[] {
  if (version > 2) return columns;
  return columns.map((column) =>
    column.type === 'image' || task === 'language-modeling'
      ? { ...column, distinct: null }
      : column,
  );
}
