import type { Params, Reply } from '../../app/contract/requests.ts';
import { ok, type Result } from '../../app/errors.ts';
import { openDecoder } from '../../app/metrics/decode-output.ts';
import { reconstructionError } from '../../app/metrics/reconstruction.ts';
import { intoUnits } from '../../app/series/series-scales.ts';
import { prepareInput } from '../datasets/prepare-input.ts';
import { showReconstruction } from '../datasets/show-reconstruction.ts';
import { engineAnswer } from '../runs/engine-answer.ts';
import { readItemTokens } from '../shards/item-tokens.ts';
import type { Context } from './context.ts';
import { findRunData } from './run-data.ts';

const WHITE = 255;

/** Raw input in, decoded prediction out: the recipe of the run's dataset stands on both sides. */
export async function predict(
  context: Context,
  run: string,
  { input, continuation }: Pick<Params<'runs.predict'>, 'input' | 'continuation'>,
): Promise<Result<Reply<'runs.predict'>>> {
  const { store, scores, startEngine } = context;
  const found = await findRunData(context, run);
  if (!found.ok) return found;
  const { detail, dataset, folder, manifest } = found.value;
  const checkpoint = scores.resultCheckpoint(detail);
  if (!checkpoint.ok) return checkpoint;
  const itemTokens = await readItemTokens(folder, manifest);
  if (!itemTokens.ok) return itemTokens;
  const prepared = await prepareInput(manifest, dataset, input, continuation, itemTokens.value);
  if (!prepared.ok) return prepared;

  const {
    rows,
    features,
    series,
    units,
    images,
    files,
    continuation: goingOn,
    translation,
  } = prepared.value;
  const fileOf = (row: number) => {
    const file = files?.[row];
    return file === undefined ? {} : { file };
  };
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
  if (units !== undefined) intoUnits(outputs, width, units);
  const decoder = openDecoder(manifest.recipe);
  const rowsOf = Array.from({ length: rows }, (_, row) =>
    outputs.subarray(row * width, (row + 1) * width),
  );
  if (manifest.task === 'reconstruction' && reading === 'values') {
    const white = features instanceof Uint8Array ? WHITE : 1;
    const predictions = rowsOf.map(async (output, row) => {
      const sample = Float32Array.from(
        features.subarray(row * width, (row + 1) * width),
        (value) => value / white,
      );
      return {
        ...fileOf(row),
        error: reconstructionError(sample, output),
        reconstruction: await showReconstruction(manifest, output),
      };
    });
    return ok({ predictions: await Promise.all(predictions) });
  }
  return ok({
    predictions: rowsOf.map((output, row) => {
      const said = { ...fileOf(row), ...decoder.output(output, reading) };
      if (said.boxes !== undefined) return { ...said, image: images?.[row] };
      return { ...said, series: series?.[row] ?? undefined };
    }),
  });
}
