import type { Dataset } from '../../../app/dataset/dataset.ts';
import type { Correlations } from '../../../app/dataset/explore/relations.ts';
import { browsedNames, ROW_COLUMN, sqlName } from '../../../app/dataset/explore/rows-query.ts';
import { ok, type Result } from '../../../app/errors.ts';
import type { BrowseSession } from './browse-session.ts';
import { BROWSED, browse } from './browse-table.ts';

/** More rows change no digit that is shown. */
const MOST_ROWS = 1_000_000;
/** Of more columns, a matrix can no longer be read. */
const MOST_COLUMNS = 16;

/** Every n-th row, so that a query looks at a million at most. */
export async function sampled(
  session: BrowseSession,
): Promise<{ readonly from: string; readonly rows: number; readonly totalRows: number }> {
  const [counted] = await session.rows(`SELECT count(*) FROM ${BROWSED}`);
  const totalRows = Number(counted?.[0]);
  const every = Math.max(1, Math.ceil(totalRows / MOST_ROWS));
  const from = `(SELECT * FROM ${BROWSED} WHERE ${sqlName(ROW_COLUMN)} % ${every} = 0)`;
  return { from, rows: Math.floor(totalRows / every), totalRows };
}

/** Pearson's correlation of each two columns of numbers. Fails with `recipe/no-table` or `dataset/damaged`. */
export async function correlate(folder: string, dataset: Dataset): Promise<Result<Correlations>> {
  const names = browsedNames(dataset.columns.map(({ name }) => name));
  const numbers = dataset.columns.flatMap(({ name, type, role }, at) =>
    type === 'number' ? [{ name, role, sql: sqlName(names[at] ?? '') }] : [],
  );
  const chosen = [
    ...numbers.filter(({ role }) => role !== 'target').slice(0, MOST_COLUMNS),
    ...numbers.filter(({ role }) => role === 'target'),
  ];
  return browse(folder, dataset, async (session) => {
    const { from, rows, totalRows } = await sampled(session);
    const pairs = chosen.flatMap((left, at) => chosen.slice(at + 1).map((right) => [left, right]));
    const aggregates = pairs.map(([left, right]) => `corr(${left?.sql}, ${right?.sql})`);
    const [found = []] =
      aggregates.length === 0
        ? [[]]
        : await session.rows(`SELECT ${aggregates.join(', ')} FROM ${from}`);
    const values: (number | null)[][] = chosen.map((_, at) =>
      chosen.map((__, other) => (at === other ? 1 : null)),
    );
    let next = 0;
    for (let left = 0; left < chosen.length; left += 1) {
      for (let right = left + 1; right < chosen.length; right += 1) {
        const value = found[next];
        next += 1;
        // Of a constant column it is no number.
        const told = typeof value === 'number' && Number.isFinite(value) ? value : null;
        for (const [row, column] of [
          [left, right],
          [right, left],
        ] as const) {
          const cells = values[row];
          if (cells !== undefined) cells[column] = told;
        }
      }
    }
    const columns = chosen.map(({ name }) => name);
    return ok({ dataset: dataset.name, rows, totalRows, columns, values });
  });
}
