import { numbersOf } from '../../../app/dataset/recipes/frame.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import type { AnalysedTable } from '../delimited/analysis.ts';
import type { TableSession } from '../delimited/table-session.ts';
import { readFrames } from '../recipes/read-frames.ts';
import type { RowLabels } from '../recipes/row-facts.ts';

/** Leaves out ratings that are no choices, where choices are learnt; of all other tables nothing. */
export async function withoutChoice(
  session: TableSession,
  { staged, plan }: AnalysedTable,
  labels: RowLabels,
): Promise<Result<RowLabels>> {
  const positiveFrom = plan.ratings?.implicit?.positiveFrom;
  const column = plan.columns[plan.targetIndex]?.name;
  if (positiveFrom === undefined || column === undefined) return ok(labels);
  const without: number[] = [];
  for await (const { frame, firstRow } of readFrames(session, staged, [
    { column, type: 'number' },
  ])) {
    const vector = frame.columns.get(column);
    if (vector === undefined) throw new Error(`${column} was not read`);
    for (const [row, mark] of numbersOf(vector).entries()) {
      if (!(mark >= positiveFrom)) without.push(firstRow + row);
    }
  }
  if (without.length === staged.rows)
    return fail({ code: 'dataset/no-choices', column, positiveFrom });
  return ok({ labels: labels.labels, withoutTarget: without });
}
