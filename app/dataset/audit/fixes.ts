import { assertNever } from '../../errors.ts';
import { type Dataset, type Recipe, SPLITS } from '../dataset.ts';
import { followsTime, namesRows } from '../recipes/corrections.ts';
import type { SplitSpec } from '../recipes/recipe-spec.ts';
import type { ColumnSelection, RecipeStep } from '../recipes/recipe-steps.ts';
import { hasClasses } from '../tasks.ts';
import type { AuditFinding, AuditReport } from './finding.ts';
import { RANGE_IQR } from './out-of-range.ts';

/** What a fix does, in a word. */
export const FIX_KINDS = [
  'keep-together',
  'exclude-rows',
  'leave-out',
  'clip',
  'class-weights',
  'oversample',
  'undersample',
  'split-anew',
] as const;
export type FixKind = (typeof FIX_KINDS)[number];

/** What a recipe gets: a step ahead of all that would work on what it changes or behind them, a split, a column less. */
export type RecipeChange =
  | { readonly step: RecipeStep; readonly at: 'first' | 'last' }
  | { readonly split: SplitSpec }
  /** Column of numbers that windows of a time series are to do without. */
  | { readonly withoutValue: string };

/** A change of the recipe that settles a finding. */
export interface AuditFix {
  readonly kind: FixKind;
  readonly change: RecipeChange;
}

/** Why a fix is not offered, or what one costs. */
export const FIX_NOTES = [
  'windows',
  'running-text',
  'alike-by-time',
  'too-alike',
  'too-many',
  'target',
  'windows-range',
  'boxes',
  'drift-by-time',
  'needed',
  'word',
  'given',
] as const;
export type FixNote = (typeof FIX_NOTES)[number];

/** What can be done about a finding, the best first, and what is to be said of what cannot. */
export interface Fixing {
  readonly fixes: readonly AuditFix[];
  readonly notes: readonly FixNote[];
}

/** What fixes depend on besides the finding. */
export type FixContext = Pick<Dataset, 'task' | 'input' | 'rows' | 'target'> &
  Pick<AuditReport, 'split'>;

/** What settles a finding on this data. */
export function fixingOf(finding: AuditFinding, context: FixContext): Fixing {
  switch (finding.kind) {
    case 'exact-duplicates':
    case 'near-duplicates':
      return fixRepeats(finding, context);
    case 'target-leak':
      return finding.word === undefined
        ? leaveOut(finding.column, context)
        : { fixes: [], notes: ['word'] };
    case 'target-copy':
    case 'future-column':
    case 'identifier':
      return leaveOut(finding.column, context);
    case 'constant':
      return finding.used ? leaveOut(finding.column, context) : { fixes: [], notes: [] };
    case 'class-imbalance':
      return balanceClasses(context);
    case 'out-of-range':
      return fixRange(finding, context);
    case 'drift':
      return fixDrift(finding, context);
    default:
      return assertNever(finding);
  }
}

type Of<Kind extends AuditFinding['kind']> = Extract<AuditFinding, { kind: Kind }>;

function fixRepeats(
  { rows, repeated, groups }: Of<'exact-duplicates' | 'near-duplicates'>,
  { task, split }: FixContext,
): Fixing {
  if (task === 'forecasting') return { fixes: [], notes: ['windows'] };
  if (!namesRows(task)) return { fixes: [], notes: ['running-text'] };
  const fixes: AuditFix[] = [];
  const notes: FixNote[] = [];
  if (followsTime(split ?? undefined)) notes.push('alike-by-time');
  else if (groups.length === 0) notes.push('too-alike');
  else fixes.push(ahead('keep-together', { kind: 'keep-together', groups }));
  // Of more rows than a step names, some would stay.
  if (repeated.length < rows) notes.push('too-many');
  else fixes.push(ahead('exclude-rows', { kind: 'exclude-rows', rows: repeated }));
  return { fixes, notes };
}

function leaveOut(column: string, { task, input, target }: FixContext): Fixing {
  if (column === target) return { fixes: [], notes: ['target'] };
  if (task === 'forecasting') {
    return { fixes: [{ kind: 'leave-out', change: { withoutValue: column } }], notes: [] };
  }
  if (input.kind !== 'tabular') return { fixes: [], notes: ['needed'] };
  return { fixes: [ahead('leave-out', { kind: 'drop', columns: [column] })], notes: [] };
}

function balanceClasses({ task, input }: FixContext): Fixing {
  if (!hasClasses(task)) return { fixes: [], notes: ['boxes'] };
  const methods =
    input.kind === 'image'
      ? (['class-weights', 'oversample'] as const)
      : (['class-weights', 'oversample', 'undersample'] as const);
  const fixes = methods.map((method): AuditFix => {
    return { kind: method, change: { step: { kind: 'balance', method }, at: 'last' } };
  });
  return { fixes, notes: [] };
}

