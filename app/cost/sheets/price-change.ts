import type { SheetName } from '../fact-sheets.ts';
import type { AnyRow } from './read-row.ts';

/** Whether an imported sheet takes the place of the one before, or only adds rows and changes them. */
export const IMPORT_MODES = ['replace', 'merge'] as const;
export type ImportMode = (typeof IMPORT_MODES)[number];

/** A value of a sheet's column. */
export type CellValue =
  | string
  | number
  | boolean
  | null
  | readonly unknown[]
  | Readonly<Record<string, unknown>>;

/** A sheet that the user brought. */
export interface ImportedSheet {
  readonly kind: 'import';
  readonly id: number;
  readonly sheet: SheetName;
  readonly mode: ImportMode;
  /** Name of the file it came from. */
  readonly file: string;
  readonly rows: readonly AnyRow[];
  /** ISO time. */
  readonly changedAt: string;
}

/** A figure that the user set in place of a sheet's. */
export interface OwnFigure {
  readonly kind: 'figure';
  readonly id: number;
  readonly sheet: SheetName;
  /** As `rowKey` gives it. */
  readonly row: string;
  readonly column: string;
  readonly value: CellValue;
  /** Why, in the user's words. */
  readonly note: string;
  readonly changedAt: string;
}

/** What a home holds beside the bundled sheets. Nothing is ever deleted: what is undone stays as history. */
export type PriceChange = ImportedSheet | OwnFigure;
