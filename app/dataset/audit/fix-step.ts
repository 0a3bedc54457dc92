import type { RecipeStep } from '../recipes/recipe-steps.ts';
import { type AuditFinding, columnToDrop } from './finding.ts';
import { RANGE_IQR } from './out-of-range.ts';

/** A step that settles a finding, and where a recipe takes it. */
export interface AuditFix {
  readonly step: RecipeStep;
  /** Ahead of all steps that would work on what it changes, or behind them. */
  readonly at: 'first' | 'last';
}

/** The step of a recipe that settles a finding; null where none does. */
export function fixOf(finding: AuditFinding): AuditFix | null {
  const column = columnToDrop(finding);
  if (column !== null) return { step: { kind: 'drop', columns: [column] }, at: 'first' };
  switch (finding.kind) {
    case 'exact-duplicates':
    case 'near-duplicates':
      // Of more rows than a step names, some would stay.
      return finding.repeated.length < finding.rows
        ? null
        : { step: { kind: 'exclude-rows', rows: finding.repeated }, at: 'first' };
    case 'class-imbalance':
      return { step: { kind: 'balance', method: 'class-weights' }, at: 'last' };
    case 'out-of-range': {
      const columns = [finding.column];
      return { step: { kind: 'outliers', columns, method: 'iqr', factor: RANGE_IQR }, at: 'first' };
    }
    default:
      return null;
  }
}

/** Steps of a recipe with those that settle findings, each once; a step of balance is not doubled. */
export function withFixes(
  steps: readonly RecipeStep[],
  fixes: readonly AuditFix[],
): readonly RecipeStep[] {
  const fits = ({ step }: AuditFix) =>
    step.kind !== 'balance' || steps.every(({ kind }) => kind !== 'balance');
  const of = (at: AuditFix['at']) =>
    fixes.filter((fix) => fix.at === at && fits(fix)).map(({ step }) => step);
  return [...of('first'), ...steps, ...of('last')];
}
