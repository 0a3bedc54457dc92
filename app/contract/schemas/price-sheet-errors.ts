import { z } from 'zod';
import { SHEET_LIMITS, SUSPECT_UNITS } from '../../price-sheet-errors.ts';
import { texts } from './values.ts';

const text = z.string();
const number = z.number();

/** The fields of the failures of price sheets, by code. */
export const PRICE_SHEET_ERROR_FIELDS = {
  'prices/sheet-unknown': { sheet: text, known: texts },
  'prices/sheet-unclear': { path: text, known: texts },
  'prices/column-unknown': { path: text, sheet: text, column: text, known: texts },
  'prices/column-missing': { path: text, sheet: text, column: text, known: texts },
  'prices/cell-invalid': { path: text, row: number, column: text, value: text, expected: text },
  'prices/row-duplicate': { path: text, row: number, firstRow: number, key: text },
  'prices/rows-missing': { path: text },
  'prices/not-rows': { path: text, row: number },
  'prices/name-forbidden': { path: text, name: text },
  'prices/too-large': { path: text, what: z.enum(SHEET_LIMITS), found: number, maximum: number },
  'prices/implausible': {
    path: text,
    row: number,
    column: text,
    value: number,
    unit: text,
    low: number,
    high: number,
  },
  'prices/unit-suspect': {
    path: text,
    column: text,
    unit: text,
    ratio: number,
    suspect: z.enum(SUSPECT_UNITS),
  },
  'prices/figure-unknown': { figure: text, known: texts },
  'prices/figure-invalid': { figure: text, value: text, expected: text },
  'prices/change-unknown': { change: number },
  'prices/nothing-to-undo': {},
} as const;
