import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { RecipeReport, RecipeSource } from '../../app/contract/recipes.ts';
import type { Recipe } from '../../app/dataset/dataset.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import { formatCount, formatDate } from '../../app/format.ts';
import type { Language } from '../../app/language.ts';
import { isMessageKey, text } from '../../app/text.ts';
import { textPairs, textTable } from '../console/table.ts';
import { datasetText } from './dataset-text.ts';
import {
  type ImportOptionsGiven,
  importChoices,
  sourcePath,
  withImportOptions,
} from './import-options.ts';
import { readJsonFile } from './read-json-file.ts';
import type { Answer, DeclareCommand, VerbContext } from './verb.ts';
import { writeOut } from './write-out.ts';

/** `hearth recipe …`: how data is prepared. */
export const declareRecipe: DeclareCommand = (program, runner, words) => {
  const help = (key: Parameters<typeof text>[1]) => text(words, key);
  const recipe = program
    .command('recipe')
    .description(help('cli.help.recipe-verb'))
    .helpCommand(false);
  recipe
    .command('show')
    .description(help('cli.help.recipe-show'))
    .argument('<dataset>', help('cli.help.dataset'))
    .action((dataset: string, _: object, command: Command) =>
      runner.onHost(command, async ({ client, language }) => {
        const shown = await client.request('recipes.show', { dataset });
        return shown.ok
          ? ok({ json: shown.value, text: reportText(shown.value, language) })
          : shown;
      }),
    );
  recipe
    .command('check')
    .description(help('cli.help.recipe-check'))
    .argument('<file>', help('cli.help.recipe-file'))
    .option('--dataset <name>', help('cli.help.recipe-dataset'))
    .option('--path <path>', help('cli.help.recipe-path'))
    .action((file: string, options: CheckOptions, command: Command) =>
      runner.onHost(command, (context) => check(context, file, options)),
    );
  const make = recipe
    .command('new')
    .description(help('cli.help.recipe-new'))
    .argument('<path>', help('cli.help.import-path'))
    .option('--out <file>', help('cli.help.recipe-out'));
  withImportOptions(make, words).action((path: string, options: NewOptions, command: Command) =>
    runner.onHost(command, (context) => write(context, path, options)),
  );
  recipe
    .command('apply')
    .description(help('cli.help.recipe-apply'))
    .argument('<dataset>', help('cli.help.dataset'))
    .argument('<file>', help('cli.help.recipe-file'))
    .requiredOption('--name <name>', help('cli.help.dataset-name'))
    .action((dataset: string, file: string, options: { name: string }, command: Command) =>
      runner.onHost(command, (context) => apply(context, dataset, file, options.name)),
    );
};

interface CheckOptions {
  readonly dataset?: string;
  readonly path?: string;
}

interface NewOptions extends ImportOptionsGiven {
  readonly out?: string;
}

async function readRecipe(file: string): Promise<Result<Recipe>> {
  const path = resolve(file);
  const content = await readJsonFile(path);
  if (!content.ok) return content;
  const { decodeRecipe } = await import('../../app/contract/decode.ts');
  return decodeRecipe(path, content.value);
}

/** Against a dataset or a file where one is given, against the schema otherwise. */
async function check(
  context: VerbContext,
  file: string,
  { dataset, path }: CheckOptions,
): Promise<Result<Answer>> {
  const { client, language } = context;
  const recipe = await readRecipe(file);
  if (!recipe.ok) return recipe;
  const source: RecipeSource | null =
    dataset !== undefined
      ? { kind: 'dataset', dataset }
      : path !== undefined
        ? { kind: 'path', path: sourcePath(path), options: {} }
        : null;
  const steps = recipe.value.steps.length;
  const said = text(language, 'cli.recipe-right', { steps: formatCount(steps, language) });
  if (source === null) return ok({ json: { recipe: recipe.value }, text: said });
  const checked = await followed(context, file, (token) =>
    client.request('recipes.check', { source, recipe: recipe.value, token }),
  );
  if (!checked.ok) return checked;
  const tried = await client.request('recipes.preview', {
    source,
    recipe: recipe.value,
    steps: null,
  });
  if (!tried.ok) return tried;
  const { features } = tried.value;
  const { train, val, test } = checked.value.rows;
  const rows = train + val + test;
  const fits = text(language, 'cli.recipe-fits', {
    features: formatCount(features, language),
    rows: formatCount(rows, language),
  });
  return ok({
    json: { recipe: tried.value.recipe, features, rows: checked.value.rows },
    text: `${said}\n${fits}`,
  });
}

