import type { Recipe, SampleInput, SampleTarget } from '../../../app/dataset/dataset.ts';
import {
  type FittedRatings,
  IdFit,
  openRatings,
  RATING_LENGTH,
  ratingVocabulary,
} from '../../../app/dataset/ratings/fitted-ratings.ts';
import type { RatingColumns } from '../../../app/dataset/ratings/rating-columns.ts';
import type { FittedRecipe, FittedTarget } from '../../../app/dataset/recipe.ts';
import type { FittedInput } from '../../../app/dataset/recipes/fitted-table.ts';
import { type Frame, numbersOf, textsOf, type Vector } from '../../../app/dataset/recipes/frame.ts';
import type { SplitAssignment } from '../../../app/dataset/split.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import type { AnalysedTable } from '../delimited/analysis.ts';
import { findBadValues } from '../delimited/check.ts';
import type { TableSession } from '../delimited/table-session.ts';
import type { ImportedData } from '../importer.ts';
import { PreparedWriter } from '../prepared-writer.ts';
import { readFrames } from '../recipes/read-frames.ts';

const TRAIN = 0;

/** What preparing a table's ratings takes. */
interface RatingWork {
  readonly session: TableSession;
  readonly table: AnalysedTable;
  /** With nothing left to guess. */
  readonly recipe: Recipe;
  readonly folder: string;
  readonly onProgress: (done: number, total: number | null) => void;
}

/**
 * Prepares who rated what: [rows, 2] numbers of user and item, with the standardised rating as target. Ids and
 * scale come from the training split only.
 * @param assignment split of every row
 */
export async function prepareRatings(
  work: RatingWork,
  assignment: SplitAssignment,
): Promise<Result<ImportedData>> {
  const { session, table, recipe: asked } = work;
  const { plan, path } = table;
  const columns = columnsOf(work);
  const [bad] = await findBadValues(session, table, [plan.targetIndex]);
  if (bad !== undefined) {
    return fail({ code: 'dataset/bad-value', path, ...bad, expected: 'number' });
  }
  const { ratings, target } = await fitRatings(work, columns, assignment);
  const { mean, stddev } = target;
  const encode = openRatings(ratings);
  const input: SampleInput = {
    kind: 'tokens',
    length: RATING_LENGTH,
    vocabulary: ratingVocabulary(ratings),
  };
  const sampleTarget: SampleTarget = { kind: 'values', shape: [] };
  const { weight } = asked;
  const weighted = weight !== undefined;
  const writer = new PreparedWriter(work.folder, assignment, input, sampleTarget, weighted);
  const read = [
    ...inputsOf(columns),
    ...(weighted ? [{ column: weight, type: 'number' } as const] : []),
  ];
  try {
    for await (const { frame, firstRow } of readFrames(session, table.staged, read)) {
      const marks = numbersIn(frame, columns.rating);
      await writer.append({
        features: encode(idsIn(frame, columns.user), idsIn(frame, columns.item)),
        target: Float32Array.from(marks, (mark) => (mark - mean) / stddev),
        weight: weighted ? Float32Array.from(numbersIn(frame, weight)) : null,
      });
      work.onProgress(firstRow + frame.rows, table.staged.rows);
    }
    const recipe: FittedRecipe = { version: 2, recipe: asked, table: null, ratings, target };
    return ok({
      columns: table.columns,
      target: columns.rating,
      classCounts: [],
      rows: writer.rows(),
      split: asked.split,
      manifest: await writer.finish('recommendation', recipe),
    });
  } finally {
    await writer.close();
  }
}

function columnsOf({ table: { plan } }: RatingWork): RatingColumns {
  const rating = plan.columns[plan.targetIndex]?.name;
  if (plan.ratings === null || rating === undefined) throw new Error('The plan has no ratings');
  return { ...plan.ratings, rating };
}

function inputsOf({ user, item, rating }: RatingColumns): readonly FittedInput[] {
  return [
    { column: user, type: 'text' },
    { column: item, type: 'text' },
    { column: rating, type: 'number' },
  ];
}

async function fitRatings(
  { session, table }: RatingWork,
  columns: RatingColumns,
  assignment: SplitAssignment,
): Promise<{
  readonly ratings: FittedRatings;
  readonly target: Extract<FittedTarget, { kind: 'standardize' }>;
}> {
  const users = new IdFit(columns.user);
  const items = new IdFit(columns.item);
  let [count, mean, squares] = [0, 0, 0];
  for await (const { frame, firstRow } of readFrames(session, table.staged, inputsOf(columns))) {
    const userIds = idsIn(frame, columns.user);
    const itemIds = idsIn(frame, columns.item);
    for (const [row, mark] of numbersIn(frame, columns.rating).entries()) {
      if (assignment[firstRow + row] !== TRAIN) continue;
      users.add(userIds[row]);
      items.add(itemIds[row]);
      count += 1;
      const off = mark - mean;
      mean += off / count;
      squares += off * (mark - mean);
    }
  }
  const deviation = Math.sqrt(squares / Math.max(1, count));
  // A constant rating is as it is.
  const stddev = deviation > 0 ? deviation : 1;
  return {
    ratings: { user: users.finish(), item: items.finish() },
    target: { kind: 'standardize', column: columns.rating, mean, stddev },
  };
}

function idsIn(frame: Frame, column: string): readonly (string | null)[] {
  return textsOf(vectorOf(frame, column));
}

function numbersIn(frame: Frame, column: string): Float64Array {
  return numbersOf(vectorOf(frame, column));
}

function vectorOf(frame: Frame, column: string): Vector {
  const vector = frame.columns.get(column);
  if (vector === undefined) throw new Error(`${column} was not read`);
  return vector;
}
