import type { Command } from 'commander';
import type { HostClient } from '../../app/contract/dispatcher.ts';
import { ok, type Result } from '../../app/errors.ts';
import { text } from '../../app/text.ts';
import { planWith } from '../../app/training/read-plan.ts';
import type { RunSummary } from '../../app/training/run.ts';
import type { RunPlan } from '../../app/training/run-plan.ts';
import { followRuns } from './follow-runs.ts';
import { collected, settingsOf } from './option-values.ts';
import type { DeclareCommand } from './verb.ts';

interface Options {
  readonly set: readonly string[];
  readonly name?: string;
}

export const declareBranch: DeclareCommand = (program, runner, words) => {
  program
    .command('branch')
    .description(text(words, 'cli.help.branch'))
    .argument('<run>', text(words, 'cli.help.run'))
    .option('--set <key=value>', text(words, 'cli.help.set'), collected, [])
    .option('--name <name>', text(words, 'cli.help.run-name'))
    .action((run: string, options: Options, command: Command) =>
      runner.onHost(command, (context) =>
        followRuns(context, () => branch(context.client, run, options)),
      ),
    );
};

async function branch(
  client: HostClient,
  run: string,
  { set, name }: Options,
): Promise<Result<readonly RunSummary[]>> {
  const settings = settingsOf(set);
  if (!settings.ok) return settings;
  const found = await client.request('runs.get', { run });
  if (!found.ok) return found;
  const changed = planWith(found.value.plan, settings.value);
  if (!changed.ok) return changed;
  const fields = new Set(Object.keys(settings.value).map((key) => key.split('.')[0]));
  const plan: Partial<RunPlan> = Object.fromEntries(
    Object.entries(changed.value).filter(([field]) => fields.has(field)),
  );
  const branched = await client.request('runs.branch', {
    run: found.value.run.id,
    plan,
    name: name ?? null,
  });
  return branched.ok ? ok([branched.value]) : branched;
}
