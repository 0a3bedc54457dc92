import type { RatingPreview } from '../../../app/dataset/dataset.ts';
import type { PreviewWarning } from '../../../app/dataset/preview-warning.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import type { AnalysedTable } from '../delimited/analysis.ts';
import { textCell } from '../delimited/cells.ts';
import { sqlText, type TableSession } from '../delimited/table-session.ts';
import { itemColumns } from './fit-items.ts';
import type { ItemTable } from './item-table.ts';

/** What an import would learn of ratings, and what it could not. */
interface DescribedRatings {
  readonly ratings: RatingPreview;
  readonly warnings: readonly PreviewWarning[];
}

/** What is to be known of ratings and of the table of their items before importing; null for other tables. */
export async function describeItems(
  session: TableSession,
  { staged, plan }: AnalysedTable,
  items: ItemTable | null,
): Promise<Result<DescribedRatings | null>> {
  if (plan.ratings === null) return ok(null);
  const { user, item, implicit } = plan.ratings;
  const ratings = { user, item, ...(implicit && { implicit }) };
  if (items === null) return ok({ ratings, warnings: [] });
  const { id, title, others } = itemColumns(items.staged.names, item);
  if (others.length === 0) return fail({ code: 'dataset/no-features', path: items.path });
  const idsOf = (
    table: { readonly names: readonly string[]; readonly parquetPath: string },
    column: string,
  ) =>
    `(SELECT DISTINCT ${textCell(table.names.indexOf(column))} AS id
      FROM read_parquet(${sqlText(table.parquetPath)}))`;
  const [found = []] = await session.rows(
    `SELECT count(*), min(id) FROM ${idsOf(staged, item)}
     WHERE id <> '' AND id NOT IN (SELECT id FROM ${idsOf(items.staged, id)})`,
  );
  const [undescribed, first] = found;
  const count = Number(undescribed);
  return ok({
    ratings: {
      ...ratings,
      items: { path: items.path, rows: items.staged.rows, title, columns: others },
    },
    warnings: count === 0 ? [] : [{ kind: 'items-undescribed', count, item: String(first) }],
  });
}
