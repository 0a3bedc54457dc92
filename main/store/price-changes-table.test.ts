import { expect, test } from 'vitest';
import type { NewFigure, NewImport } from './price-changes-table.ts';
import { temporaryStore, unwrap } from './testing/temporary-store.ts';

const SHEET: NewImport = {
  kind: 'import',
  sheet: 'exchange_rates',
  mode: 'replace',
  file: 'rates.csv',
  rows: [{ currency: 'EUR', local_per_usd: 0.9, notes: null }],
  changedAt: '2026-11-26T10:00:00.000Z',
};
const FIGURE: NewFigure = {
  kind: 'figure',
  sheet: 'exchange_rates',
  row: 'EUR',
  column: 'local_per_usd',
  value: 0.88,
  note: 'our bank',
  changedAt: '2026-11-26T11:00:00.000Z',
};
const LATER = '2026-11-26T12:00:00.000Z';

test('imports and figures come back as they were, by sheet, oldest first', () => {
  const { priceChanges } = temporaryStore();
  const imported = unwrap(priceChanges.insert(SHEET, { added: 1, removed: 2, changed: 0 }));
  const figure = unwrap(priceChanges.insert(FIGURE));
  expect(priceChanges.inForce('exchange_rates')).toEqual([
    { ...SHEET, id: imported.id },
    { ...FIGURE, id: figure.id },
  ]);
  expect(priceChanges.inForce('gpus')).toEqual([]);
  expect(priceChanges.history()).toMatchObject([
    { kind: 'figure', row: 'EUR', value: 0.88, note: 'our bank', file: null, undoneAt: null },
    { kind: 'import', file: 'rates.csv', added: 1, removed: 2, value: null, row: null },
  ]);
});

test('undoing takes back the newest, or the one named, and keeps both in history', () => {
  const { priceChanges } = temporaryStore();
  const imported = unwrap(priceChanges.insert(SHEET));
  const figure = unwrap(priceChanges.insert(FIGURE));
  expect(unwrap(priceChanges.undo(null, LATER))).toMatchObject({ id: figure.id, undoneAt: LATER });
  expect(priceChanges.inForce('exchange_rates')).toMatchObject([{ id: imported.id }]);
  expect(priceChanges.undo(figure.id, LATER)).toEqual({
    ok: false,
    error: { code: 'prices/change-unknown', change: figure.id },
  });
  unwrap(priceChanges.undo(imported.id, LATER));
  expect(priceChanges.history().map(({ id }) => id)).toEqual([figure.id, imported.id]);
  expect(priceChanges.undo(null, LATER)).toMatchObject({
    error: { code: 'prices/nothing-to-undo' },
  });
});

test('a value of any kind keeps its type', () => {
  const { priceChanges } = temporaryStore();
  for (const value of ['text', 0, false, null, ['a'], { industrial: 0.1 }] as const) {
    unwrap(priceChanges.insert({ ...FIGURE, value }));
    expect(priceChanges.history()[0]?.value).toEqual(value);
    expect(priceChanges.inForce('exchange_rates').at(-1)).toMatchObject({ value });
  }
});
