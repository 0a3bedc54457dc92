import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Params } from '../../app/contract/requests.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import { formatNumber, formatPercent } from '../../app/format.ts';
import type { Language } from '../../app/language.ts';
import { valuesText } from '../../app/metrics/decode-output.ts';
import type { Prediction } from '../../app/metrics/evaluation.ts';
import { text } from '../../app/text.ts';
import { textTable } from '../console/table.ts';
import type { DeclareCommand } from './verb.ts';

type Input = Params<'runs.predict'>['input'];

export const declarePredict: DeclareCommand = (program, runner, words) => {
  program
    .command('predict')
    .description(text(words, 'cli.help.predict'))
    .argument('<run>', text(words, 'cli.help.run'))
    .argument('<input>', text(words, 'cli.help.input'))
    .action((run: string, given: string, _: object, command: Command) =>
      runner.onHost(command, async ({ client, language }) => {
        const input = readInput(given);
        if (!input.ok) return input;
        const predicted = await client.request('runs.predict', { run, input: input.value });
        if (!predicted.ok) return predicted;
        const { predictions } = predicted.value;
        return ok({ json: { predictions }, text: predictionsTable(predictions, language) });
      }),
    );
};

/**
 * What a user gives to predict on: a row as JSON (`{"petal_length": 1.4}`) or as `column=value,…`, or
 * the path of an image or a delimited file. An existing file wins.
 */
export function readInput(given: string): Result<Input> {
  const path = resolve(given);
  if (existsSync(path)) return ok({ kind: 'file', path });
  if (given.trimStart().startsWith('{')) return readJsonRow(given);
  if (given.includes('=')) return ok({ kind: 'row', values: readPairs(given) });
  return ok({ kind: 'file', path });
}

function readJsonRow(given: string): Result<Input> {
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
    values[column] = value === null ? null : String(value);
  }
  return ok({ kind: 'row', values });
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
  return textTable(
    [
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
