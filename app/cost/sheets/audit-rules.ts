import type { SheetName } from '../fact-sheets.ts';

/** `error`: cannot be right. `warning`: do not rely on it unseen. `note`: worth knowing. */
export const SEVERITIES = ['error', 'warning', 'note'] as const;
export type Severity = (typeof SEVERITIES)[number];

/**
 * What the audit looks for; `prices.audit.<rule>` says it in words. Within a severity, what is found
 * seldom stands before what age alone brings to many rows.
 */
export const AUDIT_RULES = {
  implausible: 'error',
  inconsistent: 'error',
  'long-prompt-incomplete': 'error',
  'own-unplaced': 'warning',
  'rows-unreadable': 'warning',
  'own-outdated': 'warning',
  'spot-not-cheaper': 'warning',
  'half-price': 'warning',
  'cached-above-input': 'warning',
  'long-prompt-cheaper': 'warning',
  duplicate: 'warning',
  'date-ahead': 'warning',
  'zero-price': 'warning',
  stale: 'warning',
  'bundled-newer': 'note',
  outlier: 'note',
  'output-below-input': 'note',
  'tariff-order': 'note',
  'long-prompt-unreachable': 'note',
  'year-only': 'note',
  recalled: 'note',
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

/** The worst first, then what is found seldom. */
export function byWeight(left: AuditFinding, right: AuditFinding): number {
  return (
    SEVERITIES.indexOf(left.severity) - SEVERITIES.indexOf(right.severity) ||
    AUDIT_RULE_NAMES.indexOf(left.rule) - AUDIT_RULE_NAMES.indexOf(right.rule)
  );
}
