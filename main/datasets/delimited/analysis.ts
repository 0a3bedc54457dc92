import { orderNames } from '../../../app/dataset/classes.ts';
import type { ClassCount, Column, ImportOptions } from '../../../app/dataset/dataset.ts';
import { planOptions } from '../../../app/dataset/recipes/default-recipe.ts';
import { planTable, type TablePlan } from '../../../app/dataset/table-plan.ts';
import { hasClasses } from '../../../app/dataset/tasks.ts';
import { ok, type Result } from '../../../app/errors.ts';
import type { ImportWork } from '../importer.ts';
import { stageTable } from '../tables/stage-table.ts';
import { cellsOf } from './cells.ts';
import type { ColumnProfile } from './column-profile.ts';
import { keepColumns } from './keep-columns.ts';
import { countTexts } from './kept-profile.ts';
import { profileColumns, topValues } from './profile.ts';
import type { StagedTable, StageFolders } from './stage.ts';
import type { TableSession } from './table-session.ts';

/** A staged table with what it holds and what to learn from it. */
export interface AnalysedTable {
  readonly path: string;
  readonly staged: StagedTable;
  readonly plan: TablePlan;
  readonly profiles: readonly ColumnProfile[];
  readonly columns: readonly Column[];
  /** Empty unless the task has classes. */
  readonly classCounts: readonly ClassCount[];
}

/** Stages and profiles a table, and plans what to learn from it. */
export async function analyseTable(
  session: TableSession,
  path: string,
  options: ImportOptions,
  folders: StageFolders,
  signal?: AbortSignal,
  onProgress?: ImportWork['onProgress'],
  thread?: ImportWork['thread'],
): Promise<Result<AnalysedTable>> {
  const staged = await stageTable({ session, path, options, folders, signal, onProgress, thread });
  return staged.ok ? analyseStaged(session, path, staged.value, options) : staged;
}

/** Profiles a staged table, and plans what to learn from it. */
export async function analyseStaged(
  session: TableSession,
  path: string,
  staged: StagedTable,
  options: ImportOptions,
): Promise<Result<AnalysedTable>> {
  await keepColumns(session, staged);
  const profiles = await profileColumns(session, staged);
  const plan = planTable(profiles, planOptions(options), path, staged.splitColumn);
  if (!plan.ok) return plan;
  const columns = await describeColumns(session, staged, plan.value, profiles);
  const { task, targetIndex } = plan.value;
  const classCounts = hasClasses(task) ? await readClasses(session, staged, targetIndex) : [];
  return ok({ path, staged, plan: plan.value, profiles, columns, classCounts });
}

async function describeColumns(
  session: TableSession,
  table: StagedTable,
  plan: TablePlan,
  profiles: readonly ColumnProfile[],
): Promise<readonly Column[]> {
  const columns: Column[] = [];
  const worded = [...plan.columns.keys()].filter((index) => {
    const type = plan.columns[index]?.type;
    return type !== 'number' && type !== 'datetime';
  });
  const top = await topValues(session, table, worded);
  for (const [index, column] of plan.columns.entries()) {
    const { name, type, role, missing, distinct, distinctEstimated } = column;
    const told = { distinct, ...(distinctEstimated && { distinctEstimated }) };
    const common = { name, type, role, missing, ...told };
    const { minimum, maximum, mean, stddev } = profiles[index] ?? {};
    if (type === 'number') {
      if (minimum == null || maximum == null || mean == null || stddev == null) {
        throw new Error(`The numbers of ${name} have no statistics`);
      }
      columns.push({ ...common, minimum, maximum, mean, stddev });
    } else if (type === 'datetime') columns.push(common);
    else columns.push({ ...common, top: top.get(index) ?? [] });
  }
  return columns;
}

/** Classes of the target with their rows, in label order. */
export async function readClasses(
  session: TableSession,
  table: StagedTable,
  target: number,
): Promise<readonly ClassCount[]> {
  const kept = session.kept(table.parquetPath)?.column(target);
  if (kept?.kind === 'texts') return inLabelOrder(countTexts(kept));
  const rows = await session.rows(
    `SELECT text, count(*) FROM ${cellsOf(table, [target])}
     WHERE text IS NOT NULL GROUP BY text`,
  );
  return inLabelOrder(new Map(rows.map(([name, count]) => [String(name), Number(count)])));
}

function inLabelOrder(counts: ReadonlyMap<string, number>): readonly ClassCount[] {
  return orderNames([...counts.keys()]).map((name) => ({ name, count: counts.get(name) ?? 0 }));
}
