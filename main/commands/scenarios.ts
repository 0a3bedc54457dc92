import type { Command } from 'commander';
import { decodeScenario } from '../../app/contract/decode.ts';
import type { HostClient } from '../../app/contract/dispatcher.ts';
import type { StoredScenario } from '../../app/contract/scenarios.ts';
import type { Decision } from '../../app/cost/decision/decision.ts';
import { missingAnswerText, shortAnswer } from '../../app/cost/decision/short-answer.ts';
import { DecisionWords } from '../../app/cost/decision/words.ts';
import { ok, type Result } from '../../app/errors.ts';
import { formatDate } from '../../app/format.ts';
import type { Language } from '../../app/language.ts';
import { text } from '../../app/text.ts';
import { type TableColumn, textTable } from '../console/table.ts';
import { hanging } from '../console/wrap.ts';
import { scenarioAnswer, scenarioNamed } from './cost.ts';
import { comparedText } from './decision-text.ts';
import { readJsonFile } from './read-json-file.ts';
import type { Answer, DeclareCommand, VerbContext } from './verb.ts';

/** `hearth scenarios …`: kept decisions. `delete scenario` and `rename scenario` are with all other kinds. */
export const declareScenarios: DeclareCommand = (program, runner, words) => {
  const help = (key: Parameters<typeof text>[1]) => text(words, key);
  const scenarios = program.command('scenarios').description(help('cli.help.scenarios'));
  scenarios
    .command('list', { isDefault: true })
    .description(help('cli.help.scenarios-list'))
    .action((_: object, command: Command) =>
      runner.onHost(command, async ({ client, language }) => {
        const listed = await client.request('scenarios.list', null);
        return listed.ok ? ok(await listAnswer(client, listed.value, language)) : listed;
      }),
    );
  scenarios
    .command('save')
    .description(help('cli.help.scenarios-save'))
    .argument('<file>', help('cli.help.cost-scenario'))
    .option('--name <name>', help('cli.help.scenarios-name'))
    .action((file: string, options: { readonly name?: string }, command: Command) =>
      runner.onHost(command, (context) => save(context, file, options.name)),
    );
  scenarios
    .command('show')
    .description(help('cli.help.scenarios-show'))
    .argument('<scenario>', help('cli.help.scenario'))
    .action((scenario: string, _: object, command: Command) =>
      runner.onHost(command, async ({ client }) => {
        const found = await client.request('scenarios.get', { scenario });
        return found.ok ? ok(scenarioAnswer(found.value.scenario)) : found;
      }),
    );
  scenarios
    .command('versions')
    .description(help('cli.help.scenarios-versions'))
    .argument('<scenario>', help('cli.help.scenario'))
    .action((scenario: string, _: object, command: Command) =>
      runner.onHost(command, async ({ client, language }) => {
        const found = await client.request('scenarios.versions', { scenario });
        return found.ok ? ok(await listAnswer(client, found.value, language)) : found;
      }),
    );
  scenarios
    .command('duplicate')
    .description(help('cli.help.scenarios-duplicate'))
    .argument('<scenario>', help('cli.help.scenario'))
    .option('--name <name>', help('cli.help.scenarios-name'))
    .action((scenario: string, options: { readonly name?: string }, command: Command) =>
      runner.onHost(command, async ({ client, language }) => {
        const name = options.name ?? null;
        const copy = await client.request('scenarios.duplicate', { scenario, name });
        return copy.ok ? ok(keptAnswer(copy.value, language)) : copy;
      }),
    );
  scenarios
    .command('compare')
    .description(help('cli.help.scenarios-compare'))
    .argument('<scenario...>', help('cli.help.cost-scenario'))
    .action((names: readonly string[], _: object, command: Command) =>
      runner.onHost(command, (context) => compare(context, names)),
    );
};

