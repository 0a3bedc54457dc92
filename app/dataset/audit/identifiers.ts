import { looksLikeIdentifier } from '../column-type.ts';
import { type AuditTable, cellText, featuresOf, placeOf } from './audit-table.ts';
import { type AuditFinding, example, MOST_EXAMPLES } from './finding.ts';

/** Features that only number or name the rows: a model learns them by heart, and they never come again. */
export function identifiers(table: AuditTable): readonly AuditFinding[] {
  const rows = table.splits.length;
  return featuresOf(table)
    .filter((column) => {
      const values = Array.from({ length: rows }, (_, at) => cellText(column, at));
      const present = values.filter((value) => value !== '');
      const numbers = present.map(Number).filter(Number.isFinite);
      const integers = numbers.filter(Number.isInteger).length;
      const first = numbers[0] ?? -1;
      const from = first - (table.sourceRows[0] ?? 0);
      return looksLikeIdentifier({
        name: column.name,
        rows,
        present: present.length,
        distinct: new Set(present).size,
        numbers: numbers.length,
        integers,
        booleans: 0,
        datetimes: 0,
        meanLength: 0,
        countsRows:
          numbers.length === rows &&
          (from === 0 || from === 1) &&
          numbers.every((value, at) => value === (table.sourceRows[at] ?? 0) + from),
      });
    })
    .map((column) => ({
      kind: 'identifier',
      severity: 'medium',
      column: column.name,
      examples: Array.from(table.splits.subarray(0, MOST_EXAMPLES).keys()).map((at) =>
        example([placeOf(table, at)], cellText(column, at)),
      ),
    }));
}
