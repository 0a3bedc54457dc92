import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { HostClient } from '../../app/contract/dispatcher.ts';
import type { Params } from '../../app/contract/requests.ts';
import type { DecimalMark } from '../../app/dataset/decimal-mark.ts';
import { readsTexts } from '../../app/dataset/tasks.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import { formatNumber, formatPercent } from '../../app/format.ts';
import type { Language } from '../../app/language.ts';
import { valuesText } from '../../app/metrics/decode-output.ts';
import type { Prediction, Recommendations } from '../../app/metrics/evaluation.ts';
import { text } from '../../app/text.ts';
import { textTable } from '../console/table.ts';
import { foundText } from './box-text.ts';
import {
  collected,
  countNumber,
  decimalMark,
  positiveNumber,
  wholeNumber,
} from './option-values.ts';
import { recommendationText } from './recommendation-text.ts';
import type { Answer, DeclareCommand } from './verb.ts';

type Input = Params<'runs.predict'>['input'];
type Continuation = NonNullable<Params<'runs.predict'>['continuation']>;

interface Options {
  readonly tokens?: string;
  readonly temperature?: string;
  readonly seed?: string;
  readonly user?: readonly string[];
  readonly top?: string;
  readonly includeSeen?: boolean;
  readonly decimal?: string;
}

const MOST_TOKENS = 5000;
const USUAL_TOP = 10;
const MOST_TOP = 1000;
const HOTTEST = 10;

export const declarePredict: DeclareCommand = (program, runner, words) => {
  program
    .command('predict')
    .description(text(words, 'cli.help.predict'))
    .argument('<run>', text(words, 'cli.help.run'))
    .argument('[input]', text(words, 'cli.help.input'))
    .option('--tokens <count>', text(words, 'cli.help.tokens'))
    .option('--temperature <number>', text(words, 'cli.help.temperature'))
    .option('--seed <number>', text(words, 'cli.help.text-seed'))
    .option('--user <id>', text(words, 'cli.help.predict-user'), collected)
    .option('--top <count>', text(words, 'cli.help.top'))
    .option('--include-seen', text(words, 'cli.help.include-seen'))
    .option('--decimal <mark>', text(words, 'cli.help.predict-decimal'))
    .action((run: string, given: string | undefined, options: Options, command: Command) =>
      runner.onHost(command, async ({ client, language }) => {
        if (given === undefined) return recommendTo(client, run, options, language);
        const reads = await isAskedTexts(client, run);
        if (!reads.ok) return reads;
        const decimal = decimalMark('--decimal', options.decimal);
        if (decimal?.ok === false) return decimal;
        const input = readInput(given, reads.value, decimal?.value);
        if (!input.ok) return input;
        const continuation = readContinuation(options);
        if (!continuation.ok) return continuation;
        const predicted = await client.request('runs.predict', {
          run,
          input: input.value,
          ...(continuation.value !== null && { continuation: continuation.value }),
        });
        if (!predicted.ok) return predicted;
        const { predictions } = predicted.value;
        const told = predictions.flatMap(({ text: said }) => said ?? []);
        const boxed = predictions.filter(({ boxes }) => boxes !== undefined);
        return ok({
          json: { predictions },
          text:
            told.length > 0
              ? told.join('\n')
              : boxed.length > 0
                ? boxed
                    .map((each) => [each.file ?? [], foundText(each, language)].flat().join('\n'))
                    .join('\n\n')
                : predictionsTable(predictions, language),
        });
      }),
    );
};

/** What a run's model would put before users. */
async function recommendTo(
  client: HostClient,
  run: string,
  { user: users = [], top = String(USUAL_TOP), includeSeen = false }: Options,
  language: Language,
): Promise<Result<Answer>> {
  if (users.length === 0) {
    const subject = 'input';
    return fail({ code: 'usage/invalid', problem: 'argument-missing', subject, expected: null });
  }
  const count = countNumber('--top', top, MOST_TOP);
  if (!count.ok) return count;
  const told: Recommendations[] = [];
  for (const user of users) {
    const asked = { run, user, count: count.value, includeSeen };
    const recommended = await client.request('runs.recommend', asked);
    if (!recommended.ok) return recommended;
    told.push(recommended.value);
  }
  return ok({
    json: { predictions: told },
    text: told.map((each) => recommendationText(each, language)).join('\n\n'),
  });
}

/** Whether a run's model reads texts. */
async function isAskedTexts(client: HostClient, run: string): Promise<Result<boolean>> {
  const found = await client.request('runs.get', { run });
  if (!found.ok) return found;
  const dataset = await client.request('datasets.get', { dataset: found.value.run.datasetId });
  return dataset.ok ? ok(readsTexts(dataset.value.task)) : dataset;
}

