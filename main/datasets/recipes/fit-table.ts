import { orderNames } from '../../../app/dataset/classes.ts';
import { FALSE_TEXTS } from '../../../app/dataset/raw-value.ts';
import type { FittedColumn, FittedRecipe } from '../../../app/dataset/recipe.ts';
import type { AnalysedTable } from '../delimited/analysis.ts';
import { COLUMNS_AT_ONCE, cellsOf } from '../delimited/cells.ts';
import type { StagedTable } from '../delimited/stage.ts';
import type { TableSession } from '../delimited/table-session.ts';

type FittedNumber = Extract<FittedColumn, { kind: 'standardize' }>;

/** The recipe's columns, each with its place in the table. */
export interface FittedTable {
  readonly recipe: FittedRecipe;
  /** Index in the table of each of `recipe.features`. */
  readonly featureIndexes: readonly number[];
}

/**
 * Fits scaling, fill values and categories on the training split alone.
 * The session holds the table `assignment`, one split for each row in order.
 */
export async function fitTable(session: TableSession, table: AnalysedTable): Promise<FittedTable> {
  const { columns } = table.plan;
  const used = [...columns.keys()].filter((index) => columns[index]?.role === 'feature');
  const numeric = used.filter((index) => columns[index]?.type === 'number');
  const numbers = await fitNumbers(session, table, numeric);
  const features: FittedColumn[] = [];
  for (const index of used) {
    const column = columns[index];
    if (column === undefined) continue;
    const boolean = column.type === 'boolean';
    features.push(
      numbers.get(index) ??
        (await fitCategories(session, table.staged, index, column.name, boolean)),
    );
  }
  const target = await fitTarget(session, table);
  return { recipe: { version: 1, features, target }, featureIndexes: used };
}

async function fitTarget(
  session: TableSession,
  table: AnalysedTable,
): Promise<FittedRecipe['target']> {
  const { plan, classCounts } = table;
  const column = plan.columns[plan.targetIndex]?.name ?? '';
  const classes = classCounts.map(({ name }) => name);
  if (plan.task !== 'regression') return { kind: 'label', column, classes };
  const fitted = (await fitNumbers(session, table, [plan.targetIndex])).get(plan.targetIndex);
  if (fitted === undefined) throw new Error(`The target ${column} was not fitted`);
  return { kind: 'standardize', column, mean: fitted.mean, stddev: fitted.stddev };
}

/** A column without a single training value is filled with 0 and left as it is. */
async function fitNumbers(
  session: TableSession,
  { staged, plan }: AnalysedTable,
  indexes: readonly number[],
): Promise<ReadonlyMap<number, FittedNumber>> {
  const fitted = new Map<number, FittedNumber>();
  for (let from = 0; from < indexes.length; from += COLUMNS_AT_ONCE) {
    const batch = indexes.slice(from, from + COLUMNS_AT_ONCE);
    const found = await session.rows(
      `SELECT index, median(number), avg(number), stddev_pop(number), min(number) < max(number),
         count(*) > count(number)
       FROM ${trainingCells(staged, batch)} GROUP BY index`,
    );
    for (const [column, fill, mean, stddev, varies, missingFlag] of found) {
      const index = Number(column);
      fitted.set(index, {
        column: plan.columns[index]?.name ?? '',
        kind: 'standardize',
        fill: Number(fill ?? 0),
        mean: Number(mean ?? 0),
        stddev: varies === true ? Number(stddev) : 1,
        missingFlag: missingFlag === true,
      });
    }
  }
  return fitted;
}

/** A boolean without gaps becomes one feature, 1 for true; everything else one feature a category. */
async function fitCategories(
  session: TableSession,
  table: StagedTable,
  index: number,
  column: string,
  boolean: boolean,
): Promise<FittedColumn> {
  const rows = await session.rows(`SELECT DISTINCT text FROM ${trainingCells(table, [index])}`);
  const found = rows.flatMap(([value]) => (typeof value === 'string' ? [value] : []));
  const gaps = found.length < rows.length;
  const kept =
    boolean && !gaps ? found.filter((value) => !FALSE_TEXTS.includes(value.toLowerCase())) : found;
  return { column, kind: 'one-hot', categories: orderNames(kept) };
}

function trainingCells(table: StagedTable, columns: readonly number[]): string {
  return `${cellsOf(table, columns)} AS cells
    JOIN assignment ON cells.row = assignment.rowid WHERE assignment.value = 0`;
}
