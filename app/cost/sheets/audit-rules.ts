import type { SheetName } from '../fact-sheets.ts';

/** `error`: cannot be right. `warning`: do not rely on it unseen. `note`: worth knowing. */
export const SEVERITIES = ['error', 'warning', 'note'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What the audit looks for; `prices.audit.<rule>` says it in words. */
export const AUDIT_RULES = {
  'zero-price': 'warning',
  stale: 'warning',
  'year-only': 'note',
  'date-ahead': 'warning',
  implausible: 'error',
  inconsistent: 'error',
  recalled: 'note',
  'spot-not-cheaper': 'warning',
  'cached-above-input': 'warning',
  'output-below-input': 'note',
  'tariff-order': 'note',
  duplicate: 'warning',
  'half-price': 'warning',
  outlier: 'note',
  'bundled-newer': 'note',
  'own-outdated': 'warning',
  'own-unplaced': 'warning',
  'rows-unreadable': 'warning',
} as const satisfies Readonly<Record<string, Severity>>;
export type AuditRule = keyof typeof AUDIT_RULES;
export const AUDIT_RULE_NAMES = Object.keys(AUDIT_RULES) as readonly AuditRule[];

export interface AuditFinding {
  readonly sheet: SheetName;
  /** Key of the row; null where the sheet as a whole is meant. */
  readonly row: string | null;
  readonly column: string | null;
  readonly severity: Severity;
  readonly rule: AuditRule;
  /** What the rule compared, for its words. */
  readonly values: Readonly<Record<string, string | number>>;
}

/** A finding before it is placed in its sheet. */
export type RowFinding = Omit<AuditFinding, 'sheet' | 'severity'>;
