import type { ColumnRole, ColumnType } from './dataset.ts';
import type { IgnoredReason, PreviewWarning } from './preview-warning.ts';

/** One-hot columns with more categories than this are left out. */
export const MOST_CATEGORIES = 64;

/** What deciding on a column's role takes. */
export interface RoleFacts {
  readonly name: string;
  readonly type: ColumnType;
  readonly missing: number;
  readonly distinct: number;
  readonly identifier: boolean;
}

/** Columns that have a role of their own; null where there is none. */
export interface ChosenColumns {
  readonly target: string | null;
  readonly weight: string | null;
}

/** Why a column that is not the target cannot be learnt from; null when it can. */
function obstacle(facts: RoleFacts): PreviewWarning | null {
  const column = facts.name;
  const ignored = (reason: IgnoredReason) => ({ kind: 'column-ignored', column, reason }) as const;
  if (facts.distinct <= 1) return { kind: 'constant-column', column };
  if (facts.type === 'text' || facts.type === 'datetime') return ignored(facts.type);
  if (facts.type === 'category' && facts.distinct > MOST_CATEGORIES)
    return ignored('many-categories');
  return null;
}

/**
 * Role of a column, and what the preview says of it.
 * @param chosen  the chosen or guessed target, and what weighs rows
 * @param ignored the user's choice, which replaces the guess about identifiers
 */
export function decideRole(
  facts: RoleFacts,
  chosen: ChosenColumns,
  ignored: readonly string[] | undefined,
): { readonly role: ColumnRole; readonly warnings: readonly PreviewWarning[] } {
  if (facts.name === chosen.target) return { role: 'target', warnings: [] };
  if (facts.name === chosen.weight) return { role: 'weight', warnings: [] };
  if (ignored?.includes(facts.name)) return { role: 'ignored', warnings: [] };
  if (facts.identifier) {
    const role = ignored === undefined ? 'ignored' : 'feature';
    if (role === 'ignored' || obstacle(facts) === null)
      return { role, warnings: [{ kind: 'identifier-column', column: facts.name }] };
  }
  const problem = obstacle(facts);
  if (problem !== null) return { role: 'ignored', warnings: [problem] };
  const gaps = { kind: 'missing-values', column: facts.name, count: facts.missing } as const;
  return { role: 'feature', warnings: facts.missing > 0 ? [gaps] : [] };
}
