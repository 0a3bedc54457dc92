import type { Dataset } from '../../app/dataset/dataset.ts';
import type { ImagesPage, ImagesQuery } from '../../app/dataset/explore/images-query.ts';
import type { DatasetProfile } from '../../app/dataset/explore/profile.ts';
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
