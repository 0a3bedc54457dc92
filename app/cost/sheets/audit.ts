import type { SheetName, SheetRow } from '../fact-sheets.ts';
import { figureFindings } from './audit-figures.ts';
import { neighbourFindings } from './audit-neighbours.ts';
import { AUDIT_RULES, type AuditFinding, byWeight, type RowFinding } from './audit-rules.ts';
import type { CurrentSheet } from './current-sheet.ts';
import { type AnyRow, rowKey } from './read-row.ts';

/**
 * Rows of a sheet that are stale, free, twice there or hard to believe, the worst first.
 * @param bundled the installation's rows, which may be newer than an import
 * @param today   `2026-11-26`
 * @source COST_MODEL.md §11: what went wrong in the catalogues that the sheets were gathered from
 */
export function auditSheet<Name extends SheetName>(
  current: CurrentSheet<Name>,
  bundled: readonly SheetRow<Name>[],
  today: string,
): readonly AuditFinding[] {
  const { sheet, entries } = current;
  const rows: readonly AnyRow[] = entries.map(({ row }) => row);
  const found = [
    ...rows.flatMap((row) => figureFindings(sheet, row, today)),
    ...neighbourFindings(sheet, rows),
    ...historyFindings(current, bundled),
  ];
  return found
    .map((finding) => ({ sheet, severity: AUDIT_RULES[finding.rule], ...finding }))
    .sort(byWeight);
}

/** What became of the user's imports and own figures under newer sheets. */
function historyFindings<Name extends SheetName>(
  { sheet, entries, unplaced, unreadable }: CurrentSheet<Name>,
  bundled: readonly SheetRow<Name>[],
): readonly RowFinding[] {
  const bundledDates = new Map(
    bundled.map((row: AnyRow) => [rowKey(sheet, row), String(row.as_of)]),
  );
  const findings: RowFinding[] = [];
  for (const { key, row, importId, own } of entries) {
    const asOf = String((row as AnyRow).as_of);
    const newer = bundledDates.get(key) ?? '';
    if (importId !== null && newer > asOf) {
      findings.push({ row: key, column: null, rule: 'bundled-newer', values: { asOf, newer } });
    }
    for (const { column, changedAt } of own) {
      const setAt = changedAt.slice(0, 10);
      if (asOf > setAt) {
        findings.push({ row: key, column, rule: 'own-outdated', values: { setAt, asOf } });
      }
    }
  }
  for (const { row, column } of unplaced) {
    findings.push({ row, column, rule: 'own-unplaced', values: {} });
  }
  if (unreadable > 0) {
    findings.push({
      row: null,
      column: null,
      rule: 'rows-unreadable',
      values: { rows: unreadable },
    });
  }
  return findings;
}
