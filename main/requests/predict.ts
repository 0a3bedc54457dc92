import type { Params, Reply } from '../../app/contract/requests.ts';
import { ok, type Result } from '../../app/errors.ts';
import { openDecoder } from '../../app/metrics/decode-output.ts';
import { reconstructionError } from '../../app/metrics/reconstruction.ts';
import { prepareInput } from '../datasets/prepare-input.ts';
import { showReconstruction } from '../datasets/show-reconstruction.ts';
import { engineAnswer } from '../runs/engine-answer.ts';
import { readItemTokens } from '../shards/item-tokens.ts';
import { readManifest } from '../shards/manifest.ts';
import type { Context } from './context.ts';

const WHITE = 255;

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
  const folder = folders.dataset(dataset.value.id);
  const manifest = await readManifest(folder);
  if (!manifest.ok) return manifest;
  const itemTokens = await readItemTokens(folder, manifest.value);
  if (!itemTokens.ok) return itemTokens;
  const prepared = await prepareInput(
    manifest.value,
    dataset.value,
    input,
    continuation,
    itemTokens.value,
  );
  if (!prepared.ok) return prepared;

  const { rows, features, images, continuation: goingOn, translation } = prepared.value;
  const answer = await engineAnswer(
    startEngine,
    {
      kind: 'predict',
      checkpoint: checkpoint.value,
      rows,
      features,
      ...(goingOn && { continuation: goingOn }),
      ...(translation && { translation }),
      threads: store.settings.read().threads,
    },
    'predicted',
  );
  if (!answer.ok) return answer;
  const { width, reading, outputs } = answer.value;
  const decoder = openDecoder(manifest.value.recipe);
  const rowsOf = Array.from({ length: rows }, (_, row) =>
    outputs.subarray(row * width, (row + 1) * width),
  );
  if (manifest.value.task === 'reconstruction' && reading === 'values') {
    const white = features instanceof Uint8Array ? WHITE : 1;
    const predictions = rowsOf.map(async (output, row) => {
      const sample = Float32Array.from(
        features.subarray(row * width, (row + 1) * width),
        (value) => value / white,
      );
      return {
        error: reconstructionError(sample, output),
        reconstruction: await showReconstruction(manifest.value, output),
      };
    });
    return ok({ predictions: await Promise.all(predictions) });
  }
  return ok({
    predictions: rowsOf.map((output, row) => {
      const said = decoder.output(output, reading);
      return said.boxes === undefined ? said : { ...said, image: images?.[row] };
    }),
  });
}
