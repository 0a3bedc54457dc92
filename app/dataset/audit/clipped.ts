import type { FittedTable } from '../recipes/fitted-table.ts';

/** Columns of the source whose far values a fitted recipe clips, whatever it calls them by then. */
export function clippedColumns(table: FittedTable | null): ReadonlySet<string> {
  const clipped = new Set<string>();
  const sources = new Map(table?.inputs.map(({ column }) => [column, column]));
  for (const fitted of table?.ops ?? []) {
    if (fitted.op === 'rename') {
      for (const { column, to } of fitted.columns) {
        sources.set(to, sources.get(column) ?? column);
        sources.delete(column);
      }
    }
    if (fitted.op !== 'clip') continue;
    for (const { column } of fitted.columns) clipped.add(sources.get(column) ?? column);
  }
  return clipped;
}
