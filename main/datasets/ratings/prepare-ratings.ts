import type { Recipe } from '../../../app/dataset/dataset.ts';
import {
  type FittedRatings,
  IdFit,
  openIds,
  ratingInput,
  ratingTarget,
} from '../../../app/dataset/ratings/fitted-ratings.ts';
import { AT_PREPARATION, NegativeSampler } from '../../../app/dataset/ratings/negative-sampler.ts';
import { ratingLayout, storedLength } from '../../../app/dataset/ratings/rating-samples.ts';
import type { FittedRecipe, FittedTarget } from '../../../app/dataset/recipe.ts';
import type { FittedInput } from '../../../app/dataset/recipes/fitted-table.ts';
import { type Frame, numbersOf, textsOf, type Vector } from '../../../app/dataset/recipes/frame.ts';
import { DEFAULT_SPLIT_SEED, type SplitAssignment } from '../../../app/dataset/split.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { findBadValues } from '../delimited/check.ts';
import type { ImportedData } from '../importer.ts';
import { PreparedWriter } from '../prepared-writer.ts';
import type { PrepareWork } from '../recipes/prepare-work.ts';
import { readFrames } from '../recipes/read-frames.ts';
import { fitItems, type PreparedItems } from './fit-items.ts';
import { type ItemTable, keepItems } from './item-table.ts';
import { NumberList } from './number-list.ts';

const TRAIN = 0;

/** What preparing a table's ratings takes. */
export interface RatingWork extends PrepareWork {
  /** The table that describes the items, where there is one. */
  readonly items?: ItemTable | null | undefined;
}

/** Columns of ratings, those of choices without a number. */
export interface RatedColumns {
  readonly user: string;
  readonly item: string;
  readonly rating: string | null;
}

/**
 * Prepares who rated what: numbers of user and item, with the standardised rating as target; or who chose what: the
 * item that was chosen and some that were not, drawn. Ids, scale and what is said of items come from the training split
 * only.
 * @param assignment split of every row
 */
export async function prepareRatings(
  work: RatingWork,
  assignment: SplitAssignment,
): Promise<Result<ImportedData>> {
  const { session, table, folder } = work;
  const { plan, path } = table;
  const columns = columnsOf(table);
  const [bad] = await findBadValues(session, table, columns.rating ? [plan.targetIndex] : []);
  if (bad !== undefined) {
    return fail({ code: 'dataset/bad-value', path, ...bad, expected: 'number' });
  }
  const fit = await fitRatings(work, columns, assignment);
  const items = work.items ? await fitItems(session, work.items, fit.ratings.item) : ok(null);
  if (!items.ok) return items;
  const ratings = withItems(fit.ratings, items.value);
  if (work.items) await keepItems(work.items, folder);
  return write(work, assignment, { ...fit, columns, ratings }, items.value?.tokens ?? null);
}

function withItems(ratings: FittedRatings, items: PreparedItems | null): FittedRatings {
  return items === null ? ratings : { ...ratings, items: items.fitted };
}

/** Columns of a table's ratings. */
export function columnsOf({ plan }: RatingWork['table']): RatedColumns {
  if (plan.ratings === null) throw new Error('The plan has no ratings');
  const { user, item } = plan.ratings;
  return { user, item, rating: plan.columns[plan.targetIndex]?.name ?? null };
}

export function inputsOf({ user, item, rating }: RatedColumns): readonly FittedInput[] {
  return [
    { column: user, type: 'text' },
    { column: item, type: 'text' },
    ...(rating === null ? [] : [{ column: rating, type: 'number' } as const]),
  ];
}

export interface RatingFit {
  readonly ratings: FittedRatings;
  readonly target: Extract<FittedTarget, { kind: 'standardize' | 'choice' }>;
  /** Who chose what in training, in the order of the source; null where ratings are learnt. */
  readonly sampler: NegativeSampler | null;
}

