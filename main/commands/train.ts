import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { ModelSpec } from '../../app/architecture/model-spec.ts';
import type { HostClient } from '../../app/contract/dispatcher.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import { text } from '../../app/text.ts';
import { planWith } from '../../app/training/read-plan.ts';
import { DEFAULT_PLAN, type RunPlan } from '../../app/training/run-plan.ts';
import { followRuns } from './follow-runs.ts';
import { collected, settingsOf } from './option-values.ts';
import { readJsonFile } from './read-json-file.ts';
import type { DeclareCommand } from './verb.ts';

interface TrainOptions {
  readonly dataset: string;
  readonly template?: string;
  readonly model?: string;
  readonly set: readonly string[];
  readonly engine?: string;
  readonly seed?: string;
  readonly name?: string;
  readonly tag: readonly string[];
}

export const declareTrain: DeclareCommand = (program, runner, words) => {
  program
    .command('train')
    .description(text(words, 'cli.help.train'))
    .requiredOption('--dataset <name>', text(words, 'cli.help.dataset'))
    .option('--template <template>', text(words, 'cli.help.template'))
    .option('--model <file>', text(words, 'cli.help.model'))
    .option('--set <key=value>', text(words, 'cli.help.set'), collected, [])
    .option('--engine <engine>', text(words, 'cli.help.engine'))
    .option('--seed <n>', text(words, 'cli.help.seed'))
    .option('--name <name>', text(words, 'cli.help.run-name'))
    .option('--tag <tag>', text(words, 'cli.help.tag'), collected, [])
    .action((options: TrainOptions, command: Command) =>
      runner.onHost(command, (context) =>
        followRuns(context, () => startRuns(context.client, options)),
      ),
    );
};

async function startRuns(client: HostClient, options: TrainOptions) {
  const changes = settingsOf(options.set);
  if (!changes.ok) return changes;
  const base = await baseOf(client, options);
  if (!base.ok) return base;
  const plan = planWith(base.value.plan, {
    ...changes.value,
    ...(options.engine !== undefined && { engine: options.engine }),
    ...(options.seed !== undefined && { seed: options.seed }),
  });
  if (!plan.ok) return plan;
  return client.request('runs.start', {
    dataset: options.dataset,
    model: base.value.model,
    template: options.template ?? null,
    plan: plan.value,
    name: options.name ?? null,
    tags: options.tag,
  });
}

/** A template comes with a plan that suits it; a model of one's own starts from the defaults. */
async function baseOf(
  client: HostClient,
  { dataset, template, model }: TrainOptions,
): Promise<Result<{ model: ModelSpec; plan: RunPlan }>> {
  if (template !== undefined && model !== undefined) {
    const subject = '--template, --model';
    return fail({ code: 'usage/invalid', problem: 'options-exclusive', subject, expected: null });
  }
  if (template !== undefined) return client.request('templates.build', { template, dataset });
  if (model === undefined) {
    const subject = '--template | --model';
    return fail({ code: 'usage/invalid', problem: 'option-missing', subject, expected: null });
  }
  const path = resolve(model);
  const content = await readJsonFile(path);
  if (!content.ok) return content;
  const { decodeModelFile } = await import('../../app/contract/decode.ts');
  const spec = decodeModelFile(path, content.value);
  return spec.ok ? ok({ model: spec.value, plan: DEFAULT_PLAN }) : spec;
}
