import type { RunSummary } from '../../../../app/training/run.ts';

/** Columns of the list of runs; metrics stand as `metric:val/loss`. */
export type RunColumn =
  | 'name'
  | 'status'
  | 'dataset'
  | 'model'
  | 'duration'
  | 'cost'
  | 'age'
  | 'actions'
  | `metric:${string}`;

/** What the host sorts by. */
export const SORT_KEYS: Readonly<Record<Exclude<RunColumn, `metric:${string}`>, string | null>> = {
  name: 'name',
  status: 'status',
  dataset: 'datasetName',
  model: 'modelName',
  duration: 'seconds',
  cost: 'costUsd',
  age: 'createdAt',
  actions: null,
};

/** Metrics worth a column, in their order, where a run has them. */
const METRICS = ['val/loss', 'val/accuracy', 'val/mae', 'test/accuracy', 'test/mae'] as const;
const MOST_METRICS = 4;

/** Pixels each column asks for; what does not fit is left out, the last named first. The name's has the check box. */
const WIDTHS: readonly (readonly [column: RunColumn, width: number])[] = [
  ['name', 240],
  ['actions', 72],
  ['status', 150],
  ['metric:val/loss', 105],
  ['metric:val/accuracy', 115],
  ['metric:val/mae', 90],
  ['age', 115],
  ['cost', 110],
  ['metric:test/accuracy', 120],
  ['metric:test/mae', 90],
  ['duration', 90],
  ['dataset', 100],
  ['model', 110],
];

const ORDER: readonly RunColumn[] = [
  'name',
  'status',
  'dataset',
  'model',
  ...METRICS.map((tag) => `metric:${tag}` as const),
  'duration',
  'cost',
  'age',
  'actions',
];

/** Metrics of the runs at hand that get a column; `val/loss` always has one. */
export function metricColumns(runs: readonly RunSummary[]): readonly string[] {
  return METRICS.filter(
    (tag) => tag === 'val/loss' || runs.some(({ metrics }) => metrics[tag] !== undefined),
  ).slice(0, MOST_METRICS);
}

/** The columns that fit a width, in their order. */
export function fittingColumns(metrics: readonly string[], width: number): readonly RunColumn[] {
  let left = width;
  const fitting = new Set<RunColumn>();
  for (const [column, columnWidth] of WIDTHS) {
    if (column.startsWith('metric:') && !metrics.includes(column.slice('metric:'.length))) continue;
    left -= columnWidth;
    if (left < 0) break;
    fitting.add(column);
  }
  return ORDER.filter((column) => fitting.has(column));
}

/** What the host sorts a column by; null for one that does not sort. */
export function sortKey(column: RunColumn): string | null {
  return isMetricColumn(column) ? column.slice('metric:'.length) : SORT_KEYS[column];
}

/** The column that a host's sort key stands for. */
export function sortedColumn(key: string): RunColumn {
  const named = ORDER.find((column) => sortKey(column) === key);
  return named ?? `metric:${key}`;
}

export function isMetricColumn(column: RunColumn): column is `metric:${string}` {
  return column.startsWith('metric:');
}