/** Ids, scale and what negatives are drawn from, of training rows. */
export async function fitRatings(
  { session, table }: Pick<RatingWork, 'session' | 'table'>,
  columns: RatedColumns,
  assignment: SplitAssignment,
): Promise<RatingFit> {
  const users = new IdFit(columns.user);
  const items = new IdFit(columns.item);
  const implicit = table.plan.ratings?.implicit;
  const chosen = { users: new NumberList(), items: new NumberList() };
  let [count, mean, squares] = [0, 0, 0];
  for await (const { frame, firstRow } of readFrames(session, table.staged, inputsOf(columns))) {
    const userIds = idsIn(frame, columns.user);
    const itemIds = idsIn(frame, columns.item);
    const marks = columns.rating === null ? null : numbersIn(frame, columns.rating);
    for (let row = 0; row < frame.rows; row += 1) {
      if (assignment[firstRow + row] !== TRAIN) continue;
      const user = users.add(userIds[row]);
      const item = items.add(itemIds[row]);
      if (implicit !== undefined) {
        chosen.users.push(user);
        chosen.items.push(item);
      }
      if (marks === null) continue;
      const mark = marks[row] ?? Number.NaN;
      count += 1;
      const off = mark - mean;
      mean += off / count;
      squares += off * (mark - mean);
    }
  }
  const ids = { user: users.finish(), item: items.finish() };
  if (implicit !== undefined) {
    const { negatives = 0, draw = 'uniform' } = implicit;
    const choices = { users: chosen.users.finish(), items: chosen.items.finish() };
    const [userCount, itemCount] = [ids.user.ids.length, ids.item.ids.length];
    return {
      ratings: { ...ids, negatives: { count: negatives, draw } },
      target: { kind: 'choice', column: columns.rating },
      sampler: new NegativeSampler(choices, userCount, itemCount, draw),
    };
  }
  const deviation = Math.sqrt(squares / Math.max(1, count));
  // A constant rating is as it is.
  const stddev = deviation > 0 ? deviation : 1;
  const column = columns.rating ?? '';
  return {
    ratings: ids,
    target: { kind: 'standardize', column, mean, stddev },
    sampler: null,
  };
}

/** Writes users and items as they are stored, of which readers make samples. */
async function write(
  work: RatingWork,
  assignment: SplitAssignment,
  { columns, ratings, target, sampler }: RatingFit & { readonly columns: RatedColumns },
  itemTokens: Int32Array | null,
): Promise<Result<ImportedData>> {
  const { session, table, recipe: asked, folder } = work;
  const { weight } = asked;
  const weighted = weight !== undefined;
  const { userOf, itemOf } = openIds(ratings);
  const layout = ratingLayout(ratings);
  const width = storedLength(layout);
  const seed = seedOf(asked);
  const sampleTarget = ratingTarget(ratings);
  const writer = new PreparedWriter(
    folder,
    assignment,
    ratingInput(ratings),
    sampleTarget,
    weighted,
    {
      stored: [width],
    },
  );
  const read = [
    ...inputsOf(columns),
    ...(weighted ? [{ column: weight, type: 'number' } as const] : []),
  ];
  try {
    for await (const { frame, firstRow } of readFrames(session, table.staged, read)) {
      const userIds = idsIn(frame, columns.user);
      const itemIds = idsIn(frame, columns.item);
      const features = new Int32Array(frame.rows * width);
      for (let row = 0; row < frame.rows; row += 1) {
        const user = userOf(userIds[row]);
        const item = itemOf(itemIds[row]);
        features[row * width] = user;
        features[row * width + 1] = item;
        const others = features.subarray(row * width + 2, (row + 1) * width);
        sampler?.draw({ seed, epoch: AT_PREPARATION, row: firstRow + row }, user, item, others);
      }
      await writer.append({
        features,
        target: targetsOf(frame, columns.rating, target, layout.slots),
        weight: weighted ? Float32Array.from(numbersIn(frame, weight)) : null,
      });
      work.onProgress(firstRow + frame.rows, table.staged.rows);
    }
    const recipe: FittedRecipe = { version: 2, recipe: asked, table: null, ratings, target };
    const itemLength = layout.itemLength;
    return ok({
      columns: table.columns,
      target: columns.rating,
      classCounts: [],
      rows: writer.rows(),
      split: asked.split,
      manifest: await writer.finish(
        'recommendation',
        recipe,
        itemTokens === null ? {} : { items: { values: itemTokens, length: itemLength } },
      ),
    });
  } finally {
    await writer.close();
  }
}

/** A standardised rating, or 1 for what was chosen and 0 for each that was drawn. */
function targetsOf(
  frame: Frame,
  rating: string | null,
  target: RatingFit['target'],
  slots: number,
): Float32Array {
  if (target.kind === 'choice') {
    const targets = new Float32Array(frame.rows * slots);
    for (let row = 0; row < frame.rows; row += 1) targets[row * slots] = 1;
    return targets;
  }
  const { mean, stddev } = target;
  return Float32Array.from(numbersIn(frame, rating ?? ''), (mark) => (mark - mean) / stddev);
}

/** What is drawn once for all rows follows the split's seed. */
export function seedOf({ split }: Recipe): number {
  return split !== undefined && 'seed' in split ? split.seed : DEFAULT_SPLIT_SEED;
}

export function idsIn(frame: Frame, column: string): readonly (string | null)[] {
  return textsOf(vectorOf(frame, column));
}

export function numbersIn(frame: Frame, column: string): Float64Array {
  return numbersOf(vectorOf(frame, column));
}

function vectorOf(frame: Frame, column: string): Vector {
  const vector = frame.columns.get(column);
  if (vector === undefined) throw new Error(`${column} was not read`);
  return vector;
}
