import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { COMMAND_OUTPUTS } from '../../app/contract/schemas/commands.ts';
import { RealCli } from '../testing/real-cli.ts';

const cli = new RealCli();
afterAll(() => cli.remove());

describe('hearth cost', () => {
  test('decides the template that it prints, the same each time, in both languages', async () => {
    const id = 'chatbot';
    const template = await cli.run(['cost', '--template', id, '--json']);
    expect(template.status, template.stderr).toBe(0);
    writeFileSync(cli.at(`${id}.json`), template.stdout);
    const answer = await cli.run(['cost', `${id}.json`, '--json']);
    expect(answer.status, answer.stdout).toBe(0);
    const document = JSON.parse(answer.stdout);
    expect(COMMAND_OUTPUTS.cost.parse(document)).toEqual(document);
    expect(document.options.map(({ kind }: { kind: string }) => kind)).toEqual([
      'own',
      'rent',
      'api',
      'hybrid',
    ]);
    expect((await cli.run(['cost', `${id}.json`, '--json'])).stdout).toBe(answer.stdout);
    const axes = 'work.requestsPerDay,market.apiDeclinePerYear';
    const { grid } = JSON.parse(
      (await cli.run(['cost', `${id}.json`, '--grid', axes, '--json'])).stdout,
    );
    expect(grid.cheapest).toHaveLength(grid.across.values.length * grid.up.values.length);
    expect((await cli.run(['cost', `${id}.json`, '--grid', 'work.requestsPerDay'])).status).toBe(2);
    for (const language of ['en', 'zh']) {
      const words = await cli.run(['cost', `${id}.json`, '--grid', axes, '--lang', language]);
      expect(words.stdout).not.toMatch(/undefined|NaN|Infinity|\{|cost\.|input\./);
    }
  }, 60_000);

  test('says what is wrong, at the field', async () => {
    const template = JSON.parse(
      (await cli.run(['cost', '--template', 'chatbot', '--json'])).stdout,
    );
    const bad = { ...template, inputs: { ...template.inputs, 'own.yearsKept': { base: 0 } } };
    writeFileSync(cli.at('bad.json'), JSON.stringify(bad));
    const refused = await cli.run(['cost', 'bad.json', '--json']);
    expect(refused.status).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({
      error: {
        code: 'cost/input-invalid',
        where: { input: 'own.yearsKept', value: '0', expected: 'number in (0, 30]' },
      },
    });
    writeFileSync(cli.at('typo.json'), JSON.stringify({ ...template, inputs: { 'own.gpu': {} } }));
    const typo = await cli.run(['cost', 'typo.json', '--json']);
    expect(JSON.parse(typo.stdout)).toMatchObject({
      error: { code: 'cost/scenario-invalid', where: { path: 'typo.json' } },
    });
    expect((await cli.run(['cost', '--json'])).status).toBe(2);
    expect((await cli.run(['cost', '--template', 'none', '--json'])).status).toBe(2);
    expect((await cli.run(['cost', 'none.json', '--json'])).status).toBe(1);
  }, 60_000);
});

describe('hearth scenarios', () => {
  test('keeps, versions, copies, compares, renames and throws away', async () => {
    const printed = (await cli.run(['cost', '--template', 'researcher'])).stdout;
    writeFileSync(cli.at('ours.json'), printed);
    const json = async (...words: readonly string[]) => {
      const ended = await cli.run([...words, '--json']);
      expect(ended.status, ended.stdout).toBe(0);
      return JSON.parse(ended.stdout);
    };
    await json('scenarios', 'save', 'ours.json', '--name', 'ours');
    const dearer = JSON.parse(readFileSync(cli.at('ours.json'), 'utf8'));
    dearer.inputs['energy.usdPerKwh'] = { base: 0.5 };
    writeFileSync(cli.at('ours.json'), JSON.stringify(dearer));
    const saved = await json('scenarios', 'save', 'ours.json', '--name', 'ours');
    expect(saved.scenario).toMatchObject({ version: 2, scenario: { name: 'ours' } });
    expect((await json('scenarios', 'versions', 'ours')).scenarios).toHaveLength(2);
    expect(await json('scenarios', 'show', 'ours')).toEqual(saved.scenario.scenario);
    await json('scenarios', 'duplicate', 'ours', '--name', 'copy');
    const { compared } = await json('scenarios', 'compare', 'ours', 'copy');
    expect(compared[0].decision).toEqual(compared[1].decision);
    expect(await json('cost', 'ours')).toMatchObject(compared[0].decision);
    await json('rename', 'scenario', 'copy', 'theirs');
    expect((await json('delete', 'scenario', 'theirs')).deleted).toMatchObject({
      kind: 'scenario',
      name: 'theirs',
    });
    const listed = await json('scenarios');
    expect(listed.scenarios).toHaveLength(1);
    const best = compared[0].decision.recommendation.option;
    expect(listed.answers).toMatchObject([{ option: best, reason: null }]);

    const { 'work.runsPerMonth': _, ...less } = dearer.inputs;
    writeFileSync(cli.at('less.json'), JSON.stringify({ ...dearer, inputs: less }));
    await json('scenarios', 'save', 'less.json', '--name', 'less');
    expect((await json('scenarios')).answers).toContainEqual({
      option: null,
      usdPerMonth: null,
      reason: expect.stringContaining('“Runs a month” is missing'),
    });
    expect((await cli.run(['scenarios'])).stdout).toContain('less: “Runs a month” is missing');
  }, 60_000);
});
