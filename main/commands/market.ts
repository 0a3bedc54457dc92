import type { Command } from 'commander';
import { decodeMarketScenario } from '../../app/contract/decode.ts';
import type { HostClient } from '../../app/contract/dispatcher.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import { marketLab } from '../../app/market/lab.ts';
import { DEFAULT_MARKET_SCENARIO, type MarketScenario } from '../../app/market/scenario.ts';
import { text } from '../../app/text.ts';
import { marketText } from './market-text.ts';
import { readJsonFile } from './read-json-file.ts';
import type { DeclareCommand } from './verb.ts';

export const declareMarket: DeclareCommand = (program, runner, words) => {
  program
    .command('market')
    .description(text(words, 'cli.help.market'))
    .argument('[scenario]', text(words, 'cli.help.market-scenario'))
    .option('--template', text(words, 'cli.help.market-template'))
    .action((file: string | undefined, { template }: { template?: boolean }, command: Command) =>
      runner.onHost(command, async ({ client, language }) => {
        if (template) {
          const json = DEFAULT_MARKET_SCENARIO;
          return ok({ json, text: JSON.stringify(json, null, 2) });
        }
        const scenario = await scenarioOf(file);
        if (!scenario.ok) return scenario;
        const lab = await labOf(client, scenario.value);
        if (!lab.ok) return lab;
        return ok({ json: { market: lab.value }, text: marketText(lab.value, language) });
      }),
    );
};

async function scenarioOf(file: string | undefined): Promise<Result<MarketScenario>> {
  if (file === undefined) {
    const subject = 'SCENARIO.json';
    return fail({ code: 'usage/invalid', problem: 'argument-missing', subject, expected: null });
  }
  const content = await readJsonFile(file);
  return content.ok ? decodeMarketScenario(content.value) : content;
}

async function labOf(client: HostClient, scenario: MarketScenario) {
  const facts = await client.request('market.facts', null);
  if (!facts.ok) return facts;
  return marketLab(scenario, facts.value, new Date().toISOString().slice(0, 10), true);
}
