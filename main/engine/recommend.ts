import { SPLITS } from '../../app/dataset/dataset.ts';
import { ok, type Result } from '../../app/errors.ts';
import { BestItems } from '../../app/metrics/top-items.ts';
import { readManifest } from '../shards/manifest.ts';
import { readCheckpoint } from './checkpoint-file.ts';
import { eachRating, type StoredRating } from './rating-history.ts';
import { openItemScorer } from './score-items.ts';
import type { EngineMeans, EventOf, WorkOf } from './work.ts';

/** The items that a model thinks best for a user, and those that the user has rated or chosen. */
export async function recommend(
  { checkpoint: path, datasetFolder, user, count, includeSeen }: WorkOf<'recommend'>,
  means: EngineMeans,
): Promise<Result<EventOf<'recommended'>>> {
  const checkpoint = await readCheckpoint(path);
  if (!checkpoint.ok) return checkpoint;
  const manifest = await readManifest(datasetFolder);
  if (!manifest.ok) return manifest;
  const seen: StoredRating[] = [];
  const read = await eachRating(datasetFolder, manifest.value, SPLITS, (rating) => {
    if (rating.user === user) seen.push(rating);
  });
  if (!read.ok) return read;
  const scorer = await openItemScorer(checkpoint.value, datasetFolder, manifest.value, means);
  if (!scorer.ok) return scorer;
  const scores = await scorer.value.score(user);
  if (!scores.ok) return scores;
  const left = new Set(includeSeen ? [] : seen.map(({ item }) => item));
  const best = new BestItems(count);
  for (const [at, score] of scores.value.entries()) {
    if (!left.has(at + 1)) best.add(at + 1, score);
  }
  await scorer.value.close();
  return ok({
    kind: 'recommended',
    items: Int32Array.from(best.items),
    scores: Float32Array.from(best.scores),
    candidates: scorer.value.items - left.size,
    seen: Int32Array.from(seen, ({ item }) => item),
    marks: Float32Array.from(seen, ({ mark }) => mark),
  });
}
