import { orderNames } from '../../../app/dataset/classes.ts';
import { FALSE_TEXTS } from '../../../app/dataset/raw-value.ts';
import type { FittedColumn, FittedRecipe } from '../../../app/dataset/recipe.ts';
import type { AnalysedTable } from '../delimited/analysis.ts';
import type { TableSession } from '../delimited/table-session.ts';

/** The recipe's columns, each with its place in the table. */
export interface FittedTable {
  readonly recipe: FittedRecipe;
  /** Index in the table of each of `recipe.features`. */
  readonly featureIndexes: readonly number[];
}

/**
 * Fits scaling, fill values and categories on the training split alone.
 * The session holds `cells` and the table `assignment`, one split for each row in order.
 */
export async function fitTable(session: TableSession, table: AnalysedTable): Promise<FittedTable> {
  await session.run(
    'CREATE VIEW train AS SELECT cells.* FROM cells POSITIONAL JOIN assignment WHERE value = 0',
  );
  const features: FittedColumn[] = [];
  const featureIndexes: number[] = [];
  for (const [index, { name, type, role }] of table.plan.columns.entries()) {
    if (role !== 'feature') continue;
    const numeric = type === 'number';
    features.push(
      numeric
        ? await fitNumber(session, index, name)
        : await fitCategories(session, index, name, type === 'boolean'),
    );
    featureIndexes.push(index);
  }
  return {
    recipe: { version: 1, features, target: await fitTarget(session, table) },
    featureIndexes,
  };
}

async function fitTarget(
  session: TableSession,
  { plan, columns, classCounts }: AnalysedTable,
): Promise<FittedRecipe['target']> {
  const column = columns[plan.targetIndex]?.name ?? '';
  if (plan.task !== 'regression') {
    return { kind: 'label', column, classes: classCounts.map(({ name }) => name) };
  }
  const { mean, stddev } = await fitNumber(session, plan.targetIndex, column);
  return { kind: 'standardize', column, mean, stddev };
}

/** A column without a single training value is filled with 0 and left as it is. */
async function fitNumber(
  session: TableSession,
  index: number,
  column: string,
): Promise<Extract<FittedColumn, { kind: 'standardize' }>> {
  const [row = []] = await session.rows(
    `SELECT median(n), avg(n), stddev_pop(n), min(n) < max(n), count(*) > count(n)
     FROM (SELECT number(c${index}) AS n FROM train)`,
  );
  const [fill, mean, stddev, varies, missingFlag] = row;
  return {
    column,
    kind: 'standardize',
    fill: Number(fill ?? 0),
    mean: Number(mean ?? 0),
    stddev: varies === true ? Number(stddev) : 1,
    missingFlag: missingFlag === true,
  };
}

/** A boolean without gaps becomes one feature, 1 for true; everything else one feature a category. */
async function fitCategories(
  session: TableSession,
  index: number,
  column: string,
  boolean: boolean,
): Promise<FittedColumn> {
  const rows = await session.rows(`SELECT DISTINCT c${index} FROM train`);
  const found = rows.flatMap(([value]) => (typeof value === 'string' ? [value] : []));
  const gaps = found.length < rows.length;
  const kept =
    boolean && !gaps ? found.filter((value) => !FALSE_TEXTS.includes(value.toLowerCase())) : found;
  return { column, kind: 'one-hot', categories: orderNames(kept) };
}
