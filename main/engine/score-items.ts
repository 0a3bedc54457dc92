import { inferModel } from '../../app/architecture/infer-model.ts';
import { compilePrediction } from '../../app/compiler/compile-prediction.ts';
import type { PreparedManifest } from '../../app/dataset/prepared.ts';
import { catalogueSize, type FittedRatings } from '../../app/dataset/ratings/fitted-ratings.ts';
import {
  ratingLayout,
  ratingSamples,
  sampleLength,
  storedLength,
} from '../../app/dataset/ratings/rating-samples.ts';
import { ok, type Result } from '../../app/errors.ts';
import { elementCount } from '../../app/shape.ts';
import { readItemTokens } from '../shards/item-tokens.ts';
import type { Checkpoint } from './checkpoint.ts';
import { PredictionGraph } from './graphs.ts';
import { predictAll, weightValues } from './predict.ts';
import { usedWeights } from './used-weights.ts';
import type { EngineMeans } from './work.ts';

/** Rows of one call; more are no faster. */
const BATCH_ROWS = 1024;
/** Numbers of samples that are in memory at once, 64 MiB. */
const MOST_NUMBERS = 2 ** 24;

/** Says what a model thinks of every item for a user. */
export interface ItemScorer {
  /** Items that the model can tell apart: those that training knows, and others if it reads what is said of them. */
  readonly items: number;
  /** @returns by number − 1, valid until the next call */
  score(user: number): Promise<Result<Float32Array>>;
  close(): Promise<void>;
}

export async function openItemScorer(
  { model, plan, dataset, state }: Checkpoint,
  folder: string,
  manifest: PreparedManifest,
  { runtime, execution }: EngineMeans,
): Promise<Result<ItemScorer>> {
  const { ratings } = manifest.recipe;
  if (ratings === undefined) throw new Error('Only ratings have items');
  const itemTokens = await readItemTokens(folder, manifest);
  if (!itemTokens.ok) return itemTokens;
  const inferred = inferModel(model);
  if (!inferred.ok) return inferred;
  const layout = ratingLayout(ratings);
  const { slots } = layout;
  const length = sampleLength(layout);
  const read = inferred.value.inputShapes.reduce((sum, shape) => sum + elementCount(shape), 0);
  const items = read === length ? catalogueSize(ratings) : ratings.item.ids.length;
  const rows = Math.ceil(items / slots);
  const batch = Math.max(1, Math.min(BATCH_ROWS, rows));
  const weights = weightValues(usedWeights(state));
  const graph = await PredictionGraph.open(
    runtime,
    compilePrediction(model, dataset, batch, plan.loss, weights, execution),
  );
  if (!graph.ok) return graph;
  const blockRows = Math.max(1, Math.floor(MOST_NUMBERS / length / batch)) * batch;
  const block = (first: number) =>
    samplesOf(ratings, itemTokens.value, first, Math.min(blockRows, rows - first), items);
  const only = rows <= blockRows ? block(0) : null;
  const scores = new Float32Array(rows * slots);

  return ok({
    items,
    async score(user) {
      for (let first = 0; first < rows; first += blockRows) {
        const samples = only ?? block(first);
        for (let at = 0; at < samples.length; at += length) samples[at] = user;
        const said = await predictAll(graph.value, dataset.input, samples);
        if (!said.ok) return said;
        scores.set(said.value, first * slots);
      }
      return ok(scores.subarray(0, items));
    },
    close: () => graph.value.close(),
  });
}

/** Samples whose places are all items one after the other; the user is left open. */
function samplesOf(
  ratings: FittedRatings,
  itemTokens: Int32Array | null,
  first: number,
  rows: number,
  items: number,
): Int32Array {
  const layout = ratingLayout(ratings);
  const width = storedLength(layout);
  const stored = new Int32Array(rows * width);
  for (let row = 0; row < rows; row += 1) {
    for (let slot = 0; slot < layout.slots; slot += 1) {
      const item = (first + row) * layout.slots + slot + 1;
      if (item <= items) stored[row * width + 1 + slot] = item;
    }
  }
  return ratingSamples(layout, stored, itemTokens);
}