/** How a text is to go on; null where nothing is said of it. */
function readContinuation(options: Options): Result<Continuation | null> {
  const { tokens, temperature, seed } = options;
  if (tokens === undefined && temperature === undefined && seed === undefined) return ok(null);
  const count = wholeNumber('--tokens', tokens ?? '200', MOST_TOKENS);
  if (!count.ok) return count;
  const heat =
    temperature === '0' ? ok(0) : positiveNumber('--temperature', temperature ?? '0.8', HOTTEST);
  if (!heat.ok) return heat;
  const start = wholeNumber('--seed', seed ?? '0', Number.MAX_SAFE_INTEGER);
  if (!start.ok) return start;
  return ok({ tokens: Math.max(1, count.value), temperature: heat.value, seed: start.value });
}

/**
 * What a user gives to predict on: a row as JSON (`{"petal_length": 1.4}`) or as `column=value,…`, the
 * path of an image or a delimited file, or, for models that read texts, a text. An existing file wins.
 */
export function readInput(given: string, isText = false, decimal?: DecimalMark): Result<Input> {
  const written = decimal !== undefined && { decimal };
  const path = resolve(given);
  if (existsSync(path)) return ok({ kind: 'file', path, ...written });
  if (isText) return ok({ kind: 'text', text: given });
  if (given.trimStart().startsWith('{')) return readJsonRow(given, decimal);
  if (given.includes('=')) return ok({ kind: 'row', values: readPairs(given), ...written });
  return ok({ kind: 'file', path, ...written });
}

/** JSON's own numbers have a point: they are written as the others are. */
function readJsonRow(given: string, decimal?: DecimalMark): Result<Input> {
  const invalid = (value: string) =>
    fail({ code: 'run/input-invalid', place: 'INPUT', value, expected: 'JSON object' });
  let row: Record<string, unknown>;
  try {
    row = JSON.parse(given);
  } catch {
    return invalid(given);
  }
  const values: Record<string, string | null> = {};
  for (const [column, value] of Object.entries(row)) {
    if (typeof value === 'object' && value !== null) return invalid(JSON.stringify(value));
    values[column] = value === null ? null : writtenCell(value, decimal);
  }
  return ok({ kind: 'row', values, ...(decimal !== undefined && { decimal }) });
}

function writtenCell(value: unknown, decimal: DecimalMark | undefined): string {
  const isNumber = typeof value === 'number' && decimal === 'comma';
  return isNumber ? String(value).replace('.', ',') : String(value);
}

/** A comma parts two columns only where a name and `=` follow, so values may hold commas. */
function readPairs(given: string): Readonly<Record<string, string | null>> {
  const pairs = given.split(/,(?=[^,=]+=)/).map((pair) => {
    const split = pair.indexOf('=');
    const value = pair.slice(split + 1);
    return [pair.slice(0, split).trim(), value === '' ? null : value];
  });
  return Object.fromEntries(pairs);
}

function predictionsTable(predictions: readonly Prediction[], language: Language): string {
  if (predictions.some(({ error }) => error !== undefined)) {
    return reconstructionsTable(predictions, language);
  }
  const hasSeries = predictions.some(({ series }) => series !== undefined);
  return textTable(
    [
      ...fileColumn(predictions, language),
      ...(hasSeries
        ? [
            {
              title: text(language, 'cli.series'),
              value: ({ series = '' }: Prediction) => series,
            },
          ]
        : []),
      {
        title: text(language, 'cli.prediction'),
        value: ({ label, value, values }: Prediction) =>
          label ?? (value === undefined ? valuesText(values ?? []) : formatNumber(value, language)),
      },
      {
        title: text(language, 'cli.probability'),
        value: ({ probability }) =>
          probability === undefined ? '' : formatPercent(probability, language),
        isNumber: true,
      },
    ],
    predictions,
  );
}

/** Names the files where a folder was given. */
function fileColumn(predictions: readonly Prediction[], language: Language) {
  if (!predictions.some(({ file }) => file !== undefined)) return [];
  return [{ title: text(language, 'cli.file'), value: ({ file = '' }: Prediction) => file }];
}

/** How far each sample is from what is given back of it, and what that is. */
function reconstructionsTable(predictions: readonly Prediction[], language: Language): string {
  const names = [
    ...new Set(predictions.flatMap((each) => Object.keys(each.reconstruction?.values ?? {}))),
  ];
  return textTable(
    [
      ...fileColumn(predictions, language),
      {
        title: text(language, 'cli.error'),
        value: ({ error = Number.NaN }: Prediction) => formatNumber(error, language),
        isNumber: true,
      },
      ...names.map((title) => ({
        title,
        value: ({ reconstruction }: Prediction) => {
          const back = reconstruction?.values?.[title] ?? '';
          return typeof back === 'number' ? formatNumber(back, language) : back;
        },
      })),
    ],
    predictions,
  );
}
