import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { DATASET_FORMATS, type ImportOptions, TASKS } from '../../app/dataset/dataset.ts';
import { ok, type Result } from '../../app/errors.ts';
import { formatCount } from '../../app/format.ts';
import { text } from '../../app/text.ts';
import { datasetText } from './dataset-text.ts';
import { choiceOf, collected } from './option-values.ts';
import { readJsonFile } from './read-json-file.ts';
import type { Answer, DeclareCommand, VerbContext } from './verb.ts';

interface Options {
  readonly name?: string;
  readonly format?: string;
  readonly task?: string;
  readonly target?: string;
  readonly weight?: string;
  readonly ignore?: readonly string[];
  readonly recipe?: string;
}

const SAMPLE_PREFIX = 'sample:';

export const declareImport: DeclareCommand = (program, runner, words) => {
  program
    .command('import')
    .description(text(words, 'cli.help.import'))
    .argument('<path>', text(words, 'cli.help.import-path'))
    .option('--name <name>', text(words, 'cli.help.dataset-name'))
    .option('--format <format>', text(words, 'cli.help.format'))
    .option('--task <task>', text(words, 'cli.help.task'))
    .option('--target <column>', text(words, 'cli.help.target'))
    .option('--weight <column>', text(words, 'cli.help.weight'))
    .option('--ignore <column>', text(words, 'cli.help.ignore'), collected)
    .option('--recipe <file>', text(words, 'cli.help.recipe'))
    .action((path: string, options: Options, command: Command) =>
      runner.onHost(command, (context) => importDataset(context, path, options)),
    );
};

async function importDataset(
  { client, language, progress }: VerbContext,
  given: string,
  options: Options,
): Promise<Result<Answer>> {
  const choices = await importOptions(options);
  if (!choices.ok) return choices;
  // The host may work in another folder.
  const path = given.startsWith(SAMPLE_PREFIX) ? given : resolve(given);
  const name = await nameFor(path, options.name, choices.value);
  if (!name.ok) return name;

  const token = randomUUID();
  const unsubscribe = client.subscribe('import.progress', (event) => {
    if (event.token !== token) return;
    const done = formatCount(event.done, language);
    progress(event.total === null ? null : event.done / event.total, `${name.value}  ${done}`);
  });
  const imported = await client.request('datasets.import', {
    path,
    name: name.value,
    options: choices.value,
    token,
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

/** The recipe file's choices; those on the command line win. */
async function importOptions(options: Options): Promise<Result<ImportOptions>> {
  const { target, weight, ignore } = options;
  const recipe = await readRecipe(options.recipe);
  if (!recipe.ok) return recipe;
  const format = given('--format', options.format, DATASET_FORMATS);
  if (format?.ok === false) return format;
  const task = given('--task', options.task, TASKS);
  if (task?.ok === false) return task;
  return ok({
    ...recipe.value,
    ...(format !== null && { format: format.value }),
    ...(task !== null && { task: task.value }),
    ...(target !== undefined && { target }),
    ...(weight !== undefined && { weight }),
    ...(ignore !== undefined && { ignore }),
  });
}

function given<Choice extends string>(
  option: string,
  value: string | undefined,
  choices: readonly Choice[],
): Result<Choice> | null {
  return value === undefined ? null : choiceOf(option, value, choices);
}

async function readRecipe(file: string | undefined): Promise<Result<ImportOptions>> {
  if (file === undefined) return ok({});
  const path = resolve(file);
  const content = await readJsonFile(path);
  if (!content.ok) return content;
  const { decodeRecipeFile } = await import('../../app/contract/decode.ts');
  return decodeRecipeFile(path, content.value);
}
