import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { decodeMarketScenario } from '../../app/contract/decode.ts';
import type { HostClient } from '../../app/contract/dispatcher.ts';
import type { StoredMarketScenario } from '../../app/contract/scenarios.ts';
import { ok, type Result } from '../../app/errors.ts';
import { formatDate } from '../../app/format.ts';
import type { Language } from '../../app/language.ts';
import { marketLab } from '../../app/market/lab.ts';
import { type LabSummary, labSummary } from '../../app/market/lab-summary.ts';
import { className } from '../../app/market/lab-text.ts';
import type { MarketScenario } from '../../app/market/scenario.ts';
import { type MessageKey, text } from '../../app/text.ts';
import { textTable } from '../console/table.ts';
import { type Amounts, amountsHere } from './amounts.ts';
import { readJsonFile } from './read-json-file.ts';
import type { Answer, Runner, VerbContext } from './verb.ts';

/** `hearth market list | save | show | versions | duplicate | compare`: kept questions of the market lab. */
export function declareMarketScenarios(market: Command, runner: Runner, words: Language): void {
  const help = (key: MessageKey) => text(words, key);
  const kept = (name: string, about: MessageKey) =>
    market.command(name).description(help(about)).argument('<scenario>', help('cli.help.scenario'));
  market
    .command('list')
    .description(help('cli.help.scenarios-list'))
    .action((_: object, command: Command) =>
      runner.onHost(command, async ({ client, language }) => {
        const listed = await client.request('market.list', null);
        return listed.ok ? ok(listAnswer(listed.value, language)) : listed;
      }),
    );
  market
    .command('save')
    .description(help('cli.help.scenarios-save'))
    .argument('<file>', help('cli.help.market-scenario'))
    .option('--name <name>', help('cli.help.scenarios-name'))
    .action((file: string, options: { readonly name?: string }, command: Command) =>
      runner.onHost(command, (context) => save(context, file, options.name)),
    );
  kept('show', 'cli.help.scenarios-show').action((scenario: string, _: object, command: Command) =>
    runner.onHost(command, async ({ client }) => {
      const found = await client.request('market.get', { scenario });
      if (!found.ok) return found;
      const json = found.value.scenario;
      return ok({ json, text: JSON.stringify(json, null, 2) });
    }),
  );
  kept('versions', 'cli.help.scenarios-versions').action(
    (scenario: string, _: object, command: Command) =>
      runner.onHost(command, async ({ client, language }) => {
        const found = await client.request('market.versions', { scenario });
        return found.ok ? ok(listAnswer(found.value, language)) : found;
      }),
  );
  kept('duplicate', 'cli.help.scenarios-duplicate')
    .option('--name <name>', help('cli.help.scenarios-name'))
    .action((scenario: string, options: { readonly name?: string }, command: Command) =>
      runner.onHost(command, async ({ client, language }) => {
        const name = options.name ?? null;
        const copy = await client.request('market.duplicate', { scenario, name });
        return copy.ok ? ok(keptAnswer(copy.value, language)) : copy;
      }),
    );
  market
    .command('compare')
    .description(help('cli.help.scenarios-compare'))
    .argument('<scenario...>', help('cli.help.market-scenario'))
    .action((names: readonly string[], _: object, command: Command) =>
      runner.onHost(command, (context) => compare(context, names)),
    );
}

/** A market scenario by the path of its file, or by id or name of a kept one. */
export async function marketScenarioNamed(
  client: HostClient,
  name: string,
): Promise<Result<MarketScenario>> {
  if (!existsSync(name) && !name.endsWith('.json')) {
    const kept = await client.request('market.get', { scenario: name });
    return kept.ok ? ok(kept.value.scenario) : kept;
  }
  const content = await readJsonFile(name);
  return content.ok ? decodeMarketScenario(content.value) : content;
}

/** Keeps a file: a market scenario of this name gets a new version, else it is kept anew. */
async function save(
  { client, language }: VerbContext,
  file: string,
  name: string | undefined,
): Promise<Result<Answer>> {
  const content = await readJsonFile(file);
  if (!content.ok) return content;
  const decoded = decodeMarketScenario(content.value);
  if (!decoded.ok) return decoded;
  const scenario = name === undefined ? decoded.value : { ...decoded.value, name };
  const known = await client.request('market.get', { scenario: scenario.name });
  if (!known.ok && known.error.code !== 'scenario/not-found') return known;
  const id = known.ok ? known.value.id : null;
  const kept = await client.request('market.save', { id, scenario });
  return kept.ok ? ok(keptAnswer(kept.value, language)) : kept;
}

async function compare(
  { client, language }: VerbContext,
  names: readonly string[],
): Promise<Result<Answer>> {
  const facts = await client.request('market.facts', null);
  if (!facts.ok) return facts;
  const today = new Date().toISOString().slice(0, 10);
  const compared = [];
  for (const name of names) {
    const scenario = await marketScenarioNamed(client, name);
    if (!scenario.ok) return scenario;
    const lab = marketLab(scenario.value, facts.value, today, true);
    if (!lab.ok) return lab;
    const summary = labSummary(lab.value, scenario.value.forecast);
    compared.push({ name: scenario.value.name, summary });
  }
  return ok({
    json: { compared },
    text: comparedText(compared, await amountsHere(client, language), language),
  });
}

function comparedText(
  compared: readonly { readonly name: string; readonly summary: LabSummary }[],
  amounts: Amounts,
  language: Language,
): string {
  const price = (usd: number | null) => (usd === null ? '—' : amounts.of(usd));
  type Compared = (typeof compared)[number];
  const column = (key: MessageKey, value: (summary: LabSummary) => string) => ({
    title: text(language, key),
    value: ({ summary }: Compared) => value(summary),
    isNumber: true,
  });
  return textTable(
    [
      { title: text(language, 'market.scenario'), value: ({ name }: Compared) => name },
      column('market.class', ({ capabilityClass }) => className(capabilityClass, language)),
      column('market.price', ({ currentUsdPerMtok }) => price(currentUsdPerMtok)),
      column('market.end', ({ end }) => formatDate(end, language)),
      column('market.price-at-end', ({ usdPerMtokAtEnd }) => price(usdPerMtokAtEnd)),
      column('market.low-at-end', ({ lowUsdPerMtokAtEnd }) => price(lowUsdPerMtokAtEnd)),
      column('market.high-at-end', ({ highUsdPerMtokAtEnd }) => price(highUsdPerMtokAtEnd)),
      column('market.trend-at-end', ({ trendUsdPerMtokAtEnd }) => price(trendUsdPerMtokAtEnd)),
      column('market.pay-now', ({ applicationsNow }) => `${applicationsNow}`),
      column('market.pay-at-end', ({ applicationsAtEnd }) => `${applicationsAtEnd}`),
    ],
    compared,
  );
}

function keptAnswer(stored: StoredMarketScenario, language: Language): Answer {
  const values = { name: stored.scenario.name, version: stored.version };
  return { json: { scenario: stored }, text: text(language, 'cli.scenario-kept', values) };
}

function listAnswer(scenarios: readonly StoredMarketScenario[], language: Language): Answer {
  if (scenarios.length === 0) {
    return { json: { scenarios }, text: text(language, 'cli.no-market-scenarios') };
  }
  const table = textTable(
    [
      { title: text(language, 'cli.id'), value: ({ id }: StoredMarketScenario) => id },
      { title: text(language, 'cli.name'), value: ({ scenario }) => scenario.name },
      {
        title: text(language, 'market.class'),
        value: ({ scenario }) => className(scenario.capabilityClass, language),
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
