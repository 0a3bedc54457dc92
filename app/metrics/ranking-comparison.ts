import { randomStream } from '../random.ts';
import type { Ranking } from './evaluation.ts';
import { bootstrapIntervals, type Interval } from './intervals.ts';
import { equalWeights, type Measure, weightedMean } from './measure.ts';
import { RANKING_MEASURES, rankingName } from './top-items.ts';

/** What users were given, as the engine's `ranked` event brings it. */
export interface RankedUsers {
  readonly k: number;
  /** Users that were looked at, of how many who like something in the split. */
  readonly users: number;
  readonly ofUsers: number;
  /** Items that could be put before them. */
  readonly items: number;
  /** [users × measures], flat, in the order of `RANKING_MEASURES` */
  readonly model: Float64Array;
  readonly popularity: Float64Array;
  /** Share of the items that any user was given. */
  readonly coverage: { readonly model: number; readonly popularity: number };
}

/** Values that all resamples together may read. */
const BOOTSTRAP_BUDGET = 5e6;
const MOST_RESAMPLES = 500;
const FEWEST_RESAMPLES = 50;

/** Means over users with 95 % intervals, beside those of items that go by how often they were chosen. */
export interface ComparedRanking {
  readonly ranking: Ranking;
  readonly metrics: Readonly<Record<string, number>>;
  readonly intervals: Readonly<Record<string, Interval>>;
}

/** Works step by step, so that a host can answer others in between. @param relevantFrom see `Ranking` */
export function* compareRanking(
  ranked: RankedUsers,
  relevantFrom: number | null,
): Generator<void, ComparedRanking> {
  const { k, users, ofUsers, items, coverage } = ranked;
  const measure = measureOf(ranked.model, users, k);
  const resamples = Math.floor(BOOTSTRAP_BUDGET / (users * RANKING_MEASURES.length));
  const intervals = yield* bootstrapIntervals(
    measure,
    users,
    Math.max(FEWEST_RESAMPLES, Math.min(MOST_RESAMPLES, resamples)),
    randomStream(0, 'bootstrap/ranking').nextBelow,
  );
  const covered = rankingName('coverage', k);
  return {
    ranking: {
      k,
      users,
      ofUsers,
      items,
      relevantFrom,
      popularity: {
        ...measureOf(ranked.popularity, users, k)(equalWeights(users)),
        [covered]: coverage.popularity,
      },
    },
    metrics: { ...measure(equalWeights(users)), [covered]: coverage.model },
    intervals,
  };
}

function measureOf(values: Float64Array, users: number, k: number): Measure {
  const columns = RANKING_MEASURES.map((_, at) =>
    Float64Array.from(
      { length: users },
      (_, user) => values[user * RANKING_MEASURES.length + at] ?? 0,
    ),
  );
  return (weights) =>
    Object.fromEntries(
      RANKING_MEASURES.map((name, at) => [
        rankingName(name, k),
        weightedMean(columns[at] ?? new Float64Array(0), weights),
      ]),
    );
}
