import type { Command } from 'commander';
import type { HostClient } from '../../app/contract/dispatcher.ts';
import { MOST_FOLDS } from '../../app/dataset/recipes/recipe-spec.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import { text } from '../../app/text.ts';
import { followRuns } from './follow-runs.ts';
import { type ModelOptions, modelAndPlan, withModelOptions } from './model-options.ts';
import { collected } from './option-values.ts';
import type { DeclareCommand } from './verb.ts';

interface TrainOptions extends ModelOptions {
  readonly name?: string;
  readonly folds?: string;
  readonly tag: readonly string[];
}

export const declareTrain: DeclareCommand = (program, runner, words) => {
  const command = program.command('train').description(text(words, 'cli.help.train'));
  withModelOptions(command, words)
    .option('--name <name>', text(words, 'cli.help.run-name'))
    .option('--folds <k>', text(words, 'cli.help.folds'))
    .option('--tag <tag>', text(words, 'cli.help.tag'), collected, [])
    .action((options: TrainOptions, given: Command) =>
      runner.onHost(given, (context) =>
        followRuns(context, () => startRuns(context.client, options)),
      ),
    );
};

async function startRuns(client: HostClient, options: TrainOptions) {
  const folds = foldsGiven(options.folds);
  if (!folds.ok) return folds;
  const wanted = await modelAndPlan(client, options);
  if (!wanted.ok) return wanted;
  return client.request('runs.start', {
    dataset: options.dataset,
    model: wanted.value.model,
    template: options.template ?? null,
    plan: wanted.value.plan,
    name: options.name ?? null,
    tags: options.tag,
    ...(folds.value !== null && { folds: folds.value }),
  });
}

function foldsGiven(value: string | undefined): Result<number | null> {
  if (value === undefined) return ok(null);
  const folds = Number(value);
  if (/^\d+$/.test(value) && folds >= 2 && folds <= MOST_FOLDS) return ok(folds);
  const expected = `integer in [2, ${MOST_FOLDS}]`;
  return fail({
    code: 'usage/invalid',
    problem: 'value-invalid',
    subject: `--folds ${value}`,
    expected,
  });
}
