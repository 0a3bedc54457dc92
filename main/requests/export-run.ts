import { basename, join } from 'node:path';
import type { ExportedFile } from '../../app/contract/exchange.ts';
import type { Params, Reply } from '../../app/contract/requests.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import { EXPORT_SUFFIXES, SHEET_SUFFIX } from '../../app/exchange/export-formats.ts';
import type { ModelSheet } from '../../app/exchange/model-sheet.ts';
import { type FileContent, writeFiles } from '../exchange/write-files.ts';
import { engineAnswer } from '../runs/engine-answer.ts';
import { readManifest } from '../shards/manifest.ts';
import type { Context } from './context.ts';

/** Hands on what a run has learnt, with the recipe that its input goes through. */
export async function exportRun(
  { store, scores, folders, startEngine, exportFolder }: Context,
  { run, to, path }: Params<'runs.export'>,
): Promise<Result<Reply<'runs.export'>>> {
  const found = store.runs.find(run);
  if (!found.ok) return found;
  const detail = store.runs.get(found.value.id);
  if (!detail.ok) return detail;
  const checkpoint = scores.resultCheckpoint(detail.value);
  if (!checkpoint.ok) return checkpoint;
  const dataset = store.datasets.find(found.value.datasetId);
  if (!dataset.ok) return dataset;
  const datasetFolder = folders.dataset(dataset.value.id);
  const manifest = await readManifest(datasetFolder);
  if (!manifest.ok) return manifest;
  const { task, classes, recipe, fingerprint } = manifest.value;
  const answer = await engineAnswer(
    startEngine,
    {
      kind: 'export',
      checkpoint: checkpoint.value,
      datasetFolder,
      format: to,
      hubLayers: join(exportFolder, 'keras_hub_layers.py'),
      metadata: {
        'hearth.run': found.value.id,
        'hearth.name': found.value.name,
        'hearth.dataset': fingerprint,
        'hearth.task': task,
        'hearth.classes': JSON.stringify(classes),
      },
      threads: store.settings.read().threads,
    },
    'exported',
  );
  if (!answer.ok) return answer;
  const { parts, takes, inputs, outputs } = answer.value;
  const sheet: ModelSheet = {
    version: 1,
    run: { id: found.value.id, name: found.value.name },
    dataset: { name: dataset.value.name, fingerprint },
    task,
    takes,
    inputs,
    outputs,
    classes,
    recipe,
  };
  const target = path ?? fileName(found.value.name) + EXPORT_SUFFIXES[to];
  const contents = [
    ...parts.map(({ suffix, content }) => ({
      path: target + suffix,
      bytes: typeof content === 'string' ? Buffer.from(content) : content,
    })),
    { path: target + SHEET_SUFFIX, bytes: Buffer.from(`${JSON.stringify(sheet, null, 2)}\n`) },
  ];
  if (path !== null) {
    const refused = await writeFiles(contents);
    if (refused !== null) return fail(refused);
  }
  return ok({ takes, inputs, outputs, files: contents.map((each) => tell(each, path !== null)) });
}

/** A run's name as that of a file on any system. */
function fileName(name: string): string {
  return name.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '') || 'model';
}

function tell({ path, bytes }: FileContent, isWritten: boolean): ExportedFile {
  return {
    name: basename(path),
    path: isWritten ? path : null,
    sizeBytes: bytes.length,
    content: isWritten ? null : Buffer.from(bytes).toString('base64'),
  };
}
