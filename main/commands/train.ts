import type { Command } from 'commander';
import type { HostClient } from '../../app/contract/dispatcher.ts';
import { text } from '../../app/text.ts';
import { followRuns } from './follow-runs.ts';
import { type ModelOptions, modelAndPlan, withModelOptions } from './model-options.ts';
import { collected } from './option-values.ts';
import type { DeclareCommand } from './verb.ts';

interface TrainOptions extends ModelOptions {
  readonly name?: string;
  readonly tag: readonly string[];
}

export const declareTrain: DeclareCommand = (program, runner, words) => {
  const command = program.command('train').description(text(words, 'cli.help.train'));
  withModelOptions(command, words)
    .option('--name <name>', text(words, 'cli.help.run-name'))
    .option('--tag <tag>', text(words, 'cli.help.tag'), collected, [])
    .action((options: TrainOptions, given: Command) =>
      runner.onHost(given, (context) =>
        followRuns(context, () => startRuns(context.client, options)),
      ),
    );
};

async function startRuns(client: HostClient, options: TrainOptions) {
  const wanted = await modelAndPlan(client, options);
  if (!wanted.ok) return wanted;
  return client.request('runs.start', {
    dataset: options.dataset,
    model: wanted.value.model,
    template: options.template ?? null,
    plan: wanted.value.plan,
    name: options.name ?? null,
    tags: options.tag,
  });
}
