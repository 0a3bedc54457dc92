import type { Dataset } from '../../app/dataset/dataset.ts';
import type { ImagesPage, ImagesQuery } from '../../app/dataset/explore/images-query.ts';
import type { DatasetProfile } from '../../app/dataset/explore/profile.ts';
import type { Correlations, TargetPlot } from '../../app/dataset/explore/relations.ts';
import type { BrowsedRow, RowsPage, RowsQuery } from '../../app/dataset/explore/rows-query.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import { totalRows } from '../views/datasets/dataset-order.ts';

/** Rows that count; a filter that holds `nonsense` is refused, every other one halves them. */
export function someBrowsedRows(
  dataset: Dataset,
  { split, where, order }: RowsQuery,
  offset: number,
  limit: number,
): Result<RowsPage> {
  if (where?.includes('nonsense')) {
    return fail({
      code: 'dataset/expression-invalid',
      field: 'where',
      expression: where,
      position: where.indexOf('nonsense') + 1,
      problem: 'unknown-column',
      detail: 'nonsense',
      known: dataset.columns.map(({ name }) => name),
    });
  }
  const all = split === null ? totalRows(dataset) : dataset.rows[split];
  const total = where === null ? all : Math.floor(all / 2);
  const descending = order?.endsWith('DESC') ?? false;
  const rows = Array.from(
    { length: Math.max(0, Math.min(limit, total - offset)) },
    (_, at): BrowsedRow => {
      const row = descending ? total - 1 - offset - at : offset + at;
      const cells = dataset.columns.map(({ type }) => (type === 'number' ? row / 10 : `w${row}`));
      return { row, split: split ?? 'train', cells };
    },
  );
  const columns = dataset.columns.map(({ name, type }) => ({ name, type }));
  return ok({ columns, total, rows });
}

/** What a dataset of numbers and categories holds. */
export function aProfile(dataset: Dataset): DatasetProfile {
  const histogram = { start: 0, width: 0.5, counts: [4, 9, 30, 60, 34, 10, 3] };
  return {
    dataset: dataset.name,
    rows: totalRows(dataset),
    columns: dataset.columns.map(({ name, type, role, missing, distinct, ...known }) => ({
      name,
      type,
      role,
      missing,
      distinct,
      ...(type === 'number' && {
        numbers: {
          minimum: known.minimum ?? 0,
          mean: known.mean ?? 0,
          maximum: known.maximum ?? 0,
          stddev: known.stddev ?? 0,
          quantiles: [0.1, 0.4, 1.1, 1.6, 2.2, 3.1, 3.4],
          histogram,
        },
      }),
      ...(type === 'category' && {
        top: dataset.classCounts.map(({ name: value, count }) => ({ value, count })),
      }),
    })),
    texts: [],
    ratings: null,
    images: null,
  };
}

const DOT =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGD4DwABBAEAX+XDSwAAAABJRU5ErkJggg==';

/** Images whose classes take turns. */
export function someBrowsedImages(
  dataset: Dataset,
  { split, className }: ImagesQuery,
  offset: number,
  limit: number,
): ImagesPage {
  const all = split === null ? totalRows(dataset) : dataset.rows[split];
  const { classes } = dataset;
  const total = className === null ? all : Math.floor(all / classes.length);
  const images = Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, at) => ({
    row: offset + at,
    split: split ?? 'train',
    label: className ?? classes[(offset + at) % classes.length] ?? '',
    thumbnail: DOT,
  }));
  return { total, images };
}

/** Correlations that fall with the distance of columns. */
export function someCorrelations(dataset: Dataset): Correlations {
  const columns = dataset.columns.filter(({ type }) => type === 'number').map(({ name }) => name);
  const values = columns.map((_, y) =>
    columns.map((__, x) => (x === y ? 1 : 0.5 - (0.4 * (x + y)) / 3)),
  );
  const rows = totalRows(dataset);
  return { dataset: dataset.name, rows, totalRows: rows, columns, values };
}

/** A target of classes against any column. */
export function aTargetPlot(dataset: Dataset, column: string): TargetPlot {
  const group = { value: null, rows: 50 };
  return {
    dataset: dataset.name,
    column,
    type: 'number',
    ofLength: false,
    target: dataset.target ?? '',
    rows: 100,
    classes: dataset.classes,
    groups: [
      { ...group, from: 0, to: 1, shares: [0.9, 0.1, 0, 0] },
      { ...group, from: 1, to: 2, shares: [0.1, 0.4, 0.5, 0] },
    ],
  };
}
