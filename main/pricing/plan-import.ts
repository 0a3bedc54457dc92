import { basename } from 'node:path';
import type { PriceFileWish, PriceImport } from '../../app/contract/prices.ts';
import type { SheetName } from '../../app/cost/fact-sheets.ts';
import { auditSheet } from '../../app/cost/sheets/audit.ts';
import type { AuditFinding } from '../../app/cost/sheets/audit-rules.ts';
import { type CurrentSheet, currentSheet } from '../../app/cost/sheets/current-sheet.ts';
import { diffRows } from '../../app/cost/sheets/diff.ts';
import { readGivenRows, sheetOfTable } from '../../app/cost/sheets/import-rows.ts';
import { findUnitFault, type UnitFault } from '../../app/cost/sheets/plausible-units.ts';
import type { ImportedSheet } from '../../app/cost/sheets/price-change.ts';
import type { AnyRow } from '../../app/cost/sheets/read-row.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import { type PriceFile, readPriceFile } from './read-price-file.ts';
import type { ReadChanges, SheetReader } from './read-sheets.ts';

/** An import worked out: what it would change, and what there is to store. */
export interface PlannedImport {
  readonly preview: PriceImport;
  readonly imported: Omit<ImportedSheet, 'id'>;
}

/** Longest name of a file that is kept. */
const MAX_FILE_NAME = 200;

/**
 * Reads a price file whole and works out what it would change; all of it will do, or none.
 * Fails with the `prices/…` code of its first fault, or as reading files does.
 * @param nowIso the moment of the import; its day is what ages are counted to
 */
export async function planImport(
  wish: PriceFileWish,
  reader: SheetReader,
  changes: ReadChanges,
  nowIso: string,
): Promise<Result<PlannedImport>> {
  const file = await readPriceFile(wish.path);
  if (!file.ok) return file;
  const name = basename(wish.path).slice(0, MAX_FILE_NAME);
  const sheet = sheetOfTable(file.value.table, name, wish.sheet ?? file.value.sheet);
  if (!sheet.ok) return sheet;
  const rows = readGivenRows(sheet.value, file.value.table);
  if (!rows.ok) return rows;
  const bundled = await reader.bundled(sheet.value);
  if (!bundled.ok) return bundled;

  const inForce = changes(sheet.value);
  const before = currentSheet(sheet.value, bundled.value, inForce);
  const fault = wish.trustUnits
    ? null
    : findUnitFault(sheet.value, rowsWithoutOwn(sheet.value, bundled.value, inForce), rows.value);
  if (fault !== null) return fail(unitError(fault, file.value));

  const imported = {
    kind: 'import' as const,
    sheet: sheet.value,
    mode: wish.mode,
    file: name,
    rows: rows.value,
    changedAt: nowIso,
  };
  const newest = { ...imported, id: Number.MAX_SAFE_INTEGER };
  const after = currentSheet(sheet.value, bundled.value, [...inForce, newest]);
  const today = nowIso.slice(0, 10);
  return ok({
    imported,
    preview: {
      sheet: sheet.value,
      file: name,
      mode: wish.mode,
      rows: rows.value.length,
      diff: diffRows(
        sheet.value,
        rowsWithoutOwn(sheet.value, bundled.value, inForce),
        rowsWithoutOwn(sheet.value, bundled.value, [...inForce, newest]),
      ),
      findings: newFindings(
        auditSheet(before, bundled.value, today),
        auditSheet(after, bundled.value, today),
      ),
      ownFigures: ownFigures(after),
      change: null,
    },
  });
}

/** The sheet as files gave it: own figures are no part of what an import changes. */
function rowsWithoutOwn<Name extends SheetName>(
  sheet: Name,
  bundled: Parameters<typeof currentSheet<Name>>[1],
  changes: Parameters<typeof currentSheet<Name>>[2],
): readonly AnyRow[] {
  const imports = changes.filter(({ kind }) => kind === 'import');
  return currentSheet(sheet, bundled, imports).entries.map(({ row }) => row);
}

function ownFigures({ entries }: CurrentSheet): number {
  return entries.reduce((sum, { own }) => sum + own.length, 0);
}

function newFindings(
  before: readonly AuditFinding[],
  after: readonly AuditFinding[],
): readonly AuditFinding[] {
  const known = new Set(before.map((finding) => JSON.stringify(finding)));
  return after.filter((finding) => !known.has(JSON.stringify(finding)));
}

function unitError(fault: UnitFault, { table }: PriceFile) {
  const { path } = table;
  if (fault.kind === 'factor') {
    const { column, unit, ratio, suspect } = fault;
    return { code: 'prices/unit-suspect' as const, path, column, unit, ratio, suspect };
  }
  const { index, column, unit, value, low, high } = fault;
  const row = table.rows[index]?.line ?? index + 1;
  return { code: 'prices/implausible' as const, path, row, column, value, unit, low, high };
}
