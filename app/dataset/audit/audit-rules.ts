import type { AuditTable } from './audit-table.ts';
import { constantColumns } from './constant-columns.ts';
import { drift } from './drift.ts';
import { exactDuplicates } from './exact-duplicates.ts';
import type { AuditFinding } from './finding.ts';
import { futureColumns } from './future-columns.ts';
import { identifiers } from './identifiers.ts';
import { outOfRange } from './out-of-range.ts';
import { targetCopies } from './target-copy.ts';
import { targetLeaks } from './target-leak.ts';

/** What is looked for in the columns of a table. */
const TABLE_RULES: readonly ((table: AuditTable) => readonly AuditFinding[])[] = [
  exactDuplicates,
  targetCopies,
  targetLeaks,
  futureColumns,
  identifiers,
  constantColumns,
  outOfRange,
  drift,
];

export function auditTable(table: AuditTable): readonly AuditFinding[] {
  return TABLE_RULES.flatMap((rule) => rule(table));
}
