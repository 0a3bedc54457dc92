import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { doneOfAll } from '../../app/dataset/import-progress.ts';
import { MOST_FOLDS } from '../../app/dataset/recipes/recipe-spec.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import { text } from '../../app/text.ts';
import { followRuns } from './follow-runs.ts';
import { type ModelOptions, modelAndPlan, withModelOptions } from './model-options.ts';
import { collected } from './option-values.ts';
import type { DeclareCommand, VerbContext } from './verb.ts';

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
      runner.onHost(given, (context) => followRuns(context, () => startRuns(context, options))),
    );
};

/** Ctrl-C while folds are prepared ends that, before any run is stored. */
async function startRuns(
  { client, language, progress, onInterrupt }: VerbContext,
  options: TrainOptions,
) {
  const folds = foldsGiven(options.folds);
  if (!folds.ok) return folds;
  const wanted = await modelAndPlan(client, options);
  if (!wanted.ok) return wanted;
  const token = randomUUID();
  let interrupted = false;
  onInterrupt(() => {
    interrupted = true;
    void client.request('datasets.cancel-import', { token });
  });
  const unsubscribe = client.subscribe('import.progress', (event) => {
    if (event.token !== token || event.fold === undefined) return;
    const { index, folds } = event.fold;
    const words = text(language, 'folds.preparing', { fold: index + 1, folds });
    progress(doneOfAll(event, event.fold), words);
  });
  const started = await client.request('runs.start', {
    dataset: options.dataset,
    model: wanted.value.model,
    template: options.template ?? null,
    plan: wanted.value.plan,
    name: options.name ?? null,
    tags: options.tag,
    ...(folds.value !== null && { folds: folds.value }),
    token,
  });
  unsubscribe();
  if (started.ok && interrupted) {
    for (const { id } of started.value) void client.request('runs.stop', { run: id });
  }
  return started;
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
