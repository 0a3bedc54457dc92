import type { PriceColumn, PriceList, PriceRow, SheetSummary } from '../../app/contract/prices.ts';
import type { SheetName } from '../../app/cost/fact-sheets.ts';
import type { CurrentRow, CurrentSheet } from '../../app/cost/sheets/current-sheet.ts';
import { ageMonths, isStale } from '../../app/cost/sheets/figure-age.ts';
import type { CellValue } from '../../app/cost/sheets/price-change.ts';
import { type AnyRow, definitionOf } from '../../app/cost/sheets/read-row.ts';

/** A sheet in a line. @param today `2026-11-26` */
export function sheetSummary(current: CurrentSheet, today: string): SheetSummary {
  const { sheet, entries, imported } = current;
  const rows: readonly AnyRow[] = entries.map(({ row }) => row);
  const dates = rows.map((row) => String(row.as_of)).sort();
  return {
    sheet,
    rows: rows.length,
    staleRows: rows.filter((row) => isStale(sheet, row, today)).length,
    ownFigures: entries.reduce((sum, { own }) => sum + own.length, 0),
    oldestAsOf: dates[0] ?? null,
    newestAsOf: dates.at(-1) ?? null,
    imported: imported === null ? null : { file: imported.file, changedAt: imported.changedAt },
  };
}

/** The rows of a sheet that hold all words, with what a table needs to know of its columns. */
export function priceList(
  { sheet, entries }: CurrentSheet,
  filter: string | null,
  staleOnly: boolean,
  today: string,
): PriceList {
  const words = (filter ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const rows = entries
    .map((entry) => priceRow(sheet, entry, today))
    .filter((row) => (!staleOnly || row.isStale) && holdsWords(row, words));
  const { figure } = definitionOf(sheet);
  return { sheet, figure, columns: priceColumns(sheet), total: entries.length, rows };
}

export function priceRow(
  sheet: SheetName,
  { key, row, importId, own }: CurrentRow,
  today: string,
): PriceRow {
  const asOf = String(row.as_of);
  return {
    key,
    cells: row as Readonly<Record<string, CellValue>>,
    source: String(row.source),
    asOf,
    ageMonths: ageMonths(asOf, today),
    isStale: isStale(sheet, row, today),
    isImported: importId !== null,
    own: own.map(({ id, column, before, note, changedAt }) => ({
      change: id,
      column,
      before,
      note,
      changedAt,
    })),
  };
}

function priceColumns(sheet: SheetName): readonly PriceColumn[] {
  const { columns, key, shown } = definitionOf(sheet);
  return Object.entries(columns).map(([name, { kind, unit, expected }]) => ({
    name,
    kind,
    unit,
    expected,
    isKey: key.includes(name),
    isShown: shown.includes(name),
  }));
}

function holdsWords({ key, cells }: PriceRow, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const texts = Object.values(cells).filter((value) => typeof value === 'string');
  const text = `${key} ${texts.join(' ')}`.toLowerCase();
  return words.every((word) => text.includes(word));
}
