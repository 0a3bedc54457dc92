import type { Params } from '../../app/contract/requests.ts';
import { fail, ok, type Result } from '../../app/errors.ts';

export type RunQuery = Params<'runs.list'>;

type SqlValue = string | number;

/** The statements that answer a list query. */
export interface RunListSql {
  /** How many runs the filters let through. */
  readonly count: { readonly sql: string; readonly values: readonly SqlValue[] };
  /** The ids of one page, in order. */
  readonly page: { readonly sql: string; readonly values: readonly SqlValue[] };
}

/** Runs with the dataset that each was made with. */
export const FROM_RUNS = 'FROM runs JOIN datasets ON datasets.id = runs.dataset_id';

/** Field of `RunSummary` → column, with whether it can be empty. */
const SORT_COLUMNS: Readonly<Record<string, { column: string; nullable: boolean }>> = {
  createdAt: { column: 'runs.created_at', nullable: false },
  startedAt: { column: 'runs.started_at', nullable: true },
  endedAt: { column: 'runs.ended_at', nullable: true },
  name: { column: 'runs.name', nullable: false },
  status: { column: 'runs.status', nullable: false },
  datasetName: { column: 'datasets.name', nullable: false },
  modelName: { column: 'runs.model_name', nullable: false },
  engine: { column: 'runs.engine', nullable: false },
  seed: { column: 'runs.seed', nullable: false },
  epochs: { column: 'runs.epochs', nullable: false },
  seconds: { column: 'runs.train_seconds', nullable: false },
  samplesPerSecond: { column: 'runs.samples_per_second', nullable: false },
  kwh: { column: 'runs.energy_kwh', nullable: true },
  costUsd: { column: 'runs.cost_usd', nullable: true },
  loss: { column: 'runs.loss', nullable: true },
  accuracy: { column: 'runs.accuracy', nullable: true },
  'val/loss': { column: 'runs.val_loss', nullable: true },
  'val/accuracy': { column: 'runs.val_accuracy', nullable: true },
  'test/accuracy': { column: 'runs.test_accuracy', nullable: true },
};

/** Any other metric sorts too, without an index. */
const METRIC_NAME = /^[a-z0-9@._]+(\/[a-z0-9@._]+)*$/;

/**
 * SQL of a list query; every value is bound, none stands in the text.
 * Newest first unless a sort is given; runs without the sorted value come last in both directions.
 * Fails on a `sort` that is neither a field of the list nor looks like a metric.
 */
export function runListSql(query: RunQuery): Result<RunListSql> {
  const sort = query.sort ?? 'createdAt';
  const known = SORT_COLUMNS[sort];
  if (known === undefined && !METRIC_NAME.test(sort)) {
    return fail({
      code: 'contract/malformed',
      request: 'runs.list',
      place: 'sort',
      problem: `${sort} is neither a column nor a metric; columns: ${Object.keys(SORT_COLUMNS).join(' ')}`,
    });
  }
  const { column, nullable } = known ?? { column: 'runs.metrics ->> ?', nullable: true };
  const direction = (query.descending ?? query.sort === undefined) ? 'DESC' : 'ASC';
  const { where, values } = filters(query);
  const orderBy = `${column} ${direction}${nullable ? ' NULLS LAST' : ''}, runs.id ${direction}`;
  const sortValues = known === undefined ? [sort] : [];
  return ok({
    count: { sql: `SELECT count(*) ${FROM_RUNS} WHERE ${where}`, values },
    page: {
      sql: `SELECT runs.id ${FROM_RUNS} WHERE ${where} ORDER BY ${orderBy} LIMIT ? OFFSET ?`,
      values: [...values, ...sortValues, query.limit, query.offset],
    },
  });
}

function filters(query: RunQuery): { readonly where: string; readonly values: SqlValue[] } {
  const conditions = ['runs.deleted_at IS NULL'];
  const values: SqlValue[] = [];
  if (query.status !== undefined) {
    conditions.push(`runs.status IN (${query.status.map(() => '?').join(', ')})`);
    values.push(...query.status);
  }
  if (query.dataset !== undefined) {
    conditions.push(
      `runs.dataset_id = (SELECT id FROM datasets
         WHERE (id = ? OR name = ?) AND deleted_at IS NULL LIMIT 1)`,
    );
    values.push(query.dataset, query.dataset);
  }
  if (query.tag !== undefined) {
    conditions.push('runs.id IN (SELECT run_id FROM run_tags WHERE tag = ?)');
    values.push(query.tag);
  }
  if (query.groupId !== undefined) {
    conditions.push('runs.group_id = ?');
    values.push(query.groupId);
  }
  for (const word of (query.search ?? '').split(/\s+/).filter((part) => part !== '')) {
    conditions.push(
      `(runs.name LIKE ? ESCAPE '\\' OR runs.note LIKE ? ESCAPE '\\'
        OR runs.model_name LIKE ? ESCAPE '\\' OR datasets.name LIKE ? ESCAPE '\\'
        OR runs.id LIKE ? ESCAPE '\\'
        OR EXISTS (SELECT 1 FROM run_tags WHERE run_id = runs.id AND tag LIKE ? ESCAPE '\\'))`,
    );
    const pattern = `%${word.replace(/[\\%_]/g, '\\$&')}%`;
    values.push(pattern, pattern, pattern, pattern, pattern, pattern);
  }
  return { where: conditions.join(' AND '), values };
}