function fixRange(
  { column, rows, outside }: Of<'out-of-range'>,
  { task, input }: FixContext,
): Fixing {
  if (task === 'forecasting') return { fixes: [], notes: ['windows-range'] };
  const exclude: readonly AuditFix[] =
    outside.length < rows ? [] : [ahead('exclude-rows', { kind: 'exclude-rows', rows: outside })];
  const notes: readonly FixNote[] = outside.length < rows ? ['too-many'] : [];
  if (input.kind !== 'tabular') return { fixes: exclude, notes };
  const columns = [column];
  const step = { kind: 'outliers', columns, method: 'iqr', factor: RANGE_IQR } as const;
  return { fixes: [ahead('clip', step), ...exclude], notes };
}

function fixDrift({ column, aspect }: Of<'drift'>, context: FixContext): Fixing {
  const { task, split } = context;
  const byTime = task === 'forecasting' || followsTime(split ?? undefined);
  // What pictures and texts are like is no column that could be left out.
  const without: Fixing = aspect === 'value' ? leaveOut(column, context) : { fixes: [], notes: [] };
  if (byTime) return { fixes: without.fixes, notes: ['drift-by-time', ...without.notes] };
  const isGiven = split === null || split.kind === 'column';
  const anew: AuditFix = { kind: 'split-anew', change: { split: splitAnew(context) } };
  // Split anew, the target needs no other way.
  return { fixes: [anew, ...without.fixes], notes: isGiven ? ['given'] : [] };
}

/** The same split from the next seed; where none was drawn, one at random, in every class alike where there are any. */
function splitAnew({ task, rows, split }: FixContext): SplitSpec {
  switch (split?.kind) {
    case 'random':
      return { ...split, kind: hasClasses(task) ? 'stratified' : 'random', seed: split.seed + 1 };
    case 'stratified':
    case 'grouped':
    case 'k-fold':
      return { ...split, seed: split.seed + 1 };
    default:
      return {
        kind: hasClasses(task) ? 'stratified' : 'random',
        fractions: fractionsOf(rows),
        seed: 1,
      };
  }
}

/** Shares as they are, to a hundredth of a percent. */
function fractionsOf(
  rows: FixContext['rows'],
): Extract<SplitSpec, { kind: 'random' }>['fractions'] {
  const total = SPLITS.reduce((sum, split) => sum + rows[split], 0);
  const share = (count: number) => Math.max(1, Math.round((count / total) * 10_000)) / 10_000;
  const [val, test] = [share(rows.val), share(rows.test)];
  return { train: Number((1 - val - test).toFixed(4)), val, test };
}

function ahead(kind: FixKind, step: RecipeStep): AuditFix {
  return { kind, change: { step, at: 'first' } };
}

/** A recipe with a change. Classes are balanced once: another way takes the place of the one before. */
export function withChange(recipe: Recipe, change: RecipeChange): Recipe {
  if ('split' in change) return { ...recipe, split: change.split };
  if ('withoutValue' in change) {
    const { series = {} } = recipe;
    const values = series.values?.filter((name) => name !== change.withoutValue);
    return { ...recipe, series: { ...series, ...(values !== undefined && { values }) } };
  }
  const { step, at } = change;
  const gone = step.kind === 'drop' && isNamed(step.columns) ? step.columns : [];
  const steps = recipe.steps
    .filter(({ kind }) => kind !== 'balance' || step.kind !== 'balance')
    .flatMap((one) => withoutColumns(one, gone));
  return { ...recipe, steps: at === 'first' ? [step, ...steps] : [...steps, step] };
}

/** A step that does not name columns which are gone; none where it named nothing else. */
function withoutColumns(step: RecipeStep, gone: readonly string[]): readonly RecipeStep[] {
  if (step.kind === 'rename') return gone.includes(step.column) ? [] : [step];
  if (!('columns' in step) || !isNamed(step.columns)) return [step];
  const columns = step.columns.filter((name) => !gone.includes(name));
  if (columns.length === step.columns.length) return [step];
  return columns.length === 0 ? [] : [{ ...step, columns }];
}

function isNamed(columns: ColumnSelection): columns is readonly string[] {
  return Array.isArray(columns);
}

/**
 * What settles all findings at once, each in the first way. Drift is left alone: whether rows of another time or place are
 * to be mixed, a person has to say.
 */
export function fixAll(
  findings: readonly AuditFinding[],
  context: FixContext,
): readonly RecipeChange[] {
  const first = findings.flatMap((finding) => {
    const [fix] = finding.kind === 'drift' ? [] : fixingOf(finding, context).fixes;
    const column = 'column' in finding ? finding.column : null;
    return fix === undefined ? [] : [{ ...fix, column }];
  });
  const leaving = first.filter(({ kind }) => kind === 'leave-out').map(({ column }) => column);
  return first
    .filter(({ kind, column }, at) =>
      kind === 'leave-out'
        ? first.findIndex((one) => one.kind === kind && one.column === column) === at
        : column === null || !leaving.includes(column),
    )
    .map(({ change }) => change);
}
