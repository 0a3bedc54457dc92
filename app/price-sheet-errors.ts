/** What of a price file can be too much: its size, its rows, or how deep its values lie in each other. */
export const SHEET_LIMITS = ['bytes', 'rows', 'depth'] as const;
export type SheetLimit = (typeof SHEET_LIMITS)[number];

/** Another unit that the figures of a price file may have been given in. */
export const SUSPECT_UNITS = [
  'per-token',
  'per-thousand-tokens',
  'cents',
  'per-month',
  'per-day',
  'thousands',
  'thousandths',
] as const;
export type SuspectUnit = (typeof SUSPECT_UNITS)[number];

/** Expected failures of price sheets: importing one, setting a figure, taking either back. */
export type PriceSheetError =
  | { code: 'prices/sheet-unknown'; sheet: string; known: readonly string[] }
  | { code: 'prices/sheet-unclear'; path: string; known: readonly string[] }
  | {
      code: 'prices/column-unknown';
      path: string;
      sheet: string;
      column: string;
      known: readonly string[];
    }
  | {
      code: 'prices/column-missing';
      path: string;
      sheet: string;
      column: string;
      known: readonly string[];
    }
  | {
      code: 'prices/cell-invalid';
      path: string;
      row: number;
      column: string;
      value: string;
      expected: string;
    }
  | { code: 'prices/row-duplicate'; path: string; row: number; firstRow: number; key: string }
  | { code: 'prices/rows-missing'; path: string }
  | { code: 'prices/not-rows'; path: string; row: number }
  | { code: 'prices/name-forbidden'; path: string; name: string }
  | { code: 'prices/too-large'; path: string; what: SheetLimit; found: number; maximum: number }
  /** A figure outside of the band in which any figure of this unit lies. */
  | {
      code: 'prices/implausible';
      path: string;
      row: number;
      column: string;
      value: number;
      unit: string;
      low: number;
      high: number;
    }
  /** All figures of a column are the same multiple of those that the sheet has. */
  | {
      code: 'prices/unit-suspect';
      path: string;
      column: string;
      unit: string;
      ratio: number;
      suspect: SuspectUnit;
    }
  | { code: 'prices/figure-unknown'; figure: string; known: readonly string[] }
  | { code: 'prices/figure-invalid'; figure: string; value: string; expected: string }
  | { code: 'prices/change-unknown'; change: number }
  | { code: 'prices/nothing-to-undo' };
