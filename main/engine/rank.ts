import type { Split } from '../../app/dataset/dataset.ts';
import { ok, type Result } from '../../app/errors.ts';
import { BestItems, RANKING_MEASURES, rankingMeasures } from '../../app/metrics/top-items.ts';
import { randomStream } from '../../app/random.ts';
import { readManifest } from '../shards/manifest.ts';
import { readCheckpoint } from './checkpoint-file.ts';
import { eachRating } from './rating-history.ts';
import { openItemScorer } from './score-items.ts';
import type { EngineMeans, EventOf, WorkOf } from './work.ts';

/** Scores that all users together may take, some ten seconds; of more users some are drawn. */
const MOST_SCORES = 1e7;
const FEWEST_USERS = 20;

/** What a user liked in a split, and had seen before. */
interface UserItems {
  readonly relevant: Set<number>;
  readonly seen: Set<number>;
}

/**
 * Puts all items that a user has not seen in order, once by a model and once by how often they were rated in training,
 * for the users who like something in a split: what they chose, or rated no lower than training's mean.
 * Seen is what is in training, and for the test split in validation, too.
 */
export async function rank(
  { checkpoint: path, datasetFolder, split, k, mostScores = MOST_SCORES }: WorkOf<'rank'>,
  means: EngineMeans,
): Promise<Result<EventOf<'ranked'>>> {
  const checkpoint = await readCheckpoint(path);
  if (!checkpoint.ok) return checkpoint;
  const manifest = await readManifest(datasetFolder);
  if (!manifest.ok) return manifest;
  const scorer = await openItemScorer(checkpoint.value, datasetFolder, manifest.value, means);
  if (!scorer.ok) return scorer;
  const { items } = scorer.value;

  const liking = new Map<number, UserItems>();
  const liked = await eachRating(datasetFolder, manifest.value, [split], ({ user, item, mark }) => {
    if (user === 0 || item === 0 || mark < 0) return;
    const known = liking.get(user) ?? { relevant: new Set(), seen: new Set() };
    known.relevant.add(item);
    liking.set(user, known);
  });
  if (!liked.ok) return liked;
  const counts = new Float64Array(items);
  const before: readonly Split[] = split === 'test' ? ['train', 'val'] : ['train'];
  const visited = await eachRating(datasetFolder, manifest.value, before, (rating) => {
    const { user, item } = rating;
    if (rating.split === 'train') counts[item - 1] = (counts[item - 1] ?? 0) + 1;
    liking.get(user)?.seen.add(item);
    liking.get(user)?.relevant.delete(item);
  });
  if (!visited.ok) return visited;
  const all = [...liking].filter(([, { relevant }]) => relevant.size > 0);
  const affordable = Math.max(FEWEST_USERS, Math.floor(mostScores / Math.max(1, items)));
  const chosen = drawn(all, affordable);

  const width = RANKING_MEASURES.length;
  const model = new Float64Array(chosen.length * width);
  const popularity = new Float64Array(chosen.length * width);
  const given = { model: new Set<number>(), popularity: new Set<number>() };
  for (const [at, [user, { relevant, seen }]] of chosen.entries()) {
    const scores = await scorer.value.score(user);
    if (!scores.ok) return scores;
    const [best, popular] = [new BestItems(k), new BestItems(k)];
    for (let item = 1; item <= items; item += 1) {
      if (seen.has(item)) continue;
      best.add(item, scores.value[item - 1] ?? Number.NaN);
      popular.add(item, counts[item - 1] ?? 0);
    }
    model.set(rankingMeasures(best.items, relevant, k), at * width);
    popularity.set(rankingMeasures(popular.items, relevant, k), at * width);
    for (const item of best.items) given.model.add(item);
    for (const item of popular.items) given.popularity.add(item);
  }
  await scorer.value.close();
  return ok({
    kind: 'ranked',
    k,
    users: chosen.length,
    ofUsers: all.length,
    items,
    model,
    popularity,
    coverage: { model: given.model.size / items, popularity: given.popularity.size / items },
  });
}

/** So many of some, at random but the same each time, in their order. */
function drawn<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all;
  const { nextBelow } = randomStream(0, 'ranking/users');
  const places = Array.from(all.keys());
  for (let at = 0; at < most; at += 1) {
    const other = at + nextBelow(places.length - at);
    [places[at], places[other]] = [places[other] ?? 0, places[at] ?? 0];
  }
  const kept = new Set(places.slice(0, most));
  return all.filter((_, place) => kept.has(place));
}
