import { type Dataset, SPLITS } from '../../../app/dataset/dataset.ts';
import type { TableSort } from '../../components/table.ts';

export type DatasetColumn = 'name' | 'task' | 'rows' | 'input' | 'classes' | 'size' | 'created';

const SORT_VALUES: Readonly<Record<DatasetColumn, (dataset: Dataset) => string | number>> = {
  name: (dataset) => dataset.name,
  task: (dataset) => dataset.task,
  rows: totalRows,
  input: (dataset) => dataset.input.kind,
  classes: (dataset) => dataset.classes.length,
  size: (dataset) => dataset.sizeBytes,
  created: (dataset) => dataset.createdAt,
};

/** Rows of all splits. */
export function totalRows(dataset: Dataset): number {
  return SPLITS.reduce((sum, split) => sum + dataset.rows[split], 0);
}

/** Equal values stay in the order of names. */
export function sortDatasets(
  datasets: readonly Dataset[],
  { column, descending }: TableSort<DatasetColumn>,
): readonly Dataset[] {
  const value = SORT_VALUES[column];
  return datasets.toSorted((left, right) => {
    const order = compare(value(left), value(right)) || compare(left.name, right.name);
    return descending ? -order : order;
  });
}

function compare(left: string | number, right: string | number): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return String(left).localeCompare(String(right));
}
