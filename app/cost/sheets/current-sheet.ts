import { columnName } from '../../price-text.ts';
import type { RowPlace, SheetName, SheetRow } from '../fact-sheets.ts';
import type { CellValue, ImportedSheet, OwnFigure, PriceChange } from './price-change.ts';
import { type AnyRow, definitionOf, readRow, rowKey } from './read-row.ts';

/** A row with what is known of where its figures come from. */
export interface CurrentRow<Row = AnyRow> {
  readonly key: string;
  /** With the user's own figures in place. */
  readonly row: Row;
  /** The import it came with; null where it is bundled, or made of the user's own figure alone. */
  readonly importId: number | null;
  readonly own: readonly SetFigure[];
}

/** A figure of the user's that is in force, with the one it stands in for. */
export interface SetFigure extends OwnFigure {
  /** What the sheet says; null too where it has no such row. */
  readonly before: CellValue;
}

export interface CurrentSheet<Name extends SheetName = SheetName> {
  readonly sheet: Name;
  readonly entries: readonly CurrentRow<SheetRow<Name>>[];
  /** The newest import that took the place of the bundled sheet, or was laid over it. */
  readonly imported: ImportedSheet | null;
  /** Own figures whose row or column the sheet no longer has: kept, without effect. */
  readonly unplaced: readonly OwnFigure[];
  /** Rows of imports that this version of the sheet cannot read: kept, without effect. */
  readonly unreadable: number;
}

/**
 * The sheet that holds now: the bundled rows, the imports laid over them or put in their place in
 * order, and the user's own figures on top, the newest for each cell.
 * @param changes those in force, oldest first
 */
export function currentSheet<Name extends SheetName>(
  sheet: Name,
  bundled: readonly SheetRow<Name>[],
  changes: readonly PriceChange[],
): CurrentSheet<Name> {
  const imports = changes.filter((change) => change.kind === 'import');
  let rows = new Map(
    bundled.map((row) => [rowKey(sheet, row), { row, importId: null as number | null }]),
  );
  let unreadable = 0;
  for (const change of imports) {
    if (change.mode === 'replace') rows = new Map();
    for (const value of change.rows) {
      const read = readRow(sheet, value);
      if (read.ok) rows.set(rowKey(sheet, read.row), { row: read.row, importId: change.id });
      else unreadable += 1;
    }
  }
  const figures = newestOfEachCell(changes.filter((change) => change.kind === 'figure'));
  const unplaced: OwnFigure[] = [];
  const own = new Map<string, SetFigure[]>();
  for (const figure of figures) {
    const entry = rows.get(figure.row) ?? ownRow(sheet, figure);
    const read =
      entry === null ? null : readRow(sheet, { ...entry.row, [figure.column]: figure.value });
    if (entry === null || read === null || !read.ok) {
      unplaced.push(figure);
      continue;
    }
    const before = rows.has(figure.row) ? cellOf(entry.row, figure.column) : null;
    rows.set(figure.row, { ...entry, row: read.row });
    own.set(figure.row, [...(own.get(figure.row) ?? []), { ...figure, before }]);
  }
  return {
    sheet,
    entries: [...rows].map(([key, entry]) => ({ key, ...entry, own: own.get(key) ?? [] })),
    imported: imports.at(-1) ?? null,
    unplaced,
    unreadable,
  };
}

/** The rows that a calculation works with: each knows where it stands and what in it is the user's. */
export function calculationRows<Name extends SheetName>({
  sheet,
  entries,
}: CurrentSheet<Name>): readonly SheetRow<Name>[] {
  return entries.map(({ key, row, own }) => ({
    ...row,
    place: {
      sheet,
      row: key,
      own: Object.fromEntries(
        own.map(({ column, note, changedAt }) => [column, { note, setOn: changedAt.slice(0, 10) }]),
      ),
    },
  }));
}

/** The source of a row as a whole, where only text can go: it names the figures that are the user's own. */
export function rowSource({
  source,
  place,
}: {
  readonly source: string;
  readonly place?: RowPlace | undefined;
}): string {
  const figures = Object.entries(place?.own ?? {}).map(([column, { note }]) => {
    const name = columnName(column, 'en');
    return note === '' ? name : `${name}: ${note}`;
  });
  return figures.length === 0 ? source : `Own figure (${figures.join('; ')}). ${source}`;
}

/** A cell of a row of any sheet. */
export function cellOf(row: AnyRow, column: string): CellValue {
  const value = row[column];
  return value === undefined ? null : (value as CellValue);
}

function newestOfEachCell(figures: readonly OwnFigure[]): readonly OwnFigure[] {
  return [
    ...new Map(figures.map((figure) => [`${figure.row}\n${figure.column}`, figure])).values(),
  ];
}

/** A row that has nothing but key and figure can be the user's own; null for every other sheet. */
function ownRow<Name extends SheetName>(
  sheet: Name,
  { row: key, column, value, changedAt }: OwnFigure,
): { readonly row: SheetRow<Name>; readonly importId: null } | null {
  const definition = definitionOf(sheet);
  const [keyColumn] = definition.key;
  if (definition.figure !== column || keyColumn === undefined) return null;
  const read = readRow(sheet, {
    [keyColumn]: key,
    [column]: value,
    source: 'your own figure',
    as_of: changedAt.slice(0, 10),
    confidence: 'assumed',
  });
  return read.ok ? { row: read.row, importId: null } : null;
}
