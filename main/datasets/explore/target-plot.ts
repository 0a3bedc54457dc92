import type { Column, Dataset } from '../../../app/dataset/dataset.ts';
import {
  TARGET_FRACTIONS,
  type TargetGroup,
  type TargetPlot,
} from '../../../app/dataset/explore/relations.ts';
import { browsedNames, sqlName } from '../../../app/dataset/explore/rows-query.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { sqlText } from '../delimited/table-session.ts';
import type { BrowseSession } from './browse-session.ts';
import { browse } from './browse-table.ts';
import { sampled } from './correlations.ts';

/** Groups with about as many rows each. */
const BINS = 10;
/** So few different numbers are groups of their own. */
const FEW_VALUES = 12;
const MOST_CLASSES = 7;

interface Asked {
  readonly session: BrowseSession;
  /** Rows with columns `value` and `target`, neither of them NULL. */
  readonly from: string;
  /** Empty where the target is a number. */
  readonly classes: readonly string[];
}

/**
 * What the target is like where a column has this or that value.
 * Fails with `dataset/column-missing`, `recipe/no-table` or `dataset/damaged`.
 */
export async function plotTarget(
  folder: string,
  dataset: Dataset,
  name: string,
): Promise<Result<TargetPlot>> {
  const columns = dataset.columns.map((column) => column.name);
  const at = columns.indexOf(name);
  const targetAt = columns.indexOf(dataset.target ?? '');
  const [column, target] = [dataset.columns[at], dataset.columns[targetAt]];
  if (column === undefined || target === undefined || at === targetAt) {
    const others = columns.filter((one) => one !== dataset.target);
    return fail({ code: 'dataset/column-missing', column: name, columns: others });
  }
  const names = browsedNames(columns);
  return browse(folder, dataset, async (session) => {
    const { from: rows } = await sampled(session);
    const value = plottedValue(column, sqlName(names[at] ?? ''));
    const from = `(SELECT ${value} AS value, ${sqlName(names[targetAt] ?? '')} AS target FROM ${rows}
      WHERE value IS NOT NULL AND target IS NOT NULL)`;
    const classes =
      target.type === 'number' && dataset.classes.length === 0
        ? []
        : await frequentValues(
            session,
            `(SELECT target::VARCHAR AS value FROM ${from})`,
            MOST_CLASSES,
          );
    const asked = { session, from, classes };
    const numeric =
      column.type === 'number' || column.type === 'datetime' || column.type === 'text';
    const groups = numeric ? await byNumber(asked) : await byValue(asked);
    return ok({
      dataset: dataset.name,
      column: name,
      type: column.type,
      ofLength: column.type === 'text',
      target: target.name,
      rows: groups.reduce((sum, group) => sum + group.rows, 0),
      classes,
      groups,
    });
  });
}

function plottedValue({ type }: Column, sql: string): string {
  if (type === 'datetime') return `epoch_ms(${sql})::DOUBLE`;
  return type === 'text' ? `length(${sql})::DOUBLE` : sql;
}

async function frequentValues(
  session: BrowseSession,
  from: string,
  most: number,
): Promise<readonly string[]> {
  const found = await session.rows(
    `SELECT value, count(*) AS count FROM ${from} GROUP BY value ORDER BY count DESC, value LIMIT ${most}`,
  );
  return found.map(([value]) => String(value));
}

/** Groups of the most frequent values. */
async function byValue(asked: Asked): Promise<readonly TargetGroup[]> {
  const values = await frequentValues(asked.session, asked.from, FEW_VALUES);
  const cases = values.map((value, group) => `WHEN ${sqlText(value)} THEN ${group}`).join(' ');
  if (values.length === 0) return [];
  const found = await targetsOf(asked, `CASE value::VARCHAR ${cases} END`);
  return values.flatMap((value, group) => {
    const facts = found.get(group);
    return facts === undefined ? [] : [{ value, from: null, to: null, ...facts }];
  });
}

/** Groups between quantiles, or of each number where there are few. */
async function byNumber(asked: Asked): Promise<readonly TargetGroup[]> {
  const { session, from } = asked;
  const few = await session.rows(
    `SELECT DISTINCT value FROM ${from} ORDER BY value LIMIT ${FEW_VALUES + 1}`,
  );
  const numbers = few.map(([value]) => Number(value));
  if (numbers.length <= FEW_VALUES) {
    const found = await targetsOf(asked, whichOf(numbers));
    return numbers.flatMap((number, group) => {
      const facts = found.get(group);
      return facts === undefined ? [] : [{ value: null, from: number, to: number, ...facts }];
    });
  }
  const fractions = Array.from({ length: BINS + 1 }, (_, bin) => bin / BINS).join(', ');
  const quantiles = await session.rows(
    `SELECT unnest(quantile_cont(value::DOUBLE, [${fractions}])) FROM ${from}`,
  );
  const edges = [...new Set(quantiles.map(([value]) => Number(value)))];
  const found = await targetsOf(asked, whichOf(edges.slice(0, -1)));
  return edges.slice(0, -1).flatMap((edge, group) => {
    const facts = found.get(group);
    const to = edges[group + 1] ?? edge;
    return facts === undefined ? [] : [{ value: null, from: edge, to, ...facts }];
  });
}

/** SQL for the last of some rising numbers that a value reaches. */
function whichOf(edges: readonly number[]): string {
  const cases = edges.map((edge, group) => `WHEN value >= '${edge}'::DOUBLE THEN ${group}`);
  return `CASE ${cases.toReversed().join(' ')} END`;
}

type TargetFacts = Pick<TargetGroup, 'rows' | 'mean' | 'quantiles' | 'shares'>;

/** What the target is like in each group. @param group SQL for the group's number */
async function targetsOf(
  { session, from, classes }: Asked,
  group: string,
): Promise<ReadonlyMap<number, TargetFacts>> {
  const found = new Map<number, TargetFacts>();
  const told =
    classes.length > 0
      ? classes.map((name) => `count(*) FILTER (target::VARCHAR = ${sqlText(name)})`)
      : ['avg(target)', `quantile_cont(target::DOUBLE, [${TARGET_FRACTIONS.join(', ')}])`];
  const rows = await session.rows(
    `SELECT ${group} AS place, count(*), ${told.join(', ')} FROM ${from}
     GROUP BY place HAVING place IS NOT NULL`,
  );
  for (const [place, count, ...values] of rows) {
    const total = Number(count);
    if (classes.length > 0) {
      const shares = values.map((value) => Number(value) / total);
      const others = Math.max(0, 1 - shares.reduce((sum, share) => sum + share, 0));
      found.set(Number(place), { rows: total, shares: [...shares, others] });
    } else {
      const [mean, quantiles] = values;
      const list = isList(quantiles) ? quantiles.items.map(Number) : [];
      found.set(Number(place), { rows: total, mean: Number(mean), quantiles: list });
    }
  }
  return found;
}

function isList(value: unknown): value is { readonly items: readonly unknown[] } {
  return typeof value === 'object' && value !== null && 'items' in value;
}
