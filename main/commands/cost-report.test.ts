import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMAND_OUTPUTS } from '../../app/contract/schemas/commands.ts';
import { RealCli } from '../testing/real-cli.ts';

const cli = new RealCli();
afterAll(() => cli.remove());

beforeAll(async () => {
  const template = await cli.run(['cost', '--template', 'chatbot', '--json']);
  writeFileSync(cli.at('bot.json'), template.stdout);
});

describe('hearth cost', () => {
  test('says how sure it is, by numbers and in words', async () => {
    const answer = await cli.run(['cost', 'bot.json', '--json']);
    const document = JSON.parse(answer.stdout);
    expect(COMMAND_OUTPUTS.cost.parse(document)).toEqual(document);
    const { options, draws, tornados, bands } = document.uncertainty;
    const shares = options.map(({ cheapestShare }: { cheapestShare: number }) => cheapestShare);
    expect(shares.reduce((sum: number, share: number) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(draws).toBeGreaterThanOrEqual(4096);
    expect(tornados[0].bars.length).toBeGreaterThan(10);
    expect(bands[0].p50).toHaveLength(document.horizonMonths + 1);
    const words = await cli.run(['cost', 'bot.json', '--lang', 'en']);
    expect(words.stdout).toContain(`${draws.toLocaleString('en-GB')} draws of all inputs`);
    expect(words.stdout).toContain('What matters most:');
  }, 60_000);

  test.each(['html', 'csv', 'xlsx', 'json'])(
    'writes its report as %s',
    async (format) => {
      const file = `out.${format}`;
      const written = await cli.run(['cost', 'bot.json', '--report', file, '--json']);
      expect(written.status, written.stdout).toBe(0);
      const document = JSON.parse(written.stdout);
      expect(document.report).toBe(cli.at(file));
      const content = readFileSync(cli.at(file));
      if (format === 'xlsx') expect([...content.subarray(0, 2)]).toEqual([0x50, 0x4b]);
      else if (format === 'json') {
        const { report: _, ...answer } = document;
        const { scenario, ...stored } = JSON.parse(content.toString());
        expect(stored).toEqual(answer);
        expect(scenario.name).toBe(JSON.parse(readFileSync(cli.at('bot.json'), 'utf8')).name);
      } else expect(content.toString()).not.toMatch(/undefined|NaN|Infinity|\{\w+\}|report\./);
    },
    60_000,
  );

  test('says on which side of the break-even owning pays, as its flips do, with how many machines', async () => {
    const template = await cli.run(['cost', '--template', 'lab', '--json']);
    writeFileSync(cli.at('lab.json'), template.stdout);
    const lines = (text: string) => text.replaceAll(/\s+/g, ' ');
    const { stdout } = await cli.run(['cost', 'lab.json', '--lang', 'en']);
    expect(lines(stdout)).toContain('If you train less often than 23.1 times a month: Owning.');
    expect(lines(stdout)).toContain('Owning pays up to 23.1 runs a month');
    expect(stdout).toContain('30 machines, each with 1 × GeForce RTX 4060 Ti 16GB');
    const compared = await cli.run([
      'scenarios',
      'compare',
      'lab.json',
      'bot.json',
      '--lang',
      'en',
    ]);
    expect(lines(compared.stdout)).toContain(
      'A lab of 30 machines, API: No price of a fine-tuning service is entered.',
    );
  }, 60_000);

  test('refuses other endings, folders that are not there, and a report of nothing decided', async () => {
    const ended = async (...words: readonly string[]) => {
      const { status, stdout } = await cli.run(['cost', ...words, '--json']);
      return [status, JSON.parse(stdout).error.code];
    };
    expect(await ended('bot.json', '--report', 'out.pdf')).toEqual([2, 'usage/invalid']);
    expect(await ended('bot.json', '--report', 'none/out.csv')).toEqual([1, 'file/not-writable']);
    expect(await ended('--template', 'lab', '--report', 'out.csv')).toEqual([2, 'usage/invalid']);
  }, 60_000);
});
