import type { PreparedManifest } from '../../app/dataset/prepared.ts';
import { slotsOf } from '../../app/dataset/ratings/fitted-ratings.ts';
import { NegativeSampler } from '../../app/dataset/ratings/negative-sampler.ts';
import {
  type RatingLayout,
  ratingLayout,
  ratingSamples,
  sampleLength,
  storedLength,
} from '../../app/dataset/ratings/rating-samples.ts';
import { ok, type Result } from '../../app/errors.ts';
import { readItemTokens } from '../shards/item-tokens.ts';
import { readTensorRows } from '../shards/read.ts';
import { gathered } from './gathered-rows.ts';
import type { RowSource } from './row-source.ts';

/** Rows read at once where only a part of each is kept. */
const BLOCK_ROWS = 65_536;

/** What stored rows of ratings lack to be samples. */
interface RatingsOpening {
  readonly layout: RatingLayout;
  readonly itemTokens: Int32Array | null;
  /** Draws others for each epoch; null keeps those that are stored. */
  readonly sampler: NegativeSampler | null;
  readonly seed: number;
}

/**
 * Makes samples of stored rows of ratings, where these are not samples already.
 * @param seed of what is drawn anew for each epoch; null keeps what is stored
 */
export async function withRatings(
  source: RowSource,
  folder: string,
  manifest: PreparedManifest,
  seed: number | null,
): Promise<Result<RowSource>> {
  const { ratings } = manifest.recipe;
  if (ratings === undefined) return ok(source);
  const { negatives } = ratings;
  const draws = seed !== null && negatives !== undefined;
  if (!draws && ratings.items === undefined) return ok(source);
  const itemTokens = await readItemTokens(folder, manifest);
  if (!itemTokens.ok) return itemTokens;
  const sampler = draws ? await openSampler(folder, manifest) : ok(null);
  if (!sampler.ok) return sampler;
  const layout = ratingLayout(ratings);
  const opening = { layout, itemTokens: itemTokens.value, sampler: sampler.value, seed: seed ?? 0 };
  return ok(ratingRows(source, opening));
}

/** Who chose what in training, to draw what they did not. */
export async function openSampler(
  folder: string,
  { splits: { train }, recipe: { ratings } }: PreparedManifest,
): Promise<Result<NegativeSampler>> {
  if (ratings === undefined) throw new Error('Only ratings have users and items');
  const width = 1 + slotsOf(ratings);
  const users = new Int32Array(train.rows);
  const items = new Int32Array(train.rows);
  for (let first = 0; first < train.rows; first += BLOCK_ROWS) {
    const block = await readTensorRows(folder, train.features, first, BLOCK_ROWS);
    if (!block.ok) return block;
    for (let at = 0; at * width < block.value.length; at += 1) {
      users[first + at] = Number(block.value[at * width]);
      items[first + at] = Number(block.value[at * width + 1]);
    }
  }
  const { user, item, negatives } = ratings;
  const draw = negatives?.draw ?? 'uniform';
  return ok(new NegativeSampler({ users, items }, user.ids.length, item.ids.length, draw));
}

function ratingRows(source: RowSource, opening: RatingsOpening): RowSource {
  const { layout, itemTokens, sampler, seed } = opening;
  const width = storedLength(layout);
  let epoch = 0;
  return {
    rows: source.rows,
    begin: (next) => {
      epoch = next;
    },
    prefetch: (rows) => source.prefetch(rows),
    close: () => source.close(),
    async take(wanted) {
      const taken = await source.take(wanted);
      if (!taken.ok) return taken;
      const inputs = gathered(taken.value);
      const { data } = inputs.features;
      if (!(data instanceof Int32Array)) throw new Error('Ratings are stored as int32');
      if (sampler !== null) {
        for (const [at, row] of wanted.entries()) {
          const [user = 0, item = 0] = data.subarray(at * width, at * width + 2);
          const others = data.subarray(at * width + 2, (at + 1) * width);
          sampler.draw({ seed, epoch, row }, user, item, others);
        }
      }
      const samples = ratingSamples(layout, data, itemTokens);
      const shape = [wanted.length, sampleLength(layout)];
      return ok({ ...inputs, features: { dtype: 'int32', shape, data: samples } });
    },
  };
}
