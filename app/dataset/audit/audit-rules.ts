import { AlikeRows } from './alike-rows.ts';
import type { TellAudit } from './audit-progress.ts';
import type { AuditTable } from './audit-table.ts';
import { constantColumns } from './constant-columns.ts';
import { drift } from './drift.ts';
import { equalRows } from './exact-duplicates.ts';
import type { AuditCheck, AuditFinding } from './finding.ts';
import { futureColumns } from './future-columns.ts';
import { identifiers } from './identifiers.ts';
import { outOfRange } from './out-of-range.ts';
import { targetCopies } from './target-copy.ts';
import { targetLeaks } from './target-leak.ts';

type TableRule = (table: AuditTable) => readonly AuditFinding[];

function exactDuplicates(table: AuditTable): readonly AuditFinding[] {
  const alike = new AlikeRows(table.splits.length);
  return equalRows(table, alike).findings('exact-duplicates', alike);
}

/** What is looked for in the columns of a table. */
const TABLE_RULES: Readonly<Partial<Record<AuditCheck, TableRule>>> = {
  'exact-duplicates': exactDuplicates,
  'target-copy': targetCopies,
  'target-leak': targetLeaks,
  'future-column': futureColumns,
  identifier: identifiers,
  constant: constantColumns,
  'out-of-range': outOfRange,
  drift,
};

/** Looks for one of the checks after the other. */
export function auditTable(
  table: AuditTable,
  checks: readonly AuditCheck[],
  tell: TellAudit,
): readonly AuditFinding[] {
  return checks.flatMap((check, done) => {
    tell(check, done, checks.length);
    return TABLE_RULES[check]?.(table) ?? [];
  });
}
