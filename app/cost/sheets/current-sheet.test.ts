import { describe, expect, test } from 'vitest';
import { auditSheet } from './audit.ts';
import { calculationRows, currentSheet, rowSource } from './current-sheet.ts';
import { diffRows } from './diff.ts';
import type { ImportedSheet, OwnFigure } from './price-change.ts';

const DATED = { source: 'a list', as_of: '2026-08-01', confidence: 'read', notes: null } as const;
const EUR = { ...DATED, currency: 'EUR', local_per_usd: 0.92 } as const;
const CNY = { ...DATED, currency: 'CNY', local_per_usd: 7.2 } as const;

function anImport(changes: Partial<ImportedSheet>): ImportedSheet {
  return {
    kind: 'import',
    id: 1,
    sheet: 'exchange_rates',
    mode: 'replace',
    file: 'rates.csv',
    rows: [],
    changedAt: '2026-09-01T00:00:00.000Z',
    ...changes,
  };
}

function aFigure(changes: Partial<OwnFigure> = {}): OwnFigure {
  return {
    kind: 'figure',
    id: 2,
    sheet: 'exchange_rates',
    row: 'EUR',
    column: 'local_per_usd',
    value: 0.88,
    note: 'our bank',
    changedAt: '2026-10-01T00:00:00.000Z',
    ...changes,
  };
}

describe('the sheet that holds now', () => {
  test('is the bundled one where nothing was changed', () => {
    const current = currentSheet('exchange_rates', [EUR, CNY], []);
    expect(current.entries.map(({ row }) => row)).toEqual([EUR, CNY]);
    expect(current.imported).toBeNull();
  });

  test('is an import in its place, or one laid over it', () => {
    const rows = [{ ...EUR, local_per_usd: 0.9 }];
    const replaced = currentSheet('exchange_rates', [EUR, CNY], [anImport({ rows })]);
    expect(replaced.entries.map(({ key }) => key)).toEqual(['EUR']);
    const merged = currentSheet('exchange_rates', [EUR, CNY], [anImport({ rows, mode: 'merge' })]);
    expect(merged.entries.map(({ row, importId }) => [row.local_per_usd, importId])).toEqual([
      [0.9, 1],
      [7.2, null],
    ]);
  });

  test('has own figures on top, also of an import that came later', () => {
    const rows = [{ ...EUR, local_per_usd: 0.9 }];
    const current = currentSheet('exchange_rates', [EUR], [aFigure(), anImport({ id: 3, rows })]);
    expect(current.entries[0]?.row.local_per_usd).toBe(0.88);
    expect(current.entries[0]?.own).toMatchObject([{ before: 0.9, note: 'our bank' }]);
    const [row] = calculationRows(current);
    expect(row?.source).toBe('a list');
    expect(row && rowSource(row)).toBe('Own figure (For one USD: our bank). a list');
  });

  test('has the newest of several own figures for a cell', () => {
    const current = currentSheet(
      'exchange_rates',
      [EUR],
      [aFigure(), aFigure({ id: 3, value: 0.8 })],
    );
    expect(current.entries[0]?.own).toMatchObject([{ id: 3, before: 0.92 }]);
    expect(current.entries[0]?.row.local_per_usd).toBe(0.8);
  });

  test('gains rows that are made of a figure alone, in sheets of such rows only', () => {
    const current = currentSheet(
      'vat_rates',
      [],
      [aFigure({ sheet: 'vat_rates', row: 'DE', column: 'rate', value: 0.19 })],
    );
    expect(current.entries[0]?.row).toMatchObject({
      country: 'DE',
      rate: 0.19,
      confidence: 'assumed',
    });
    expect(current.entries[0]?.own).toMatchObject([{ before: null }]);
    const gpus = currentSheet(
      'gpus',
      [],
      [aFigure({ sheet: 'gpus', row: 'GeForce 9', column: 'msrp_usd', value: 900 })],
    );
    expect(gpus.entries).toEqual([]);
    expect(gpus.unplaced).toMatchObject([{ row: 'GeForce 9' }]);
  });

  test('keeps what it cannot use, and says so', () => {
    const current = currentSheet(
      'exchange_rates',
      [EUR],
      [
        anImport({ mode: 'merge', rows: [{ currency: 'GBP' }] }),
        aFigure({ row: 'JPY', column: 'notes', value: 'x' }),
        aFigure({ id: 4, value: -1 }),
      ],
    );
    expect(current.unreadable).toBe(1);
    expect(current.unplaced.map(({ id }) => id)).toEqual([2, 4]);
    expect(current.entries[0]?.row).toEqual(EUR);
    const rules = auditSheet(current, [EUR], '2026-08-02').map(({ rule }) => rule);
    expect(rules).toEqual(['own-unplaced', 'own-unplaced', 'rows-unreadable']);
  });
});

describe('what differs', () => {
  test('is named by row and cell, prices with their fraction', () => {
    const diff = diffRows(
      'exchange_rates',
      [EUR, CNY],
      [
        { ...EUR, local_per_usd: 1.15 },
        { ...CNY, currency: 'GBP' },
      ],
    );
    expect(diff).toEqual({
      added: ['GBP'],
      removed: ['CNY'],
      changed: [
        {
          row: 'EUR',
          cells: [
            { column: 'local_per_usd', before: 0.92, after: 1.15, fraction: expect.closeTo(0.25) },
          ],
        },
      ],
      unchanged: 0,
    });
  });

  test('is nothing in a sheet with its rows and names in another order', () => {
    const reordered = Object.fromEntries(Object.entries(EUR).reverse());
    expect(diffRows('exchange_rates', [EUR, CNY], [CNY, reordered])).toEqual({
      added: [],
      removed: [],
      changed: [],
      unchanged: 2,
    });
  });
});