/** The usual recipe of a file, to start from. */
async function write(
  { client, language }: VerbContext,
  path: string,
  options: NewOptions,
): Promise<Result<Answer>> {
  const choices = await importChoices(options);
  if (!choices.ok) return choices;
  const source = { kind: 'path', path: sourcePath(path), options: choices.value } as const;
  const made = await client.request('recipes.preview', { source, recipe: null, steps: 0 });
  if (!made.ok) return made;
  const { recipe } = made.value;
  const content = JSON.stringify(recipe, null, 2);
  if (options.out === undefined) return ok({ json: { recipe }, text: content });
  const out = resolve(options.out);
  const fault = await writeOut(out, `${content}\n`);
  if (fault !== null) return fail(fault);
  return ok({
    json: { recipe, path: out },
    text: text(language, 'cli.recipe-written', { path: out }),
  });
}

async function apply(
  context: VerbContext,
  dataset: string,
  file: string,
  name: string,
): Promise<Result<Answer>> {
  const { client, language } = context;
  const recipe = await readRecipe(file);
  if (!recipe.ok) return recipe;
  const applied = await followed(context, name, (token) =>
    client.request('recipes.apply', { dataset, name, recipe: recipe.value, token }),
  );
  if (!applied.ok) return applied;
  return ok({ json: { dataset: applied.value }, text: datasetText(applied.value, language) });
}

/** Shows how far a preparation is, and ends it with Ctrl-C. */
async function followed<T>(
  { client, language, progress, onInterrupt }: VerbContext,
  name: string,
  prepare: (token: string) => Promise<Result<T>>,
): Promise<Result<T>> {
  const token = randomUUID();
  const unsubscribe = client.subscribe('import.progress', (event) => {
    if (event.token !== token) return;
    const done = formatCount(event.done, language);
    progress(event.total === null ? null : event.done / event.total, `${name}  ${done}`);
  });
  onInterrupt(() => void client.request('datasets.cancel-import', { token }));
  const done = await prepare(token);
  unsubscribe();
  return done;
}

function reportText(report: RecipeReport, language: Language): string {
  const { dataset, recipe, fitted, sourceFingerprint, versions } = report;
  const features = fitted?.features.reduce((total, { names }) => total + names.length, 0);
  const facts = textPairs([
    [text(language, 'cli.dataset'), dataset],
    [text(language, 'cli.recipe-source'), sourceFingerprint?.slice(0, 16) ?? null],
    [
      text(language, 'cli.recipe-features'),
      features === undefined ? null : formatCount(features, language),
    ],
  ]);
  const listed = textTable(
    [
      { title: text(language, 'cli.dataset'), value: (row) => row.dataset },
      {
        title: text(language, 'cli.recipe-made'),
        value: (row) => formatDate(row.createdAt, language),
      },
      {
        title: text(language, 'cli.recipe-steps'),
        value: ({ steps }) => (steps === null ? '' : formatCount(steps, language)),
        isNumber: true,
      },
      {
        title: text(language, 'cli.recipe-split'),
        value: ({ split }) => splitText(split, language),
      },
    ],
    versions,
  );
  const content =
    recipe === null ? text(language, 'cli.recipe-none') : JSON.stringify(recipe, null, 2);
  return [facts, listed, content].join('\n\n');
}

function splitText(split: string | null, language: Language): string {
  const key = `recipe.split.${split}`;
  return isMessageKey(key) ? text(language, key) : '';
}
