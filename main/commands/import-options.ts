import { resolve } from 'node:path';
import type { Command } from 'commander';
import { DATASET_FORMATS, type ImportOptions } from '../../app/dataset/dataset.ts';
import { ENCODINGS } from '../../app/dataset/encodings.ts';
import { TASKS } from '../../app/dataset/tasks.ts';
import { ok, type Result } from '../../app/errors.ts';
import type { Language } from '../../app/language.ts';
import { text } from '../../app/text.ts';
import { formatHelp, taskHelp } from './formats-help.ts';
import { choiceOf, collected, decimalMark, delimiterMark } from './option-values.ts';
import { type RatingOptionsGiven, ratingChoices, withRatingOptions } from './rating-options.ts';
import { readJsonFile } from './read-json-file.ts';
import { type SeriesOptionsGiven, seriesChoices, withSeriesOptions } from './series-options.ts';
import { type SplitOptionsGiven, splitChoices, withSplitOptions } from './split-options.ts';
import {
  type TextOptionsGiven,
  targetTextChoices,
  textChoices,
  withTextOptions,
} from './text-options.ts';

/** What options say of how a file is to be read. */
export interface ImportOptionsGiven
  extends TextOptionsGiven,
    SeriesOptionsGiven,
    RatingOptionsGiven,
    SplitOptionsGiven {
  readonly format?: string;
  readonly member?: string;
  readonly table?: string;
  readonly delimiter?: string;
  readonly encoding?: string;
  readonly decimal?: string;
  readonly header?: boolean;
  readonly task?: string;
  readonly target?: string;
  readonly weight?: string;
  readonly ignore?: readonly string[];
  readonly recipe?: string;
  readonly classesFromNames?: boolean;
  readonly leaveOutMissing?: boolean;
}

export const SAMPLE_PREFIX = 'sample:';

/** A path for the host, which may work in another folder. */
export function sourcePath(given: string): string {
  return given.startsWith(SAMPLE_PREFIX) ? given : resolve(given);
}

export function withImportOptions(command: Command, words: Language): Command {
  withTextOptions(command, words);
  withSeriesOptions(command, words);
  withRatingOptions(command, words);
  withSplitOptions(command, words);
  return command
    .option('--format <format>', formatHelp(words))
    .option('--member <file>', text(words, 'cli.help.member'))
    .option('--table <name>', text(words, 'cli.help.table'))
    .option('--header', text(words, 'cli.help.header'))
    .option('--no-header', text(words, 'cli.help.no-header'))
    .option('--delimiter <mark>', text(words, 'cli.help.delimiter'))
    .option('--encoding <name>', text(words, 'cli.help.encoding'))
    .option('--decimal <mark>', text(words, 'cli.help.decimal'))
    .option('--task <task>', taskHelp(words))
    .option('--target <column>', text(words, 'cli.help.target'))
    .option('--weight <column>', text(words, 'cli.help.weight'))
    .option('--ignore <column>', text(words, 'cli.help.ignore'), collected)
    .option('--classes-from-names', text(words, 'cli.help.classes-from-names'))
    .option('--leave-out-missing', text(words, 'cli.help.leave-out-missing'))
    .option('--recipe <file>', text(words, 'cli.help.recipe'));
}

/** The recipe file's choices; those on the command line win. */
export async function importChoices(options: ImportOptionsGiven): Promise<Result<ImportOptions>> {
  const { member, table, target, weight, ignore, header } = options;
  const recipe = await readRecipe(options.recipe);
  if (!recipe.ok) return recipe;
  const format = given('--format', options.format, DATASET_FORMATS);
  if (format?.ok === false) return format;
  const task = given('--task', options.task, TASKS);
  if (task?.ok === false) return task;
  const decimal = decimalMark('--decimal', options.decimal);
  if (decimal?.ok === false) return decimal;
  const delimiter = delimiterMark('--delimiter', options.delimiter);
  if (delimiter?.ok === false) return delimiter;
  const encoding = given('--encoding', options.encoding, ENCODINGS);
  if (encoding?.ok === false) return encoding;
  const texts = textChoices(options);
  if (!texts.ok) return texts;
  const targetTexts = targetTextChoices(options);
  if (!targetTexts.ok) return targetTexts;
  const series = seriesChoices(options);
  if (!series.ok) return series;
  const ratings = ratingChoices(options);
  if (!ratings.ok) return ratings;
  const split = splitChoices(options);
  if (!split.ok) return split;
  const dialect = {
    ...(delimiter !== null && { delimiter: delimiter.value }),
    ...(encoding !== null && { encoding: encoding.value }),
    ...(decimal !== null && { decimal: decimal.value }),
    ...(header !== undefined && { header }),
  };
  // A recipe's own parts are kept as far as nothing else is said of them.
  const { recipe: whole = null } = recipe.value;
  const before = { ...whole, ...recipe.value };
  return ok({
    ...recipe.value,
    ...split.value,
    ...(format !== null && { format: format.value }),
    ...(task !== null && { task: task.value }),
    ...(Object.keys(dialect).length > 0 && {
      dialect: { ...recipe.value.dialect, ...dialect },
    }),
    ...(member !== undefined && { member }),
    ...(table !== undefined && { table }),
    ...(target !== undefined && { target }),
    ...(weight !== undefined && { weight }),
    ...(ignore !== undefined && { ignore }),
    ...(options.classesFromNames === true && { classesFromNames: true }),
    ...(options.leaveOutMissing === true && { leaveOutMissing: true }),
    ...(ratings.value !== null && { ratings: { ...before.ratings, ...ratings.value } }),
    ...(texts.value !== null && { text: { ...before.text, ...texts.value } }),
    ...(targetTexts.value !== null && {
      targetText: { ...before.targetText, ...targetTexts.value },
    }),
    ...(series.value !== null && { series: { ...before.series, ...series.value } }),
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
