import type { FittedColumn, FittedRecipe } from './recipe.ts';

/** A cleaned cell: a number for numeric columns, text for categories, null where missing. */
export type CellValue = number | string | null;

/** Features that one column becomes. */
export function columnWidth(column: FittedColumn): number {
  if (column.kind === 'one-hot') return column.categories.length;
  return column.missingFlag ? 2 : 1;
}

/** Features that a row becomes. */
export function featureCount(recipe: FittedRecipe): number {
  return recipe.features.reduce((total, column) => total + columnWidth(column), 0);
}

/**
 * Writes one column's features of one row.
 * @param features zeroed where this column's features go, from `at` on
 */
export function writeFeatures(
  column: FittedColumn,
  value: CellValue,
  features: Float32Array | number[],
  at: number,
): void {
  if (column.kind === 'one-hot') {
    const category = value === null ? -1 : column.categories.indexOf(String(value));
    if (category >= 0) features[at + category] = 1;
    return;
  }
  const number = typeof value === 'number' ? value : column.fill;
  features[at] = (number - column.mean) / column.stddev;
  if (column.missingFlag && typeof value !== 'number') features[at + 1] = 1;
}
