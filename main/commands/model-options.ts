import { resolve } from 'node:path';
import type { Command } from 'commander';
import { presetAugmentation } from '../../app/architecture/augmentation.ts';
import type { ModelSpec } from '../../app/architecture/model-spec.ts';
import type { HostClient } from '../../app/contract/dispatcher.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import type { Language } from '../../app/language.ts';
import { text } from '../../app/text.ts';
import { datasetAugmentation } from '../../app/training/dataset-augmentation.ts';
import { planWith } from '../../app/training/read-plan.ts';
import { DEFAULT_PLAN, type RunPlan } from '../../app/training/run-plan.ts';
import { collected, settingsOf } from './option-values.ts';
import { readJsonFile } from './read-json-file.ts';

/** Options that say what is to be trained, on what and how. */
export interface ModelOptions {
  readonly dataset: string;
  readonly template?: string;
  readonly model?: string;
  readonly set: readonly string[];
  readonly engine?: string;
  readonly device?: string;
  readonly seed?: string;
  readonly augment?: string;
}

export function withModelOptions(command: Command, words: Language): Command {
  return command
    .requiredOption('--dataset <name>', text(words, 'cli.help.dataset'))
    .option('--template <template>', text(words, 'cli.help.template'))
    .option('--model <file>', text(words, 'cli.help.model'))
    .option('--set <key=value>', text(words, 'cli.help.set'), collected, [])
    .option('--engine <engine>', text(words, 'cli.help.engine'))
    .option('--device <card>', text(words, 'cli.help.device'))
    .option('--augment <preset|file>', text(words, 'cli.help.augment'))
    .option('--seed <n>', text(words, 'cli.help.seed'));
}

/** The model that the options name, and the plan with their changes. */
export async function modelAndPlan(
  client: HostClient,
  options: ModelOptions,
): Promise<Result<{ readonly model: ModelSpec; readonly plan: RunPlan }>> {
  const changes = settingsOf(options.set);
  if (!changes.ok) return changes;
  const augmentation = await augmentationOf(options);
  if (!augmentation.ok) return augmentation;
  const base = await baseOf(client, options);
  if (!base.ok) return base;
  const plan = planWith(base.value.plan, {
    ...changes.value,
    ...(options.engine !== undefined && { engine: options.engine }),
    ...(options.device !== undefined && { device: options.device }),
    ...(options.seed !== undefined && { seed: options.seed }),
    ...(augmentation.value !== null && { augmentation: augmentation.value }),
  });
  return plan.ok ? ok({ model: base.value.model, plan: plan.value }) : plan;
}

/** A preset by its name, or what a file of that name holds; null where the option is left out. */
async function augmentationOf({ augment }: ModelOptions): Promise<Result<unknown>> {
  if (augment === undefined) return ok(null);
  if (presetAugmentation(augment) !== null) return ok(augment);
  return readJsonFile(resolve(augment));
}

/** A template comes with a plan that suits it; a model of one's own starts from the defaults. */
async function baseOf(
  client: HostClient,
  { dataset, template, model }: ModelOptions,
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
  if (!spec.ok) return spec;
  const found = await client.request('datasets.get', { dataset });
  if (!found.ok) return found;
  const augmentation = datasetAugmentation(found.value);
  return ok({ model: spec.value, plan: { ...DEFAULT_PLAN, augmentation } });
}
