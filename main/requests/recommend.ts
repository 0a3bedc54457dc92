import { finalActivation } from '../../app/architecture/fit-loss.ts';
import { inferModel } from '../../app/architecture/infer-model.ts';
import type { Params, Reply } from '../../app/contract/requests.ts';
import type { PreparedManifest } from '../../app/dataset/prepared.ts';
import {
  type FittedRatings,
  itemIdOf,
  itemTitleOf,
  UNKNOWN_ID,
} from '../../app/dataset/ratings/fitted-ratings.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import type { ScoreUnit } from '../../app/metrics/evaluation.ts';
import type { RunDetail } from '../../app/training/run.ts';
import { engineAnswer } from '../runs/engine-answer.ts';
import { readManifest } from '../shards/manifest.ts';
import type { Context } from './context.ts';

/** Items told of what a user has rated. */
const MOST_RATED = 20;

interface RatedRun {
  readonly detail: RunDetail;
  readonly folder: string;
  readonly manifest: PreparedManifest;
  readonly ratings: FittedRatings;
}

/** What a run's model would put before a user, and what the user has rated. */
export async function recommend(
  context: Context,
  { run, user, count, includeSeen }: Params<'runs.recommend'>,
): Promise<Result<Reply<'runs.recommend'>>> {
  const { store, scores, startEngine } = context;
  const found = await ratedRun(context, run);
  if (!found.ok) return found;
  const { detail, folder, manifest, ratings } = found.value;
  const number = ratings.user.ids.indexOf(user) + 1;
  if (number === UNKNOWN_ID) {
    return fail({ code: 'run/user-unknown', user, users: ratings.user.ids.length });
  }
  const checkpoint = scores.resultCheckpoint(detail);
  if (!checkpoint.ok) return checkpoint;
  const answer = await engineAnswer(
    startEngine,
    {
      kind: 'recommend',
      checkpoint: checkpoint.value,
      datasetFolder: folder,
      user: number,
      count,
      includeSeen,
      threads: store.settings.read().threads,
    },
    'recommended',
  );
  if (!answer.ok) return answer;
  const { items, seen, marks, candidates } = answer.value;
  const { target } = manifest.recipe;
  const inUnit = (value: number) =>
    target.kind === 'standardize' ? value * target.stddev + target.mean : value;
  const told = (item: number) => ({
    item: itemIdOf(ratings, item),
    title: itemTitleOf(ratings, item),
  });
  const known = new Set(seen);
  const rated = Array.from(seen, (item, at) => ({ item, mark: marks[at] ?? 0 }))
    .filter(({ item }) => item !== UNKNOWN_ID)
    .toSorted((left, right) => right.mark - left.mark);
  return ok({
    user,
    scores: scoreUnit(detail, target.kind === 'standardize'),
    items: Array.from(items, (item, at) => ({
      ...told(item),
      score: inUnit(answer.value.scores[at] ?? Number.NaN),
      seen: known.has(item),
    })),
    candidates,
    rated: rated.slice(0, MOST_RATED).map(({ item, mark }) => ({
      ...told(item),
      rating: target.kind === 'standardize' ? inUnit(mark) : null,
    })),
    ratedCount: rated.length,
  });
}

/** Users whom training knows, by a part of their id. */
export async function findUsers(
  context: Context,
  { run, search, limit }: Params<'runs.users'>,
): Promise<Result<Reply<'runs.users'>>> {
  const found = await ratedRun(context, run);
  if (!found.ok) return found;
  const wanted = search.trim().toLowerCase();
  const { ids } = found.value.ratings.user;
  const users = ids.filter((id) => id.toLowerCase().includes(wanted));
  // An id that is meant whole comes first.
  const exact = users.filter((id) => id.toLowerCase() === wanted);
  const others = users.filter((id) => id.toLowerCase() !== wanted);
  return ok({ total: users.length, users: [...exact, ...others].slice(0, limit) });
}

async function ratedRun({ store, folders }: Context, run: string): Promise<Result<RatedRun>> {
  const found = store.runs.find(run);
  if (!found.ok) return found;
  const detail = store.runs.get(found.value.id);
  if (!detail.ok) return detail;
  const folder = folders.dataset(found.value.datasetId);
  const manifest = await readManifest(folder);
  if (!manifest.ok) return manifest;
  const { ratings } = manifest.value.recipe;
  if (ratings === undefined) {
    return fail({ code: 'run/no-users', run: found.value.name, task: manifest.value.task });
  }
  return ok({ detail: detail.value, folder, manifest: manifest.value, ratings });
}

function scoreUnit({ model }: RunDetail, areRatings: boolean): ScoreUnit {
  if (areRatings) return 'rating';
  const inferred = inferModel(model);
  const isProbability =
    inferred.ok && finalActivation(inferred.value.outputs[0].from) === 'sigmoid';
  return isProbability ? 'probability' : 'order';
}
