import { z } from 'zod';
import { SHEET_NAMES, type SheetName } from '../../cost/fact-sheets.ts';
import { COLUMN_KINDS } from '../../cost/fact-sheets-columns.ts';
import {
  AUDIT_RULE_NAMES,
  type AuditFinding,
  type AuditRule,
  SEVERITIES,
} from '../../cost/sheets/audit-rules.ts';
import type { SheetDiff } from '../../cost/sheets/diff.ts';
import { type CellValue, IMPORT_MODES } from '../../cost/sheets/price-change.ts';
import type {
  PriceChangeSummary,
  PriceColumn,
  PriceFileWish,
  PriceImport,
  PriceList,
  PriceRequests,
  PriceRow,
  SheetSummary,
} from '../prices.ts';
import { schemaOf } from './schema-of.ts';
import { count, instant, longText, nameText, texts } from './values.ts';

export const sheetName = schemaOf<SheetName>()(
  z
    .enum(SHEET_NAMES as readonly [SheetName, ...SheetName[]])
    .meta({ id: 'SheetName', description: 'A dated sheet, by the name of its file.' }),
);
const cell = schemaOf<CellValue>()(
  z
    .union([
      z.string(),
      z.number(),
      z.boolean(),
      z.null(),
      z.array(z.unknown()),
      z.record(z.string(), z.unknown()),
    ])
    .meta({ id: 'CellValue' }),
);
const asOf = z.string().describe('As the source gives it: `2026`, `2026-08`, `2026-08-01`.');
const importMode = z.enum(IMPORT_MODES);

export const sheetSummary = schemaOf<SheetSummary>()(
  z
    .object({
      sheet: sheetName,
      rows: count,
      staleRows: count,
      ownFigures: count,
      oldestAsOf: asOf.nullable(),
      newestAsOf: asOf.nullable(),
      imported: z.object({ file: z.string(), changedAt: instant }).nullable(),
    })
    .meta({ id: 'SheetSummary' }),
);

const priceColumn = schemaOf<PriceColumn>()(
  z
    .object({
      name: z.string(),
      kind: z.enum(COLUMN_KINDS),
      unit: z.string().nullable(),
      expected: z.string(),
      isKey: z.boolean(),
      isShown: z.boolean(),
    })
    .meta({ id: 'PriceColumn' }),
);

const priceRow = schemaOf<PriceRow>()(
  z
    .object({
      key: z.string(),
      cells: z.record(z.string(), cell),
      source: z.string(),
      asOf,
      ageMonths: z.int().nullable(),
      isStale: z.boolean(),
      isImported: z.boolean(),
      own: z.array(
        z.object({
          change: count,
          column: z.string(),
          before: cell,
          note: z.string(),
          changedAt: instant,
        }),
      ),
    })
    .meta({ id: 'PriceRow' }),
);

export const priceList = schemaOf<PriceList>()(
  z
    .object({
      sheet: sheetName,
      figure: z.string().nullable(),
      columns: z.array(priceColumn),
      total: count,
      rows: z.array(priceRow),
    })
    .meta({ id: 'PriceList' }),
);

const sheetDiff = schemaOf<SheetDiff>()(
  z
    .object({
      added: texts,
      removed: texts,
      changed: z.array(
        z.object({
          row: z.string(),
          cells: z.array(
            z.object({
              column: z.string(),
              before: cell,
              after: cell,
              fraction: z.number().nullable().describe('0.25: risen by a quarter.'),
            }),
          ),
        }),
      ),
      unchanged: count,
    })
    .meta({ id: 'SheetDiff' }),
);

export const auditFinding = schemaOf<AuditFinding>()(
  z
    .object({
      sheet: sheetName,
      row: z.string().nullable(),
      column: z.string().nullable(),
      severity: z.enum(SEVERITIES),
      rule: z.enum(AUDIT_RULE_NAMES as readonly [AuditRule, ...AuditRule[]]),
      values: z.record(z.string(), z.union([z.string(), z.number()])),
    })
    .meta({ id: 'AuditFinding' }),
);

export const priceChange = schemaOf<PriceChangeSummary>()(
  z
    .object({
      id: count,
      kind: z.enum(['import', 'figure']),
      sheet: sheetName,
      file: z.string().nullable(),
      mode: importMode.nullable(),
      added: count,
      removed: count,
      changed: count,
      row: z.string().nullable(),
      column: z.string().nullable(),
      value: cell,
      note: z.string().nullable(),
      changedAt: instant,
      undoneAt: instant.nullable(),
    })
    .meta({ id: 'PriceChange' }),
);

export const priceImport = schemaOf<PriceImport>()(
  z
    .object({
      sheet: sheetName,
      file: z.string(),
      mode: importMode,
      rows: count,
      diff: sheetDiff,
      findings: z.array(auditFinding),
      ownFigures: count,
      change: priceChange.nullable(),
    })
    .meta({ id: 'PriceImport' }),
);

export const figureSet = z.object({ row: priceRow, change: priceChange });

const priceFile = schemaOf<PriceFileWish>()(
  z
    .strictObject({
      path: longText.min(1),
      sheet: sheetName.nullable(),
      mode: importMode,
      trustUnits: z.boolean().describe('Takes figures whose unit seems wrong.'),
    })
    .meta({ id: 'PriceFile' }),
);

/** Params schemas of the requests about prices. */
export const PRICE_PARAMS = {
  'prices.sheets': z.null(),
  'prices.list': z.strictObject({
    sheet: sheetName,
    filter: nameText.nullable(),
    staleOnly: z.boolean(),
  }),
  'prices.preview': priceFile,
  'prices.import': priceFile,
  'prices.set': z.strictObject({
    sheet: sheetName,
    row: longText.min(1),
    column: nameText.min(1),
    value: longText,
    note: longText,
  }),
  'prices.undo': z.strictObject({ change: count.nullable() }),
  'prices.history': z.null(),
  'prices.audit': z.strictObject({ sheet: sheetName.nullable() }),
} as const satisfies { readonly [Name in keyof PriceRequests]: z.ZodType };

/** Result schemas of the requests about prices. */
export const PRICE_RESULTS = {
  'prices.sheets': z.array(sheetSummary),
  'prices.list': priceList,
  'prices.preview': priceImport,
  'prices.import': priceImport,
  'prices.set': figureSet,
  'prices.undo': priceChange,
  'prices.history': z.array(priceChange),
  'prices.audit': z.array(auditFinding),
} as const satisfies { readonly [Name in keyof PriceRequests]: z.ZodType };
