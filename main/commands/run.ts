import type { Command } from 'commander';
import { ok } from '../../app/errors.ts';
import { formatCount } from '../../app/format.ts';
import type { Language } from '../../app/language.ts';
import { text } from '../../app/text.ts';
import { planText } from '../../app/training/plan-text.ts';
import type { ComputedOn, RunDetail, RunEnvironment } from '../../app/training/run.ts';
import { waitText } from '../../app/training/wait-text.ts';
import { textPairs } from '../console/table.ts';
import { amountsHere } from './amounts.ts';
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
        const amounts = await amountsHere(client, language);
        const line = run.status === 'queued' ? await client.request('runs.waiting', null) : null;
        const wait = line?.ok ? line.value.find(({ runId }) => runId === run.id) : undefined;
        const json = runJson(run, cost);
        const parts = [
          runText(run, cost, amounts, language),
          wait === undefined
            ? ''
            : textPairs([[text(language, 'cli.waits-for'), waitText(wait, language)]]),
          configurationText(found.value, language),
          cost === null ? '' : rentedText(cost, amounts, language),
          text(language, 'cli.open-run', { id: run.id }),
        ];
        return ok({
          json: {
            run: { ...json, cost: cost ?? json.cost },
            ...rest,
            ...(wait !== undefined && { waits: wait }),
          },
          text: parts.filter((part) => part !== '').join('\n\n'),
        });
      }),
    );
};

/** Null without a card. */
function cardText({ gpu, driver, card }: RunEnvironment): string | null {
  if (gpu === null) return null;
  const asides = [driver, card && `${card.index}: ${card.uuid}`].filter((each) => each != null);
  return asides.length === 0 ? gpu : `${gpu} (${asides.join(', ')})`;
}

/** Null where nothing else computed it before. */
function movedFromText(before: ComputedOn | undefined, language: Language): string | null {
  if (before === undefined) return null;
  const { hearthVersion, runtime, cpuModel, gpu } = before;
  const values = { hearth: hearthVersion, runtime, device: gpu ?? cpuModel };
  return text(language, 'run.environment.moved-from', values);
}

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
    [text(language, 'cli.gpu'), environment && cardText(environment)],
    [
      text(language, 'run.environment.plan'),
      environment?.replanned ? text(language, 'run.environment.replanned') : null,
    ],
    [
      text(language, 'run.environment.steps'),
      environment?.byOperator ? text(language, 'run.environment.by-operator') : null,
    ],
    [text(language, 'run.environment.before'), movedFromText(environment?.movedFrom, language)],
  ]);
}
