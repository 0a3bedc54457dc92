import type { SheetName } from '../cost/fact-sheets.ts';
import type { ColumnKind } from '../cost/fact-sheets-columns.ts';
import type { AuditFinding } from '../cost/sheets/audit-rules.ts';
import type { SheetDiff } from '../cost/sheets/diff.ts';
import type { CellValue, ImportMode } from '../cost/sheets/price-change.ts';

/** What crosses the boundary about the dated sheets. */

/** One sheet in a line. */
export interface SheetSummary {
  readonly sheet: SheetName;
  readonly rows: number;
  readonly staleRows: number;
  /** Figures that the user set. */
  readonly ownFigures: number;
  readonly oldestAsOf: string | null;
  readonly newestAsOf: string | null;
  /** The newest import in force. */
  readonly imported: { readonly file: string; readonly changedAt: string } | null;
}

/** A column as a table shows it. */
export interface PriceColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly unit: string | null;
  /** What a value must be, in the notation of errors. */
  readonly expected: string;
  /** Whether it is part of what a row is known by. */
  readonly isKey: boolean;
  /** Whether it is among the first that a table shows. */
  readonly isShown: boolean;
}

/** A row with its provenance. */
export interface PriceRow {
  readonly key: string;
  /** By column, the user's own figures in place. */
  readonly cells: Readonly<Record<string, CellValue>>;
  readonly source: string;
  readonly asOf: string;
  /** Whole months since then. */
  readonly ageMonths: number | null;
  readonly isStale: boolean;
  readonly isImported: boolean;
  readonly own: readonly {
    readonly change: number;
    readonly column: string;
    readonly before: CellValue;
    readonly note: string;
    readonly changedAt: string;
  }[];
}

export interface PriceList {
  readonly sheet: SheetName;
  /** The one figure of a row, where users may add rows of their own; null in every other sheet. */
  readonly figure: string | null;
  readonly columns: readonly PriceColumn[];
  /** Rows of the sheet before they were filtered. */
  readonly total: number;
  readonly rows: readonly PriceRow[];
}

/** What an import would do, or did. */
export interface PriceImport {
  readonly sheet: SheetName;
  /** Name of the file. */
  readonly file: string;
  readonly mode: ImportMode;
  readonly rows: number;
  readonly diff: SheetDiff;
  /** What the audit finds in the sheet as it would be, and did not find before. */
  readonly findings: readonly AuditFinding[];
  /** Own figures that stay on top of what was imported. */
  readonly ownFigures: number;
  /** Null while it is only a preview, and where nothing changes. */
  readonly change: PriceChangeSummary | null;
}

/** An import or an own figure as history lists it. */
export interface PriceChangeSummary {
  readonly id: number;
  readonly kind: 'import' | 'figure';
  readonly sheet: SheetName;
  /** Of an import; null for a figure. */
  readonly file: string | null;
  readonly mode: ImportMode | null;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  /** Of a figure; null for an import. */
  readonly row: string | null;
  readonly column: string | null;
  readonly value: CellValue;
  readonly note: string | null;
  readonly changedAt: string;
  readonly undoneAt: string | null;
}

export interface PriceFileWish {
  readonly path: string;
  /** Null: as the file says, or as its columns tell. */
  readonly sheet: SheetName | null;
  readonly mode: ImportMode;
  /** Takes figures whose unit seems wrong. */
  readonly trustUnits: boolean;
}

/** Requests about the dated sheets. */
export interface PriceRequests {
  'prices.sheets': { params: null; result: readonly SheetSummary[] };
  'prices.list': {
    params: {
      readonly sheet: SheetName;
      /** Words that a row's texts must hold, all of them. */
      readonly filter: string | null;
      readonly staleOnly: boolean;
    };
    result: PriceList;
  };
  /** Reads a file and says what it would change; stores nothing. */
  'prices.preview': { params: PriceFileWish; result: PriceImport };
  'prices.import': { params: PriceFileWish; result: PriceImport };
  /** A figure of the user's own in place of the sheet's. Text is read as its column has it. */
  'prices.set': {
    params: {
      readonly sheet: SheetName;
      readonly row: string;
      readonly column: string;
      readonly value: string;
      readonly note: string;
    };
    result: { readonly row: PriceRow; readonly change: PriceChangeSummary };
  };
  /** The newest change in force, or the one named. */
  'prices.undo': { params: { readonly change: number | null }; result: PriceChangeSummary };
  /** Newest first. */
  'prices.history': { params: null; result: readonly PriceChangeSummary[] };
  /** The worst first. */
  'prices.audit': {
    params: { readonly sheet: SheetName | null };
    result: readonly AuditFinding[];
  };
}
