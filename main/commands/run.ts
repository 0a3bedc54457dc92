import type { Command } from 'commander';
import { LOSS_ARGUMENTS } from '../../app/architecture/losses.ts';
import { HYPERPARAMETERS } from '../../app/compiler/optimizers/settings.ts';
import { ok } from '../../app/errors.ts';
import { formatCount } from '../../app/format.ts';
import type { Language } from '../../app/language.ts';
import { text } from '../../app/text.ts';
import { isUsedBy } from '../../app/training/plan-fields.ts';
import type { RunDetail } from '../../app/training/run.ts';
import { DEFAULT_PLAN, type RunPlan } from '../../app/training/run-plan.ts';
import { textPairs } from '../console/table.ts';
import { rentedText } from './rented-text.ts';
import { priceOf, runJson } from './run-json.ts';
import { runText } from './run-text.ts';
import type { DeclareCommand } from './verb.ts';

export const declareRun: DeclareCommand = (program, runner, words) => {
  program
    .command('run')
    .description(text(words, 'cli.help.run-verb'))
    .argument('<run>', text(words, 'cli.help.run'))
    .action((name: string, _: object, command: Command) =>
      runner.onHost(command, async ({ client, language }) => {
        const found = await client.request('runs.get', { run: name });
        if (!found.ok) return found;
        const { run, ...rest } = found.value;
        const cost = await priceOf(client, run);
        const json = runJson(run, cost);
        const parts = [
          runText(run, cost, language),
          configurationText(found.value, language),
          cost === null ? '' : rentedText(cost, language),
          text(language, 'cli.open-run', { id: run.id }),
        ];
        return ok({
          json: { run: { ...json, cost: cost ?? json.cost }, ...rest },
          text: parts.filter((part) => part !== '').join('\n\n'),
        });
      }),
    );
};

function configurationText(detail: RunDetail, language: Language): string {
  const { plan, environment, parameters } = detail;
  return textPairs([
    [text(language, 'cli.model'), detail.model.name],
    [text(language, 'cli.parameters'), formatCount(parameters, language)],
    [text(language, 'cli.plan'), planText(plan)],
    [
      text(language, 'cli.machine'),
      environment && `${environment.cpuModel}, ${environment.runtime}, ${environment.platform}`,
    ],
  ]);
}

/** As `--set` takes it; what the optimiser does not use, or what is off as ever, is left out. */
function planText({ loss, earlyStopping, ...fields }: RunPlan): string {
  const defaults = Object.entries({ ...DEFAULT_PLAN, ...HYPERPARAMETERS[fields.optimizer] });
  const off = new Set(defaults.flatMap(([field, value]) => (value === null ? [field] : [])));
  const isOffAsEver = (field: string, value: unknown) => value === null && off.has(field);
  const pairs = (values: object, prefix = '') =>
    Object.entries(values)
      .filter(([field, value]) => isUsedBy(fields.optimizer, field) && !isOffAsEver(field, value))
      .map(([field, value]) => `${prefix}${field}=${value}`);
  const ofLoss = (LOSS_ARGUMENTS[loss.name] ?? []).map((name) => `loss.${name}=${loss[name]}`);
  const stopping =
    earlyStopping === null ? ['earlyStopping=off'] : pairs(earlyStopping, 'earlyStopping.');
  return [...pairs(fields), `loss=${loss.name}`, ...ofLoss, ...stopping].join(' ');
}
