import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import type { ImportOptions } from '../../app/dataset/dataset.ts';
import { importProgressText, ProgressMeter } from '../../app/dataset/import-progress-text.ts';
import { ok, type Result } from '../../app/errors.ts';
import { text } from '../../app/text.ts';
import { datasetText } from './dataset-text.ts';
import {
  type ImportOptionsGiven,
  importChoices,
  SAMPLE_PREFIX,
  sourcePath,
  withImportOptions,
} from './import-options.ts';
import type { Answer, DeclareCommand, VerbContext } from './verb.ts';

interface Options extends ImportOptionsGiven {
  readonly name?: string;
  readonly again?: boolean;
}

export const declareImport: DeclareCommand = (program, runner, words) => {
  const command = program
    .command('import')
    .description(text(words, 'cli.help.import'))
    .argument('<path>', text(words, 'cli.help.import-path'))
    .option('--name <name>', text(words, 'cli.help.dataset-name'))
    .option('--again', text(words, 'cli.help.again'));
  withImportOptions(command, words).action((path: string, options: Options, given: Command) =>
    runner.onHost(given, (context) => importDataset(context, path, options)),
  );
};

async function importDataset(
  { client, language, progress, onInterrupt }: VerbContext,
  given: string,
  options: Options,
): Promise<Result<Answer>> {
  const choices = await importChoices(options);
  if (!choices.ok) return choices;
  const path = sourcePath(given);
  const name = await nameFor(path, options.name, choices.value);
  if (!name.ok) return name;

  const token = randomUUID();
  const meter = new ProgressMeter();
  const unsubscribe = client.subscribe('import.progress', (event) => {
    if (event.token !== token) return;
    const words = importProgressText(event, meter.elapsedMs(event, performance.now()), language);
    progress(event.total === null ? null : event.done / event.total, `${name.value}  ${words}`);
  });
  onInterrupt(() => void client.request('datasets.cancel-import', { token }));
  const imported = await client.request('datasets.import', {
    path,
    name: name.value,
    options: choices.value,
    token,
    ...(options.again === true && { again: true }),
  });
  unsubscribe();
  if (!imported.ok) return imported;
  return ok({ json: { dataset: imported.value }, text: datasetText(imported.value, language) });

  async function nameFor(
    source: string,
    wanted: string | undefined,
    using: ImportOptions,
  ): Promise<Result<string>> {
    if (wanted !== undefined) return ok(wanted);
    if (source.startsWith(SAMPLE_PREFIX)) return ok(source.slice(SAMPLE_PREFIX.length));
    const preview = await client.request('datasets.preview', { path: source, options: using });
    return preview.ok ? ok(preview.value.suggestedName) : preview;
  }
}
