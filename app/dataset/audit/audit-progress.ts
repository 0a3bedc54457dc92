import type { Language } from '../../language.ts';
import { text } from '../../text.ts';
import { AUDIT_CHECKS } from './finding.ts';

/** What an audit is at: rows are read, then looked at for one thing after the other. */
export const AUDIT_STAGES = ['reading', ...AUDIT_CHECKS] as const;
export type AuditStage = (typeof AUDIT_STAGES)[number];

/** How far an audit is. */
export interface AuditProgress {
  readonly stage: AuditStage;
  /** Columns or pictures read, or checks done. */
  readonly done: number;
  readonly total: number;
}

/** Tells what an audit is about to do. */
export type TellAudit = (stage: AuditStage, done: number, total: number) => void;

/** What is being done, in words. */
export function auditStageText(stage: AuditStage, language: Language): string {
  if (stage === 'reading') return text(language, 'audit.reading');
  return text(language, 'audit.looking', { check: text(language, `audit.check.${stage}`) });
}
