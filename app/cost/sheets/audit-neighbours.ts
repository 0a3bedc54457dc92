import type { SheetName } from '../fact-sheets.ts';
import type { RowFinding } from './audit-rules.ts';
import { type AnyRow, definitionOf, rowKey } from './read-row.ts';

/** Exactly half of a neighbour's price, give or take rounding. */
const HALF = { low: 0.495, high: 0.505 } as const;
/** So many offers make a market, of which one may stand far out. */
const MARKET_SIZE = 5;
const FAR_BELOW = 0.3;
const FAR_ABOVE = 3.5;

/** What a row looks like beside the other rows of its sheet. */
export function neighbourFindings(
  sheet: SheetName,
  rows: readonly AnyRow[],
): readonly RowFinding[] {
  return [
    ...duplicates(sheet, rows),
    ...COMPARED.filter((comparison) => comparison.sheet === sheet).flatMap((comparison) => [
      ...halfPrices(comparison, rows),
      ...outliers(comparison, rows),
    ]),
  ];
}

/** Rows whose keys differ in nothing but case, spaces and punctuation. */
function duplicates(sheet: SheetName, rows: readonly AnyRow[]): readonly RowFinding[] {
  const { key: columns } = definitionOf(sheet);
  const first = new Map<string, string>();
  return rows.flatMap((row) => {
    const key = rowKey(sheet, row);
    const bare = columns
      .map((column) =>
        String(row[column] ?? '')
          .toLowerCase()
          .replace(/[\s._-]+/g, ''),
      )
      .join('/');
    const other = first.get(bare);
    if (other === undefined) first.set(bare, key);
    return other === undefined
      ? []
      : [{ row: key, column: null, rule: 'duplicate', values: { other } }];
  });
}

/** Figures of a sheet that can be held against each other. */
interface Comparison {
  readonly sheet: SheetName;
  readonly figure: string;
  /** Rows of one seller for one thing: their prices differ by a quarter, not by half. */
  readonly sameOffer: (row: AnyRow) => string | null;
  /** Rows of all sellers for one thing; null: nothing to compare with. */
  readonly sameThing: (row: AnyRow) => string | null;
}

const COMPARED: readonly Comparison[] = [
  {
    sheet: 'cloud_gpu_prices',
    figure: 'on_demand_usd_per_gpu_h',
    // One instance type in all its regions.
    sameOffer: (row) =>
      isListPrice(row) ? `${row.provider}/${row.instance_type}/${row.gpu_memory_gb}` : null,
    sameThing: (row) => (isListPrice(row) ? `${row.gpu}/${row.gpu_memory_gb}` : null),
  },
  {
    sheet: 'api_prices',
    figure: 'output_usd_per_mtok',
    // The maker's list price and a router's price for the same model.
    sameOffer: (row) => String(row.model).toLowerCase().split('/').at(-1) ?? null,
    sameThing: () => null,
  },
];

function isListPrice({ tier }: AnyRow): boolean {
  return String(tier).startsWith('on-demand');
}

function halfPrices(
  { sheet, figure, sameOffer }: Comparison,
  rows: readonly AnyRow[],
): readonly RowFinding[] {
  return [...groups(rows, figure, sameOffer)].flatMap((group) =>
    group.flatMap(({ row, value }) => {
      const whole = group.find(
        (other) => value / other.value >= HALF.low && value / other.value <= HALF.high,
      );
      if (whole === undefined) return [];
      const values = { value, other: whole.value, otherRow: rowKey(sheet, whole.row) };
      return [{ row: rowKey(sheet, row), column: figure, rule: 'half-price', values }];
    }),
  );
}

function outliers(
  { sheet, figure, sameThing }: Comparison,
  rows: readonly AnyRow[],
): readonly RowFinding[] {
  return [...groups(rows, figure, sameThing)].flatMap((group) => {
    if (group.length < MARKET_SIZE) return [];
    const sorted = group.map(({ value }) => value).sort((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
    return group
      .filter(({ value }) => value < FAR_BELOW * median || value > FAR_ABOVE * median)
      .map(({ row, value }): RowFinding => {
        const values = { value, median, offers: group.length };
        return { row: rowKey(sheet, row), column: figure, rule: 'outlier', values };
      });
  });
}

/** Rows with a known figure, by what they have in common. */
function groups(
  rows: readonly AnyRow[],
  figure: string,
  common: (row: AnyRow) => string | null,
): Iterable<readonly { readonly row: AnyRow; readonly value: number }[]> {
  const found = new Map<string, { readonly row: AnyRow; readonly value: number }[]>();
  for (const row of rows) {
    const [name, value] = [common(row), row[figure]];
    if (name === null || typeof value !== 'number' || value === 0) continue;
    found.set(name, [...(found.get(name) ?? []), { row, value }]);
  }
  return found.values();
}
