import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SPLITS } from '../../../app/dataset/dataset.ts';
import { LARGEST_NUMBER, parseNumber } from '../../../app/dataset/raw-value.ts';
import { LEFT_OUT } from '../../../app/dataset/recipes/assign-rows.ts';
import {
  type Corrections,
  correctionsOf,
  invalid,
  type RowCorrection,
} from '../../../app/dataset/recipes/corrections.ts';
import { countSplits, type SplitAssignment } from '../../../app/dataset/split.ts';
import { hasClasses } from '../../../app/dataset/tasks.ts';
import { type AppError, fail, ok, type Result } from '../../../app/errors.ts';
import type { AnalysedTable } from '../delimited/analysis.ts';
import { textCell } from '../delimited/cells.ts';
import { sqlText, type TableSession } from '../delimited/table-session.ts';
import type { PrepareWork } from './prepare-work.ts';

/** Rows as a recipe's corrections leave them. */
export interface CorrectedRows {
  readonly table: AnalysedTable;
  readonly assignment: SplitAssignment;
  /** Takes away what was written for it meanwhile. */
  readonly close: () => Promise<void>;
}

/**
 * Takes rows out of their splits and gives others another target, after all were dealt out as the source has them: so
 * both stand in the same splits with and without corrections. The source stays as it is: a corrected copy serves what
 * follows, and is removed by `close`. Fails with `recipe/invalid` or `dataset/split-empty`.
 */
export async function correctRows(
  work: Pick<PrepareWork, 'session' | 'table' | 'recipe' | 'folder'>,
  dealt: SplitAssignment,
): Promise<Result<CorrectedRows>> {
  const found = correctionsOf(work.recipe.steps, work.table.plan.task);
  return found.ok ? applyCorrections(work, dealt, found.value) : found;
}

/** The same of corrections that are known; rows count as the table's do. */
export async function applyCorrections(
  { session, table, folder }: Pick<PrepareWork, 'session' | 'table' | 'folder'>,
  dealt: SplitAssignment,
  corrections: Corrections,
): Promise<Result<CorrectedRows>> {
  const { relabelled } = corrections;
  const assignment = excludeRows(dealt, corrections);
  if (!assignment.ok) return assignment;
  if (relabelled.size === 0) {
    return ok({ table, assignment: assignment.value, close: async () => {} });
  }
  const path = join(folder, 'corrected.parquet');
  const close = () => rm(path, { force: true });
  const corrected = await relabel(session, table, relabelled, path);
  if (!corrected.ok) {
    await close();
    return corrected;
  }
  return ok({ table: corrected.value, assignment: assignment.value, close });
}

/** Fails where a row is none of the source's, or nothing is left of a split. */
export function excludeRows(
  dealt: SplitAssignment,
  { relabelled, excluded }: Corrections,
): Result<SplitAssignment> {
  const beyond = [...relabelled.keys(), ...excluded].find((row) => row >= dealt.length);
  if (beyond !== undefined) {
    return fail(invalid('steps.rows', String(beyond), `integer in [0, ${dealt.length - 1}]`));
  }
  if (excluded.size === 0) return ok(dealt);
  const assignment = dealt.slice();
  for (const row of excluded) assignment[row] = LEFT_OUT;
  const counts = countSplits(assignment);
  const empty = SPLITS.find((split) => counts[split] === 0);
  return empty === undefined ? ok(assignment) : fail({ code: 'dataset/split-empty', split: empty });
}

async function relabel(
  session: TableSession,
  table: AnalysedTable,
  relabelled: ReadonlyMap<number, RowCorrection>,
  path: string,
): Promise<Result<AnalysedTable>> {
  const { staged, plan } = table;
  const target = plan.targetIndex;
  const changes = await session.newTable(['changed UINTEGER', 'label VARCHAR']);
  for (const [row, { to }] of relabelled) {
    changes.appender.appendUInteger(row);
    changes.appender.appendVarchar(to);
    changes.appender.endRow();
  }
  changes.appender.closeSync();
  const source = `read_parquet(${sqlText(staged.parquetPath)})`;
  const cells = await session.rows(
    `SELECT row, ${textCell(target)} FROM ${source} JOIN ${changes.name} ON row = changed`,
  );
  const classes = hasClasses(plan.task) ? table.classCounts.map(({ name }) => name) : null;
  const counts = new Map(table.classCounts.map(({ name, count }) => [name, count]));
  const move = (name: string, by: number) => counts.set(name, (counts.get(name) ?? 0) + by);
  for (const [row, cell] of cells) {
    const change = relabelled.get(Number(row));
    if (change === undefined) continue;
    const fault = faultOf(change, String(cell), classes);
    if (fault !== null) return fail(fault);
    if (String(cell) !== '') move(String(cell), -1);
    move(change.to, 1);
  }
  // In the order of the source: rows are matched by it.
  await session.run(
    `COPY (SELECT * EXCLUDE (changed, label) REPLACE (coalesce(label, c${target}) AS c${target})
       FROM ${source} LEFT JOIN ${changes.name} ON row = changed ORDER BY row
     ) TO ${sqlText(path)} (FORMAT parquet)`,
  );
  const classCounts = table.classCounts.map(({ name }) => ({ name, count: counts.get(name) ?? 0 }));
  return ok({ ...table, classCounts, staged: { ...staged, parquetPath: path } });
}

function faultOf(
  { from, to, place }: RowCorrection,
  cell: string,
  classes: readonly string[] | null,
): AppError | null {
  if (from.trim() !== cell) return invalid(`${place}.from`, from, cell);
  if (classes === null) {
    if (parseNumber(to) !== null) return null;
    return invalid(`${place}.to`, to, `number in [-${LARGEST_NUMBER}, ${LARGEST_NUMBER}]`);
  }
  return classes.includes(to) ? null : invalid(`${place}.to`, to, classes.join(' | '));
}
