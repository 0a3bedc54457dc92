import { fail, ok, type Result } from '../../errors.ts';
import { SHEET_NAMES, type SheetName } from '../fact-sheets.ts';
import type { SheetColumn } from '../fact-sheets-columns.ts';
import { longPromptGap } from './long-prompt-gap.ts';
import { type AnyRow, definitionOf, readRow, rowKey } from './read-row.ts';

/** A table as a file holds it, not yet known to be a sheet. */
export interface GivenTable {
  readonly path: string;
  /** Columns that the file names; in JSON, those of all rows together. */
  readonly columns: readonly string[];
  readonly rows: readonly GivenRow[];
  /** Whether cells are texts to be read by the kind of their column, as in CSV. */
  readonly isText: boolean;
}

export interface GivenRow {
  /** Line of the file, or place in the list, from 1. */
  readonly line: number;
  readonly cells: AnyRow;
}

/**
 * The sheet that a table is: the one asked for, or named like the file, or the only one that has all
 * its columns. Fails with `prices/sheet-unclear`.
 * @param asked what the user or the file itself says
 */
export function sheetOfTable(
  { path, columns }: GivenTable,
  fileName: string,
  asked: SheetName | null,
): Result<SheetName> {
  if (asked !== null) return ok(asked);
  const base = fileName.replace(/(\.gz)?$/, '').replace(/\.\w+$/, '');
  const named = SHEET_NAMES.find((name) => name === base);
  if (named !== undefined) return ok(named);
  const fitting = SHEET_NAMES.filter((name) => tableFault(name, columns) === null);
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1) return ok(only);
  const known = fitting.length > 1 ? fitting : SHEET_NAMES;
  return fail({ code: 'prices/sheet-unclear', path, known });
}

/**
 * All rows of a table as rows of a sheet, or the first fault with its row and column.
 * Fails with `prices/column-unknown`, `prices/column-missing`, `prices/cell-invalid`,
 * `prices/row-duplicate` or `prices/rows-missing`.
 */
export function readGivenRows(
  sheet: SheetName,
  { path, columns, rows, isText }: GivenTable,
): Result<readonly AnyRow[]> {
  const fault = tableFault(sheet, columns);
  if (fault !== null) return fail({ ...fault, path, sheet });
  if (rows.length === 0) return fail({ code: 'prices/rows-missing', path });
  const definition = definitionOf(sheet);
  const lines = new Map<string, number>();
  const read: AnyRow[] = [];
  for (const { line, cells } of rows) {
    const values = isText ? readTexts(definition.columns, cells) : cells;
    const reading = readRow(sheet, values);
    if (!reading.ok) {
      const { column, expected } = reading.fault;
      const value = column === null ? '' : cellText(cells[column]);
      const place = { row: line, column: column ?? '', value };
      return fail({ code: 'prices/cell-invalid', path, ...place, expected });
    }
    const gap = longPromptGap(reading.row);
    if (gap !== null) {
      const expected = definition.columns[gap]?.expected ?? 'number';
      const place = { row: line, column: gap, value: cellText(null) };
      return fail({ code: 'prices/cell-invalid', path, ...place, expected });
    }
    const key = rowKey(sheet, reading.row);
    const firstRow = lines.get(key);
    if (firstRow !== undefined) {
      return fail({ code: 'prices/row-duplicate', path, row: line, firstRow, key });
    }
    lines.set(key, line);
    read.push(reading.row);
  }
  return ok(read);
}

/** A value that a user typed, as its column has it; what cannot be read stays text. */
export function readCellText(column: SheetColumn, text: string): unknown {
  const trimmed = text.trim();
  if (trimmed === '') return column.kind === 'texts' ? [] : null;
  switch (column.kind) {
    case 'number':
    case 'integer':
      // No thousands separators, currency signs or decimal commas: they mean different things in different countries.
      return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(trimmed) ? Number(trimmed) : trimmed;
    case 'flag':
      return /^(true|false)$/i.test(trimmed) ? trimmed.toLowerCase() === 'true' : trimmed;
    case 'texts':
      return trimmed.startsWith('[')
        ? fromJson(trimmed)
        : trimmed.split(';').map((part) => part.trim());
    case 'amounts':
    case 'schedule':
      return fromJson(trimmed);
    case 'text':
    case 'choice':
    case 'date':
      return trimmed;
  }
}

type TableFault =
  | {
      readonly code: 'prices/column-unknown';
      readonly column: string;
      readonly known: readonly string[];
    }
  | {
      readonly code: 'prices/column-missing';
      readonly column: string;
      readonly known: readonly string[];
    };

function tableFault(sheet: SheetName, given: readonly string[]): TableFault | null {
  const { columns } = definitionOf(sheet);
  const known = Object.keys(columns);
  const unknown = given.find((column) => !Object.hasOwn(columns, column));
  if (unknown !== undefined) {
    return { code: 'prices/column-unknown', column: unknown, known: nearest(unknown, known) };
  }
  const missing = known.find((column) => !columns[column]?.optional && !given.includes(column));
  return missing === undefined
    ? null
    : { code: 'prices/column-missing', column: missing, known: [...given] };
}

/** Columns that begin or end alike first, as `input_usd_per_ktok` and `input_usd_per_mtok` do; all, if none does. */
function nearest(column: string, known: readonly string[]): readonly string[] {
  const [first] = column.split('_');
  const alike = known.filter((name) => name.split('_')[0] === first);
  return alike.length > 0 ? alike : known;
}

function readTexts(columns: Readonly<Record<string, SheetColumn>>, cells: AnyRow): AnyRow {
  return Object.fromEntries(
    Object.entries(cells).map(([name, text]) => {
      const column = Object.hasOwn(columns, name) ? columns[name] : undefined;
      return [name, column === undefined ? text : readCellText(column, String(text))];
    }),
  );
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Longer values are cut: an error names the cell, it does not repeat a file. */
const LONGEST_SHOWN = 80;

function cellText(value: unknown): string {
  const text = typeof value === 'string' && value !== '' ? value : (JSON.stringify(value) ?? '');
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}
