import { basename, join } from 'node:path';
import type { ExportedFile } from '../../app/contract/exchange.ts';
import type { Params, Reply } from '../../app/contract/requests.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import { EXPORT_SUFFIXES, SHEET_SUFFIX } from '../../app/exchange/export-formats.ts';
import type { ModelSheet } from '../../app/exchange/model-sheet.ts';
import { type FileContent, writeFiles } from '../exchange/write-files.ts';
import { engineAnswer } from '../runs/engine-answer.ts';
import type { Context } from './context.ts';
import { findRunData } from './run-data.ts';

/** Hands on what a run has learnt, with the recipe that its input goes through. */
export async function exportRun(
  context: Context,
  { run, to, path }: Params<'runs.export'>,
): Promise<Result<Reply<'runs.export'>>> {
  const { store, scores, startEngine, exportFolder } = context;
  const found = await findRunData(context, run);
  if (!found.ok) return found;
  const { detail, dataset, folder, manifest } = found.value;
  const checkpoint = scores.resultCheckpoint(detail);
  if (!checkpoint.ok) return checkpoint;
  const { id, name } = detail.run;
  const { task, classes, recipe, fingerprint } = manifest;
  const answer = await engineAnswer(
    startEngine,
    {
      kind: 'export',
      checkpoint: checkpoint.value,
      datasetFolder: folder,
      format: to,
      hubLayers: join(exportFolder, 'keras_hub_layers.py'),
      tableFeatures: join(exportFolder, 'table_features.py'),
      metadata: {
        'hearth.run': id,
        'hearth.name': name,
        'hearth.dataset': fingerprint,
        'hearth.task': task,
        'hearth.classes': JSON.stringify(classes),
      },
      threads: store.settings.read().threads,
    },
    'exported',
  );
  if (!answer.ok) return answer;
  const { parts, takes, inputs, outputs, tokenizers } = answer.value;
  const sheet: ModelSheet = {
    version: 1,
    run: { id, name },
    dataset: { name: dataset.name, fingerprint },
    task,
    takes,
    inputs,
    outputs,
    tokenizers,
    classes,
    recipe,
  };
  const target = path ?? fileName(name) + EXPORT_SUFFIXES[to];
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
  const files = contents.map((each) => tell(each, path !== null));
  return ok({ takes, inputs, outputs, tokenizers, files });
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
