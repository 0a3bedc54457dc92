import { basename } from 'node:path';
import type { PreviewWarning } from '../../../app/dataset/preview-warning.ts';
import type { AppError } from '../../../app/errors.ts';
import type { StagedTable, TablePart } from '../delimited/stage.ts';

type Parted = Pick<StagedTable, 'parts'>;

/** The same failure with the file and its own row, where a table was put together from several. */
export function tellPart(error: AppError, path: string, { parts }: Parted): AppError {
  if (!('row' in error) || !('path' in error) || error.path !== path) return error;
  const part = partAt(parts, error.row);
  return part === undefined
    ? error
    : { ...error, path: part.path, row: error.row - part.firstLine };
}

/** The same for what is told before an import. */
export function tellPartOf(warning: PreviewWarning, { parts }: Parted): PreviewWarning {
  if (!('row' in warning)) return warning;
  const part = partAt(parts, warning.row);
  return part === undefined
    ? warning
    : { ...warning, row: warning.row - part.firstLine, file: basename(part.path) };
}

function partAt(parts: readonly TablePart[] | undefined, line: number): TablePart | undefined {
  return parts?.findLast(({ firstLine }) => firstLine < line);
}
