import { readFile } from 'node:fs/promises';
import { ok, type Result } from '../../app/errors.ts';
import { exportModel as encodeExport } from '../../app/exchange/export-model.ts';
import { readItemTokens } from '../shards/item-tokens.ts';
import { readManifest } from '../shards/manifest.ts';
import { readCheckpoint } from './checkpoint-file.ts';
import { weightValues } from './predict.ts';
import { usedWeights } from './used-weights.ts';
import type { EventOf, WorkOf } from './work.ts';

/** A checkpoint's model, with its dataset's recipe, as the bytes of a file for other programs. */
export async function exportModel({
  checkpoint: path,
  datasetFolder,
  format,
  metadata,
  hubLayers,
  tableFeatures,
}: WorkOf<'export'>): Promise<Result<EventOf<'exported'>>> {
  const checkpoint = await readCheckpoint(path);
  if (!checkpoint.ok) return checkpoint;
  const manifest = await readManifest(datasetFolder);
  if (!manifest.ok) return manifest;
  const itemTokens = await readItemTokens(datasetFolder, manifest.value);
  if (!itemTokens.ok) return itemTokens;
  const { model, plan, dataset, state } = checkpoint.value;
  const trained = {
    model,
    data: dataset,
    loss: plan.loss,
    weights: weightValues(usedWeights(state)),
    recipe: manifest.value.recipe,
    itemTokens: itemTokens.value,
  };
  const exported = encodeExport(trained, format, {
    metadata,
    hubLayers: await readFile(hubLayers, 'utf8'),
    tableFeatures: await readFile(tableFeatures, 'utf8'),
  });
  return exported.ok ? ok({ kind: 'exported', ...exported.value }) : exported;
}
