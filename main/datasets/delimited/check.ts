import type { Recipe } from '../../../app/dataset/dataset.ts';
import type { PreviewWarning } from '../../../app/dataset/preview-warning.ts';
import type { RecipeStep } from '../../../app/dataset/recipes/recipe-steps.ts';
import type { TablePlan } from '../../../app/dataset/table-plan.ts';
import { hasClasses, predictsNumber, type Task } from '../../../app/dataset/tasks.ts';
import type { AppError } from '../../../app/errors.ts';
import type { AnalysedTable } from './analysis.ts';
import { cellsOf } from './cells.ts';
import type { StagedTable } from './stage.ts';
import type { TableSession } from './table-session.ts';

/** What tables are prepared for. */
const TABLE_TASKS: readonly Task[] = [
  'classification',
  'regression',
  'text-classification',
  'translation',
  'recommendation',
  'forecasting',
  'reconstruction',
];

/** The first reason why an analysed table cannot be imported, or null. */
export async function findObstacle(
  session: TableSession,
  table: AnalysedTable,
  { steps }: Recipe,
): Promise<AppError | null> {
  const { path, plan, columns, classCounts } = table;
  if (!TABLE_TASKS.includes(plan.task)) {
    return { code: 'dataset/task-unsupported', task: plan.task, path };
  }
  const badWeight = await findBadWeight(session, table);
  if (badWeight !== null) {
    return { code: 'dataset/bad-value', path, ...badWeight, expected: 'number ≥ 0' };
  }
  // Whatever is kept aside may be missing, and be the same everywhere.
  if (plan.task === 'reconstruction' || plan.targetIndex < 0) return null;
  const target = columns[plan.targetIndex];
  if (target === undefined) throw new Error('The plan has no target');
  // Pairs that lack a side are left out, as corpora have them.
  const needsTarget = plan.task !== 'translation';
  if (needsTarget && target.missing > 0 && !dropsRowsWithout(steps, target.name)) {
    const row = await firstMissingLine(session, table, plan.targetIndex);
    return { code: 'dataset/target-value-missing', path, row, column: target.name };
  }
  // Choices may all be marked alike.
  if (plan.ratings?.implicit !== undefined) return null;
  const single = hasClasses(plan.task) ? classCounts.length === 1 : target.distinct === 1;
  if (!single) return null;
  const value = classCounts[0]?.name ?? String(target.minimum);
  return { code: 'dataset/target-one-class', column: target.name, value };
}

/** Whether a recipe leaves out rows that lack a column, by its name. */
export function dropsRowsWithout(steps: readonly RecipeStep[], column: string): boolean {
  return steps.some(
    (step) =>
      step.kind === 'missing' &&
      step.strategy === 'drop-rows' &&
      Array.isArray(step.columns) &&
      step.columns.includes(column),
  );
}

/** Where a row of the source is in its file, with a raw value of it. */
export async function lineOf(
  session: TableSession,
  table: StagedTable,
  column: string,
  sourceRow: number,
): Promise<BadValue> {
  const index = table.names.indexOf(column);
  const [found = []] = await session.rows(
    `SELECT line, text FROM ${cellsOf(table, [index])} WHERE row = ${sourceRow}`,
  );
  return { row: Number(found[0]), column, value: String(found[1] ?? '') };
}

async function firstMissingLine(
  session: TableSession,
  { staged }: AnalysedTable,
  column: number,
): Promise<number> {
  const [found = []] = await session.rows(
    `SELECT min(line) FROM ${cellsOf(staged, [column])} WHERE text IS NULL`,
  );
  return Number(found[0]);
}

/** Where a value that will not do is: the line in the file, and what it holds. */
type BadValue = Omit<Extract<PreviewWarning, { kind: 'bad-value' }>, 'kind'>;

/** The first weight of a row that is no number from 0 on, or is missing. */
export async function findBadWeight(
  session: TableSession,
  { staged, plan, profiles }: AnalysedTable,
): Promise<BadValue | null> {
  if (plan.weightIndex === null) return null;
  const { numbers, minimum } = profiles[plan.weightIndex] ?? {};
  if (numbers === staged.rows && (minimum ?? -1) >= 0) return null;
  const [bad] = await session.rows(
    `SELECT line, text FROM ${cellsOf(staged, [plan.weightIndex])}
     WHERE number IS NULL OR number < 0 ORDER BY row LIMIT 1`,
  );
  if (bad === undefined) return null;
  const column = plan.columns[plan.weightIndex]?.name ?? '';
  return { row: Number(bad[0]), column, value: String(bad[1] ?? '') };
}

/** The first value that is no number, for each of some columns that must hold numbers. */
export async function findBadValues(
  session: TableSession,
  { staged, plan, profiles }: AnalysedTable,
  mustBeNumbers: readonly number[],
): Promise<readonly BadValue[]> {
  const found = [];
  for (const index of mustBeNumbers) {
    const profile = profiles[index];
    if (profile?.numbers === profile?.present) continue;
    const [bad] = await session.rows(
      `SELECT line, text FROM ${cellsOf(staged, [index])}
       WHERE text IS NOT NULL AND number IS NULL ORDER BY row LIMIT 1`,
    );
    if (bad !== undefined) {
      const column = plan.columns[index]?.name ?? '';
      found.push({ row: Number(bad[0]), column, value: String(bad[1]) });
    }
  }
  return found;
}

/** Columns that must hold numbers where no recipe says otherwise. */
export function numberColumns({ columns, task }: TablePlan): readonly number[] {
  return [...columns.keys()].filter((index) => {
    const { role, type } = columns[index] ?? {};
    return role === 'target' ? predictsNumber(task) : role === 'feature' && type === 'number';
  });
}
