import { type AppError, fail, ok, type Result } from '../../errors.ts';
import type { Recipe } from '../dataset.ts';
import type { Task } from '../tasks.ts';
import type { RowGroup } from './keep-together.ts';
import type { SplitSpec } from './recipe-spec.ts';
import type { RecipeStep } from './recipe-steps.ts';

/** What steps of a recipe change about single rows. Rows count from 0, in the source. */
export interface Corrections {
  /** By row; `place` is the step's, for a failure. */
  readonly relabelled: ReadonlyMap<number, RowCorrection>;
  readonly excluded: ReadonlySet<number>;
}

export interface RowCorrection {
  readonly from: string;
  readonly to: string;
  readonly place: string;
}

/** Tasks whose rows each have one class or one number. */
const CORRECTED: readonly Task[] = [
  'classification',
  'regression',
  'text-classification',
  'image-classification',
];

export function hasLabels(task: Task): boolean {
  return CORRECTED.includes(task);
}

/** Windows and running text are made of rows that follow each other: none can be taken out, or dealt elsewhere. */
const WHOLE: readonly Task[] = ['forecasting', 'language-modeling'];

/** Whether a recipe may name single rows, to take them out or to keep them together. */
export function namesRows(task: Task): boolean {
  return !WHOLE.includes(task);
}

/** Splits that go by time, or by the order of the source: a row that is moved would tell of what comes. */
export function followsTime(split: SplitSpec | undefined): boolean {
  return ['time', 'leave-last-out', 'sequential'].includes(split?.kind ?? '');
}

/** Rows that are to stand in one split. Fails with `recipe/invalid` where the task or the split has no room for it. */
export function togetherOf(
  { steps, split }: Pick<Recipe, 'steps' | 'split'>,
  task: Task,
): Result<readonly RowGroup[]> {
  const groups: RowGroup[] = [];
  for (const [at, step] of steps.entries()) {
    if (step.kind !== 'keep-together') continue;
    if (!namesRows(task)) return fail(invalid(`steps[${at}].kind`, step.kind, 'absent'));
    if (followsTime(split)) {
      return fail(invalid('split.kind', split?.kind ?? '', `not by time (steps[${at}])`));
    }
    groups.push(...step.groups);
  }
  return ok(groups);
}

/**
 * Gathers what `relabel` and `exclude-rows` say, a later step going on from an earlier. Fails with `recipe/invalid`
 * where they do not fit the task, or each other.
 */
export function correctionsOf(steps: readonly RecipeStep[], task: Task): Result<Corrections> {
  const relabelled = new Map<number, RowCorrection>();
  const excluded = new Set<number>();
  for (const [at, step] of steps.entries()) {
    if (step.kind !== 'relabel' && step.kind !== 'exclude-rows') continue;
    const isKnown = step.kind === 'relabel' ? hasLabels(task) : namesRows(task);
    if (!isKnown) return fail(invalid(`steps[${at}].kind`, step.kind, 'absent'));
    if (step.kind === 'exclude-rows') {
      for (const row of step.rows) excluded.add(row);
      continue;
    }
    for (const [index, { row, from, to }] of step.rows.entries()) {
      const place = `steps[${at}].rows[${index}]`;
      const before = relabelled.get(row);
      if (before !== undefined && before.to !== from) {
        return fail(invalid(`${place}.from`, from, before.to));
      }
      relabelled.set(row, { from: before?.from ?? from, to, place });
    }
  }
  return ok({ relabelled, excluded });
}

/** Steps with further corrections behind what they correct already. */
export function withCorrections(
  steps: readonly RecipeStep[],
  relabel: RecipeStep<'relabel'>['rows'],
  exclude: readonly number[],
): readonly RecipeStep[] {
  const further: RecipeStep[] = [];
  if (relabel.length > 0) further.push({ kind: 'relabel', rows: relabel });
  if (exclude.length > 0) further.push({ kind: 'exclude-rows', rows: exclude });
  // Corrections stand first, as they are about rows, not about what columns became.
  const last = steps.findLastIndex(({ kind }) => kind === 'relabel' || kind === 'exclude-rows');
  return steps.toSpliced(last + 1, 0, ...further);
}

export function invalid(place: string, value: string, expected: string): AppError {
  return { code: 'recipe/invalid', place, value, expected };
}
