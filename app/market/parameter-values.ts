import { type Bounds, boundsText, isWithin } from '../bounds.ts';
import type { ParameterRow } from '../cost/fact-sheets.ts';
import { rowSource } from '../cost/sheets/current-sheet.ts';
import { fail, ok, type Result } from '../errors.ts';
import { LAB_PARAMETERS, type LabParameterId, type ParameterValue } from './market-parameters.ts';
import type { MarketScenario } from './scenario.ts';

const SHEET = 'market_parameters.json';

/**
 * Every parameter with its range: the scenario's own, else the sheet's; the starting price from the
 * history. Fails at the field of the scenario that will not do, or naming the sheet's row.
 */
export function parameterValues(
  rows: readonly ParameterRow[],
  scenario: MarketScenario,
  start: { readonly usdPerMtok: number; readonly date: string; readonly source: string },
): Result<readonly ParameterValue[]> {
  const values: ParameterValue[] = [];
  for (const { id, bounds } of LAB_PARAMETERS) {
    const row = rows.findIndex(({ symbol }) => symbol === id);
    const known =
      id === 'start_price' ? ok(startPrice(start)) : sheetValue(id, rows[row], row + 1, bounds);
    if (!known.ok) return known;
    const own = ownValue(id, known.value, scenario, bounds);
    if (!own.ok) return own;
    values.push(own.value);
  }
  return ok(values);
}

function startPrice(start: {
  readonly usdPerMtok: number;
  readonly date: string;
  readonly source: string;
}): ParameterValue {
  const { usdPerMtok, date, source } = start;
  return {
    id: 'start_price',
    low: usdPerMtok,
    base: usdPerMtok,
    high: usdPerMtok,
    kind: 'measured',
    source,
    asOf: date,
    note: null,
  };
}

const KINDS = { read: 'measured', recalled: 'recalled', assumed: 'assumed' } as const;

function sheetValue(
  id: LabParameterId,
  row: ParameterRow | undefined,
  place: number,
  bounds: Bounds,
): Result<ParameterValue> {
  const invalid = (problem: string) =>
    fail({ code: 'facts/sheet-invalid', sheet: SHEET, row: place, problem });
  if (row === undefined) return invalid(`no row for ${id}`);
  const { low, base, high } = row;
  if (low === null || base === null || high === null || low > base || base > high) {
    return invalid(`${id}: expected low ≤ base ≤ high`);
  }
  if (![low, base, high].every((value) => isWithin(value, bounds))) {
    return invalid(`${id}: expected numbers${boundsText(bounds)}`);
  }
  return ok({
    id,
    low,
    base,
    high,
    kind: KINDS[row.confidence],
    source: rowSource(row),
    asOf: row.as_of,
    note: row.notes,
  });
}

function ownValue(
  id: LabParameterId,
  known: ParameterValue,
  scenario: MarketScenario,
  bounds: Bounds,
): Result<ParameterValue> {
  const own = scenario.parameters[id];
  if (own === undefined) return ok(known);
  const { base } = own;
  const moved = (end: number) =>
    clipped(known.base === 0 ? end + base : (end / known.base) * base, bounds);
  const [first, second] = [moved(known.low), moved(known.high)];
  const low = own.low ?? Math.min(first, second, base);
  const high = own.high ?? Math.max(first, second, base);
  const invalid = (field: string, value: number, expected: string) =>
    fail({
      code: 'market/scenario-invalid',
      place: `parameters.${id}.${field}`,
      value: String(value),
      expected,
    });
  for (const [field, value] of Object.entries({ base, low, high })) {
    if (!isWithin(value, bounds)) return invalid(field, value, `number${boundsText(bounds)}`);
  }
  if (low > base) return invalid('low', low, `number ≤ ${base}`);
  if (high < base) return invalid('high', high, `number ≥ ${base}`);
  return ok({
    id,
    low,
    base,
    high,
    kind: 'user',
    source: own.note ?? '',
    asOf: null,
    note: own.note ?? null,
  });
}

function clipped(value: number, bounds: Bounds): number {
  const low = bounds.minimum ?? (bounds.above === undefined ? -Infinity : bounds.above + 1e-9);
  const high = bounds.maximum ?? Infinity;
  return Math.min(high, Math.max(low, value));
}
