import type { Command } from 'commander';
import type { HostClient } from '../../app/contract/dispatcher.ts';
import type { Result } from '../../app/errors.ts';
import { text } from '../../app/text.ts';
import { planWith } from '../../app/training/read-plan.ts';
import type { RunSummary } from '../../app/training/run.ts';
import { followRuns } from './follow-runs.ts';
import { collected, settingsOf } from './option-values.ts';
import type { DeclareCommand } from './verb.ts';

interface Options {
  readonly set: readonly string[];
  readonly name?: string;
}

export const declareClone: DeclareCommand = (program, runner, words) => {
  program
    .command('clone')
    .description(text(words, 'cli.help.clone'))
    .argument('<run>', text(words, 'cli.help.run'))
    .option('--set <key=value>', text(words, 'cli.help.set'), collected, [])
    .option('--name <name>', text(words, 'cli.help.run-name'))
    .action((run: string, options: Options, command: Command) =>
      runner.onHost(command, (context) =>
        followRuns(context, () => clone(context.client, run, options)),
      ),
    );
};

/** The same data, model and tags, from new weights; the plan with its changes. */
async function clone(
  client: HostClient,
  name: string,
  options: Options,
): Promise<Result<readonly RunSummary[]>> {
  const settings = settingsOf(options.set);
  if (!settings.ok) return settings;
  const found = await client.request('runs.get', { run: name });
  if (!found.ok) return found;
  const { run, model } = found.value;
  const plan = planWith(found.value.plan, settings.value);
  if (!plan.ok) return plan;
  return client.request('runs.start', {
    dataset: run.datasetId,
    model,
    template: run.template,
    plan: plan.value,
    name: options.name ?? null,
    tags: run.tags,
  });
}
