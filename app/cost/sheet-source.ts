import type { RowPlace } from './fact-sheets.ts';
import type { FigureSource } from './run-cost.ts';

/** What is known of where a row comes from. */
export interface DatedRow {
  readonly source: string;
  readonly as_of: string;
  readonly confidence: string;
  readonly place?: RowPlace;
}

/**
 * Where a figure of a sheet comes from: the user, where they put their own in one of the columns that
 * it rests on; an assumption where nobody publishes it.
 */
export function sheetSource(row: DatedRow, ...columns: readonly string[]): FigureSource {
  return (
    ownSource(row, columns) ?? {
      source: row.source,
      asOf: row.as_of,
      kind: row.confidence === 'assumed' ? 'assumption' : 'sheet',
      ...placeOf(row),
    }
  );
}

/** The user's note and day, if they put their own figure in one of the columns; the newest of several. */
export function ownSource(
  row: Pick<DatedRow, 'place'>,
  columns: readonly string[],
): FigureSource | null {
  const own = columns.flatMap((column) => row.place?.own[column] ?? []);
  const [newest] = own.sort((left, right) => right.setOn.localeCompare(left.setOn, 'en'));
  if (newest === undefined) return null;
  return {
    source: newest.note === '' ? 'prices' : newest.note,
    asOf: newest.setOn,
    kind: 'user',
    ...placeOf(row),
  };
}

function placeOf({ place }: Pick<DatedRow, 'place'>): Pick<FigureSource, 'place'> {
  return place === undefined ? {} : { place: { sheet: place.sheet, row: place.row } };
}
