import { writeFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { COMMAND_OUTPUTS } from '../../app/contract/schemas/commands.ts';
import { RealCli } from '../testing/real-cli.ts';

describe('hearth market', () => {
  const cli = new RealCli();
  afterAll(() => cli.remove());

  test('answers the scenario that it prints itself, the same each time', async () => {
    const template = await cli.run(['market', '--template', '--json']);
    expect(template.status).toBe(0);
    const scenario = { ...JSON.parse(template.stdout), draws: 32, start: '2026-11-01' };
    writeFileSync(cli.at('market.json'), JSON.stringify(scenario));
    const answer = await cli.run(['market', 'market.json', '--json']);
    expect(answer.status, answer.stdout).toBe(0);
    const document = JSON.parse(answer.stdout);
    expect(COMMAND_OUTPUTS.market.parse(document)).toEqual(document);
    expect((await cli.run(['market', 'market.json', '--json'])).stdout).toBe(answer.stdout);
    const words = await cli.run(['market', 'market.json', '--lang', 'zh']);
    expect(words.stdout).toContain('MMLU ≥ 86');
    expect(words.stdout).not.toMatch(/undefined|NaN|\{/);
  }, 60_000);

  test('decides again after each cut', async () => {
    const template = await cli.run(['cost', '--template', 'chatbot', '--json']);
    writeFileSync(cli.at('chatbot.json'), template.stdout);
    writeFileSync(cli.at('quick.json'), '{"version":1,"kind":"market","draws":0,"years":2}');
    const words = ['market', 'quick.json', '--decision', 'chatbot.json'];
    const answer = await cli.run([...words, '--json']);
    expect(answer.status, answer.stdout).toBe(0);
    const document = JSON.parse(answer.stdout);
    expect(COMMAND_OUTPUTS.market.parse(document)).toEqual(document);
    const api = document.decision.map(
      ({ options }: { options: readonly { id: string; usdPerMonth: number }[] }) =>
        options.find(({ id }) => id === 'api')?.usdPerMonth,
    );
    expect(api).toHaveLength(document.market.timeline.length);
    for (const [index, usd] of api.entries())
      expect(usd).toBeLessThanOrEqual(api[index - 1] ?? usd);
    expect((await cli.run(words)).stdout).toContain('Your own decision');
  }, 60_000);

  test('says what is wrong, and where', async () => {
    writeFileSync(cli.at('bad.json'), '{"version":1,"kind":"market","nextCut":3}');
    const bad = await cli.run(['market', 'bad.json', '--json']);
    expect(bad.status).toBe(1);
    expect(JSON.parse(bad.stdout)).toMatchObject({
      error: { code: 'market/scenario-invalid', where: { place: 'nextCut', value: '3' } },
    });
    expect((await cli.run(['market', '--json'])).status).toBe(0);
    expect((await cli.run(['market', 'none.json', '--json'])).status).toBe(1);
  }, 60_000);

  test('keeps, versions, copies, compares, renames and throws away', async () => {
    const json = async (...words: readonly string[]) => {
      const ended = await cli.run([...words, '--json']);
      expect(ended.status, ended.stdout).toBe(0);
      return JSON.parse(ended.stdout);
    };
    writeFileSync(cli.at('ours.json'), '{"version":1,"kind":"market","draws":0,"years":2}');
    await json('market', 'save', 'ours.json', '--name', 'ours');
    writeFileSync(cli.at('ours.json'), '{"version":1,"kind":"market","draws":0,"years":3}');
    const saved = await json('market', 'save', 'ours.json', '--name', 'ours');
    expect(saved.scenario).toMatchObject({ version: 2, scenario: { name: 'ours', years: 3 } });
    expect((await json('market', 'versions', 'ours')).scenarios).toHaveLength(2);
    expect(await json('market', 'show', 'ours')).toEqual(saved.scenario.scenario);
    expect((await json('market', 'ours')).market.name).toBe('ours');
    await json('market', 'duplicate', 'ours', '--name', 'copy');
    const compared = await json('market', 'compare', 'ours', 'copy');
    expect(COMMAND_OUTPUTS['market compare'].parse(compared)).toEqual(compared);
    expect(compared.compared[1].summary).toEqual(compared.compared[0].summary);
    await json('rename', 'market', 'copy', 'theirs');
    await json('delete', 'market', 'theirs');
    const { scenarios } = await json('market', 'list');
    expect(scenarios.map(({ scenario }: { scenario: { name: string } }) => scenario.name)).toEqual([
      'ours',
    ]);
    expect((await json('scenarios')).scenarios).toEqual([]);
  }, 60_000);
});
