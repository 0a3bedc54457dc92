import type { Params, Reply } from '../../app/contract/requests.ts';
import { ok, type Result } from '../../app/errors.ts';
import { openDecoder } from '../../app/metrics/decode-output.ts';
import { prepareInput } from '../datasets/prepare-input.ts';
import { engineAnswer } from '../runs/engine-answer.ts';
import { readManifest } from '../shards/manifest.ts';
import type { Context } from './context.ts';

/** Raw input in, decoded prediction out: the recipe of the run's dataset stands on both sides. */
export async function predict(
  { store, scores, folders, startEngine }: Context,
  run: string,
  { input, continuation }: Pick<Params<'runs.predict'>, 'input' | 'continuation'>,
): Promise<Result<Reply<'runs.predict'>>> {
  const found = store.runs.find(run);
  if (!found.ok) return found;
  const detail = store.runs.get(found.value.id);
  if (!detail.ok) return detail;
  const checkpoint = scores.resultCheckpoint(detail.value);
  if (!checkpoint.ok) return checkpoint;
  const dataset = store.datasets.find(found.value.datasetId);
  if (!dataset.ok) return dataset;
  const manifest = await readManifest(folders.dataset(dataset.value.id));
  if (!manifest.ok) return manifest;
  const prepared = await prepareInput(manifest.value, dataset.value, input, continuation);
  if (!prepared.ok) return prepared;

  const { rows, features, images } = prepared.value;
  const answer = await engineAnswer(
    startEngine,
    {
      kind: 'predict',
      checkpoint: checkpoint.value,
      rows,
      features,
      ...(prepared.value.continuation && { continuation: prepared.value.continuation }),
      threads: store.settings.read().threads,
    },
    'predicted',
  );
  if (!answer.ok) return answer;
  const { width, reading, outputs } = answer.value;
  const decoder = openDecoder(manifest.value.recipe);
  return ok({
    predictions: Array.from({ length: rows }, (_, row) => {
      const said = decoder.output(outputs.subarray(row * width, (row + 1) * width), reading);
      return said.boxes === undefined ? said : { ...said, image: images?.[row] };
    }),
  });
}
