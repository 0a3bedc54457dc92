import type { RatingRow, RatingsPreview } from '../../../app/contract/family-previews.ts';
import { type Recipe, SPLITS } from '../../../app/dataset/dataset.ts';
import { itemIdOf, openIds } from '../../../app/dataset/ratings/fitted-ratings.ts';
import { AT_PREPARATION } from '../../../app/dataset/ratings/negative-sampler.ts';
import { RATING_FATES, type RatingFate } from '../../../app/dataset/ratings/rating-options.ts';
import type { SplitAssignment } from '../../../app/dataset/split.ts';
import type { AnalysedTable } from '../delimited/analysis.ts';
import type { TableSession } from '../delimited/table-session.ts';
import { readFrames } from '../recipes/read-frames.ts';
import { columnsOf, fitRatings, idsIn, inputsOf, numbersIn, seedOf } from './prepare-ratings.ts';
import type { RatingFates } from './rating-fates.ts';

/** Rows of one fate that are shown. */
const SHOWN_ALIKE = 4;

interface PreviewWork {
  readonly session: TableSession;
  readonly table: AnalysedTable;
  readonly recipe: Recipe;
}

/** What becomes of a sample's ratings, some of each fate row by row. */
export async function previewRatings(
  { session, table, recipe }: PreviewWork,
  assignment: SplitAssignment,
  fates: RatingFates | null,
): Promise<RatingsPreview> {
  const columns = columnsOf(table);
  const fit = await fitRatings({ session, table }, columns, assignment);
  const { userOf, itemOf } = openIds(fit.ratings);
  const before = new Counts();
  const after = new Counts();
  const dropped = { nameless: 0, below: 0, 'few-of-user': 0, 'few-of-item': 0 };
  const alike = new Map<string, number>();
  const rows: RatingRow[] = [];
  for await (const { frame, firstRow } of readFrames(session, table.staged, inputsOf(columns))) {
    const users = idsIn(frame, columns.user);
    const items = idsIn(frame, columns.item);
    const marks = columns.rating === null ? null : numbersIn(frame, columns.rating);
    for (let at = 0; at < frame.rows; at += 1) {
      const row = firstRow + at;
      const [user, item] = [users[at] ?? '', items[at] ?? ''];
      before.add(user, item);
      const reason = fates?.of(row) ?? null;
      const split = SPLITS[assignment[row] ?? SPLITS.length];
      if (reason !== null) dropped[reason] += 1;
      else after.add(user, item);
      const fate = reason ?? split;
      if (fate === undefined) continue;
      const shown = alike.get(fate) ?? 0;
      if (shown >= SHOWN_ALIKE) continue;
      alike.set(fate, shown + 1);
      const mark = marks?.[at] ?? Number.NaN;
      const rating = Number.isNaN(mark) ? null : mark;
      const stays = !isReason(fate);
      const drawn = new Int32Array(fit.ratings.negatives?.count ?? 0);
      if (stays) {
        const name = { seed: seedOf(recipe), epoch: AT_PREPARATION, row };
        fit.sampler?.draw(name, userOf(user), itemOf(item), drawn);
      }
      const { target } = fit;
      const learnt = stays && target.kind === 'standardize' && rating !== null;
      rows.push({
        user,
        item,
        rating,
        fate,
        target: learnt ? (rating - target.mean) / target.stddev : null,
        drawn: stays ? Array.from(drawn, (number) => itemIdOf(fit.ratings, number)) : [],
      });
    }
  }
  return { kind: 'ratings', before: before.counts(), after: after.counts(), dropped, rows };
}

function isReason(fate: RatingRow['fate']): fate is RatingFate {
  return RATING_FATES.some((reason) => reason === fate);
}

class Counts {
  readonly #users = new Set<string>();
  readonly #items = new Set<string>();
  #ratings = 0;

  add(user: string, item: string): void {
    this.#ratings += 1;
    this.#users.add(user);
    this.#items.add(item);
  }

  counts() {
    return { ratings: this.#ratings, users: this.#users.size, items: this.#items.size };
  }
}
