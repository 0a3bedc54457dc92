import { boundsText, isWithin } from '../../app/bounds.ts';
import type { Params } from '../../app/contract/requests.ts';
import { type CurrentSheet, cellOf } from '../../app/cost/sheets/current-sheet.ts';
import { readCellText } from '../../app/cost/sheets/import-rows.ts';
import type { CellValue, OwnFigure } from '../../app/cost/sheets/price-change.ts';
import { type AnyRow, definitionOf, readRow } from '../../app/cost/sheets/read-row.ts';
import { fail, ok, type Result } from '../../app/errors.ts';

/** Row keys that an error offers. */
const MAX_OFFERED = 5;

/**
 * A figure that a user typed, checked as its column would have it.
 * Fails with `prices/figure-unknown` or `prices/figure-invalid`.
 */
export function ownFigure(
  { row, column, value, note }: Params<'prices.set'>,
  { sheet, entries }: CurrentSheet,
  nowIso: string,
): Result<Omit<OwnFigure, 'id'>> {
  const definition = definitionOf(sheet);
  const settable = Object.keys(definition.columns).filter((name) => !definition.key.includes(name));
  const described = settable.includes(column) ? definition.columns[column] : undefined;
  if (described === undefined) {
    return fail({
      code: 'prices/figure-unknown',
      figure: `${sheet}.${row}.${column}`,
      known: settable,
    });
  }
  const known: AnyRow | undefined = entries.find(({ key }) => key === row)?.row;
  if (known === undefined && definition.figure !== column) {
    const keys = entries.map(({ key }) => key);
    return fail({
      code: 'prices/figure-unknown',
      figure: `${sheet}.${row}`,
      known: nearest(row, keys),
    });
  }
  const figure = readCellText(described, value);
  const refuse = (expected: string) =>
    fail({ code: 'prices/figure-invalid', figure: `${sheet}.${row}.${column}`, value, expected });
  const { plausible } = described;
  if (plausible !== null && typeof figure === 'number' && figure !== 0) {
    const bounds = { minimum: plausible[0], maximum: plausible[1] };
    if (!isWithin(figure, bounds)) return refuse(`${described.kind}${boundsText(bounds)}`);
  }
  const reading = readRow(sheet, {
    ...(known ?? blankRow(definition.key, row, nowIso)),
    [column]: figure,
  });
  if (!reading.ok) return refuse(reading.fault.expected);
  return ok({
    kind: 'figure',
    sheet,
    row,
    column,
    value: cellOf(reading.row as AnyRow, column) as CellValue,
    note: note.trim(),
    changedAt: nowIso,
  });
}

function blankRow([key = '']: readonly string[], row: string, nowIso: string): AnyRow {
  return { [key]: row, source: '-', as_of: nowIso.slice(0, 10), confidence: 'assumed' };
}

/** Keys that hold the words of what was typed, else the first ones. */
function nearest(typed: string, keys: readonly string[]): readonly string[] {
  const words = typed
    .toLowerCase()
    .split(/[\s/]+/)
    .filter(Boolean);
  const score = (key: string) => words.filter((word) => key.toLowerCase().includes(word)).length;
  return [...keys].sort((left, right) => score(right) - score(left)).slice(0, MAX_OFFERED);
}
