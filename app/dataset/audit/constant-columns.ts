import { type AuditTable, cellText, placeOf, rowsIn, TRAIN } from './audit-table.ts';
import { type AuditFinding, example } from './finding.ts';

/**
 * Features with one value in all rows of training, and columns with one value in all rows, which an import
 * leaves out: there is nothing to learn from them.
 */
export function constantColumns(table: AuditTable): readonly AuditFinding[] {
  const rows = rowsIn(table.splits, TRAIN);
  const [first] = rows;
  if (first === undefined) return [];
  return table.columns
    .filter(({ role }) => role === 'feature' || role === 'ignored')
    .filter((column) => {
      const value = cellText(column, first);
      // A column that says the split is the same throughout training, and is no fault.
      const looked = column.role === 'feature' ? rows : Array.from(table.splits.keys());
      return looked.every((at) => cellText(column, at) === value);
    })
    .map((column) => {
      const used = column.role === 'feature';
      const examples = [example([placeOf(table, first)], cellText(column, first))];
      const severity = used ? 'medium' : 'low';
      return { kind: 'constant', severity, column: column.name, used, examples };
    });
}
