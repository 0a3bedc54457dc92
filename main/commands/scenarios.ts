import type { Command } from 'commander';
import { decodeScenario } from '../../app/contract/decode.ts';
import type { StoredScenario } from '../../app/contract/scenarios.ts';
import { ok, type Result } from '../../app/errors.ts';
import { formatDate } from '../../app/format.ts';
import type { Language } from '../../app/language.ts';
import { text } from '../../app/text.ts';
import { textTable } from '../console/table.ts';
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
        return listed.ok ? ok(listAnswer(listed.value, language)) : listed;
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
        return found.ok ? ok(listAnswer(found.value, language)) : found;
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

function listAnswer(scenarios: readonly StoredScenario[], language: Language): Answer {
  if (scenarios.length === 0) {
    return { json: { scenarios }, text: text(language, 'cli.no-scenarios') };
  }
  const table = textTable(
    [
      { title: text(language, 'cli.id'), value: ({ id }: StoredScenario) => id },
      { title: text(language, 'cli.name'), value: ({ scenario }) => scenario.name },
      {
        title: text(language, 'cli.decision.work'),
        value: ({ scenario }) => text(language, `cost.work.${scenario.work}`),
      },
      {
        title: text(language, 'cli.version'),
        value: ({ version }) => `${version}`,
        isNumber: true,
      },
      {
        title: text(language, 'cli.changed'),
        value: ({ changedAt }) => formatDate(changedAt, language),
      },
    ],
    scenarios,
  );
  return { json: { scenarios }, text: table };
}