/** Keeps a file: a scenario of this name gets a new version, else it is kept anew. */
async function save(
  { client, language }: VerbContext,
  file: string,
  name: string | undefined,
): Promise<Result<Answer>> {
  const content = await readJsonFile(file);
  if (!content.ok) return content;
  const decoded = decodeScenario(file, content.value);
  if (!decoded.ok) return decoded;
  const scenario = name === undefined ? decoded.value : { ...decoded.value, name };
  const known = await client.request('scenarios.get', { scenario: scenario.name });
  if (!known.ok && known.error.code !== 'scenario/not-found') return known;
  const id = known.ok ? known.value.id : null;
  const kept = await client.request('scenarios.save', { id, scenario });
  return kept.ok ? ok(keptAnswer(kept.value, language)) : kept;
}

async function compare(
  { client, language }: VerbContext,
  names: readonly string[],
): Promise<Result<Answer>> {
  const compared = [];
  for (const name of names) {
    const scenario = await scenarioNamed(client, name);
    if (!scenario.ok) return scenario;
    const decided = await client.request('cost.decide', { scenario: scenario.value });
    if (!decided.ok) return decided;
    compared.push({ name: scenario.value.name, decision: decided.value });
  }
  const today = new Date().toISOString().slice(0, 10);
  return ok({ json: { compared }, text: comparedText(compared, today, language) });
}

function keptAnswer(stored: StoredScenario, language: Language): Answer {
  const values = { name: stored.scenario.name, version: stored.version };
  return { json: { scenario: stored }, text: text(language, 'cli.scenario-kept', values) };
}

/** Scenarios with what each comes to by today's sheets, or why it comes to nothing. */
async function listAnswer(
  client: HostClient,
  scenarios: readonly StoredScenario[],
  language: Language,
): Promise<Answer> {
  if (scenarios.length === 0) {
    return { json: { scenarios, answers: [] }, text: text(language, 'cli.no-scenarios') };
  }
  const listed: ListedScenario[] = [];
  for (const stored of scenarios) {
    const decided = await client.request('cost.decide', { scenario: stored.scenario });
    listed.push({ stored, decided });
  }
  const reasons = listed.flatMap(({ stored, decided }) => {
    const reason = missingAnswerText(decided, language);
    const { name } = stored.scenario;
    return reason === null ? [] : [text(language, 'cli.scenarios.no-answer', { name, reason })];
  });
  return {
    json: { scenarios, answers: listed.map(({ decided }) => answerJson(decided)) },
    text: [
      textTable(columnsIn(language), listed),
      ...(reasons.length === 0
        ? []
        : [reasons.map((reason) => hanging('  •', 4, reason)).join('\n')]),
    ].join('\n\n'),
  };
}

interface ListedScenario {
  readonly stored: StoredScenario;
  readonly decided: Result<Decision>;
}

function answerJson(decided: Result<Decision>) {
  const answer = decided.ok ? shortAnswer(decided.value) : null;
  const best = answer?.kind === 'best' ? answer : null;
  return {
    option: best?.option ?? null,
    usdPerMonth: best?.usdPerMonth ?? null,
    reason: missingAnswerText(decided, 'en'),
  };
}

function columnsIn(language: Language): readonly TableColumn<ListedScenario>[] {
  return [
    { title: text(language, 'cli.id'), value: ({ stored }) => stored.id },
    { title: text(language, 'cli.name'), value: ({ stored }) => stored.scenario.name },
    {
      title: text(language, 'cli.decision.work'),
      value: ({ stored }) => text(language, `cost.work.${stored.scenario.work}`),
    },
    {
      title: text(language, 'scenario.list-answer'),
      value: ({ decided }) => bestText(decided, language),
    },
    {
      title: text(language, 'cli.version'),
      value: ({ stored }) => `${stored.version}`,
      isNumber: true,
    },
    {
      title: text(language, 'cli.changed'),
      value: ({ stored }) => formatDate(stored.changedAt, language),
    },
  ];
}

function bestText(decided: Result<Decision>, language: Language): string {
  const answer = decided.ok ? shortAnswer(decided.value) : null;
  if (!decided.ok || answer?.kind !== 'best') return '—';
  const { currency, currencyPerUsd } = decided.value;
  const words = new DecisionWords(language, { currency, perUsd: currencyPerUsd });
  return text(language, 'scenario.list-best', {
    option: words.option(answer.option),
    amount: words.money(answer.usdPerMonth),
  });
}
