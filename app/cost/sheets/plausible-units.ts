import type { SuspectUnit } from '../../price-sheet-errors.ts';
import type { SheetName } from '../fact-sheets.ts';
import { type AnyRow, definitionOf, rowKey } from './read-row.ts';

/** Why figures are taken to be in a wrong unit. */
export type UnitFault =
  | {
      readonly kind: 'outside';
      /** Index of the row. */
      readonly index: number;
      readonly column: string;
      readonly unit: string;
      readonly value: number;
      readonly low: number;
      readonly high: number;
    }
  | {
      readonly kind: 'factor';
      readonly column: string;
      readonly unit: string;
      /** How many times the figure that the sheet has; the median of the rows that both have. */
      readonly ratio: number;
      readonly rows: number;
      readonly suspect: SuspectUnit;
    };

/** Ratio to the sheet's own unit that gives another unit away, for units that end as the key says. */
const FACTORS: readonly {
  readonly of: RegExp;
  readonly ratio: number;
  readonly suspect: SuspectUnit;
}[] = [
  { of: /Mtok$/, ratio: 1e-6, suspect: 'per-token' },
  { of: /Mtok$/, ratio: 1e-3, suspect: 'per-thousand-tokens' },
  { of: /^USD/, ratio: 100, suspect: 'cents' },
  { of: /[/-]h$/, ratio: 730, suspect: 'per-month' },
  { of: /[/-]h$/, ratio: 24, suspect: 'per-day' },
  { of: /./, ratio: 1000, suspect: 'thousands' },
  { of: /./, ratio: 1e-3, suspect: 'thousandths' },
];
/** How near the ratio must be: a real change of price may lie between. */
const NEARNESS = { oneRow: 0.12, manyRows: 0.35 } as const;
/** From so many rows on their median says more than a coincidence. */
const MANY_ROWS = 3;

/**
 * The first sign that figures are not in the unit of their column: a figure outside of the band in
 * which any such figure lies, or a column whose figures are all the same multiple of those the sheet
 * has. Null where everything may be right. Zeros mean unknown and say nothing.
 */
export function findUnitFault(
  sheet: SheetName,
  current: readonly AnyRow[],
  given: readonly AnyRow[],
): UnitFault | null {
  const old = new Map(current.map((row) => [rowKey(sheet, row), row]));
  for (const [column, { unit, plausible }] of Object.entries(definitionOf(sheet).columns)) {
    if (unit === null || plausible === null) continue;
    const factor = factorFault(sheet, column, unit, old, given);
    if (factor !== null) return factor;
    const [low, high] = plausible;
    for (const [index, row] of given.entries()) {
      const value = row[column];
      if (typeof value !== 'number' || value === 0 || (value >= low && value <= high)) continue;
      return { kind: 'outside', index, column, unit, value, low, high };
    }
  }
  return null;
}

function factorFault(
  sheet: SheetName,
  column: string,
  unit: string,
  old: ReadonlyMap<string, AnyRow>,
  given: readonly AnyRow[],
): UnitFault | null {
  const ratios = given.flatMap((row) => {
    const [before, after] = [old.get(rowKey(sheet, row))?.[column], row[column]];
    return typeof before === 'number' && typeof after === 'number' && before > 0 && after > 0
      ? [after / before]
      : [];
  });
  if (ratios.length === 0) return null;
  const ratio = ratios.sort((a, b) => a - b)[Math.floor(ratios.length / 2)] ?? 1;
  const near = ratios.length < MANY_ROWS ? NEARNESS.oneRow : NEARNESS.manyRows;
  const distance = (factor: (typeof FACTORS)[number]) => Math.abs(Math.log(ratio / factor.ratio));
  const [found] = FACTORS.filter((factor) => factor.of.test(unit) && distance(factor) <= near).sort(
    (left, right) => distance(left) - distance(right),
  );
  if (found === undefined) return null;
  return { kind: 'factor', column, unit, ratio, rows: ratios.length, suspect: found.suspect };
}
