import type { Command } from 'commander';
import type { HostClient } from '../../app/contract/dispatcher.ts';
import { ok, type Result } from '../../app/errors.ts';
import { type DecisionStep, decisionSteps } from '../../app/market/decision-after-cut.ts';
import { type MarketLab, marketLab } from '../../app/market/lab.ts';
import { DEFAULT_MARKET_SCENARIO, type MarketScenario } from '../../app/market/scenario.ts';
import { text } from '../../app/text.ts';
import { amountsHere } from './amounts.ts';
import { scenarioNamed } from './cost.ts';
import { declareMarketScenarios, marketScenarioNamed } from './market-scenarios.ts';
import { marketText } from './market-text.ts';
import type { Answer, DeclareCommand, VerbContext } from './verb.ts';

interface Options {
  readonly template?: boolean;
  readonly decision?: string;
}

export const declareMarket: DeclareCommand = (program, runner, words) => {
  const command = program
    .command('market')
    .description(text(words, 'cli.help.market'))
    .argument('[scenario]', text(words, 'cli.help.market-scenario'))
    .option('--template', text(words, 'cli.help.market-template'))
    .option('--decision <scenario>', text(words, 'cli.help.market-decision'))
    .action((file: string | undefined, options: Options, command: Command) =>
      runner.onHost(command, (context) => market(context, file, options)),
    );
  declareMarketScenarios(command, runner, words);
};

async function market(
  { client, language }: VerbContext,
  file: string | undefined,
  { template, decision }: Options,
): Promise<Result<Answer>> {
  if (template) {
    const json = DEFAULT_MARKET_SCENARIO;
    return ok({ json, text: JSON.stringify(json, null, 2) });
  }
  const scenario = await scenarioOf(client, file);
  if (!scenario.ok) return scenario;
  const lab = await labOf(client, scenario.value);
  if (!lab.ok) return lab;
  const steps = decision === undefined ? ok(null) : await stepsOf(client, decision, lab.value);
  if (!steps.ok) return steps;
  return ok({
    json: { market: lab.value, ...(steps.value && { decision: steps.value }) },
    text: marketText(lab.value, steps.value, await amountsHere(client, language), language),
  });
}

async function stepsOf(
  client: HostClient,
  decision: string,
  { timeline }: MarketLab,
): Promise<Result<readonly DecisionStep[] | null>> {
  const scenario = await scenarioNamed(client, decision);
  if (!scenario.ok) return scenario;
  return decisionSteps(scenario.value, timeline, (asked) =>
    client.request('cost.decide', { scenario: asked }),
  );
}

/** The scenario that is named, or the one that a fresh page starts with. */
async function scenarioOf(
  client: HostClient,
  given: string | undefined,
): Promise<Result<MarketScenario>> {
  return given === undefined ? ok(DEFAULT_MARKET_SCENARIO) : marketScenarioNamed(client, given);
}

async function labOf(client: HostClient, scenario: MarketScenario) {
  const facts = await client.request('market.facts', null);
  if (!facts.ok) return facts;
  return marketLab(scenario, facts.value, new Date().toISOString().slice(0, 10), true);
}
