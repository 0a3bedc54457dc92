import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Scenario } from '../app/cost/decision/scenario.ts';
import { expectAccessible } from './fixtures/accessible.ts';
import { expect, test } from './fixtures/host.ts';
import { CostPage } from './pages/cost-page.ts';

interface CostAnswer {
  readonly options: readonly {
    readonly kind: 'own' | 'rent' | 'api' | 'hybrid';
    readonly feasible: boolean;
    readonly usdPerMonth: number | null;
    readonly usdTotal: number | null;
    readonly presentValueUsd: number | null;
  }[];
}

const WAYS = { own: 'Owning', rent: 'Renting', api: 'API', hybrid: 'Hybrid' } as const;
const WIZARDS = [
  { name: 'A small firm’s chatbot', input: 'Requests a day', value: '400' },
  { name: 'A lab of 30 machines', input: 'Runs a month', value: '40' },
  { name: 'A researcher’s GPU', input: 'Runs a month', value: '1' },
] as const;

/** As the page rounds: whole from 100, else cents; two digits of what is smaller than ten cents. */
function rounded(usd: number): number {
  if (Math.abs(usd) >= 100) return Math.round(usd);
  return Math.abs(usd) >= 0.1 ? Number(usd.toFixed(2)) : Number(usd.toPrecision(2));
}

for (const { name, input, value } of WIZARDS) {
  test(`${name}: from its questions to an answer that lasts and that the command line gives, too`, async ({
    page,
    host,
  }) => {
    await page.goto(await host.start());
    const cost = new CostPage(page);
    await cost.open();
    await cost.startWizard(name);
    const first = await cost.said();
    await cost.input(input).fill(value);
    await expect(cost.verdict).not.toHaveText(first);
    await cost.keep();
    await expect(cost.input(input)).toHaveValue(value);
    const kept = await cost.said();
    await expectAccessible(page);

    await page.reload();
    await expect(cost.verdict).toHaveText(kept);
    await expect(cost.input(input)).toHaveValue(value);

    const answer = host.cli<CostAnswer>('cost', await cost.exportScenario());
    for (const option of answer.options) {
      const shown = await cost.figures(WAYS[option.kind]);
      const told = [option.usdPerMonth, option.usdTotal, option.presentValueUsd];
      expect(shown, option.kind).toEqual(
        told.map((usd) => (usd === null ? Number.NaN : rounded(usd))),
      );
    }
  });
}

test('a figure that will not do is refused at its field, and the answer stands', async ({
  page,
  host,
}) => {
  await page.goto(await host.start());
  const cost = new CostPage(page);
  await cost.open();
  await cost.startWizard('A small firm’s chatbot');
  await cost.keep();
  const before = await cost.said();
  await cost.input('Requests a day').fill('-5');
  await page.keyboard.press('Tab');
  await expect(page.getByText('At least 0.')).toBeVisible();
  await expect(cost.verdict).toHaveText(before);
});

test('a prompt beyond a threshold has the dearer price, at its field, in its line and on the command line', async ({
  page,
  host,
}) => {
  await page.goto(await host.start());
  const template = host.cli<Scenario>('cost', '--template', 'chatbot');
  const file = join(host.home, 'long.json');
  writeFileSync(
    file,
    JSON.stringify({
      ...template,
      name: 'Long prompts',
      choices: { ...template.choices, apiModel: 'OpenAI/gpt-5.6-sol' },
      inputs: { ...template.inputs, 'work.inputTokens': { base: 300_000 } },
    }),
  );
  host.cli('scenarios', 'save', file);
  const cost = new CostPage(page);
  await cost.open();
  await page.getByRole('link', { name: 'Long prompts' }).click();
  const hint = page.getByText(/^Prompts of more than 272,000 tokens cost \$\s10.00 in/);
  await expect(hint.first()).toBeVisible();
  const ways = page.getByRole('table');
  await ways.getByRole('button', { name: 'API', exact: true }).click();
  const line = page.getByRole('rowheader', { name: 'Tokens, at the prices of long prompts' });
  await expect(line).toBeVisible();
  const long = await cost.figures('API');
  const { options } = host.cli<CostAnswer>('cost', 'Long prompts');
  const told = options.find(({ kind }) => kind === 'api');
  expect(long[0]).toBe(rounded(told?.usdPerMonth ?? Number.NaN));

  await cost.input('Tokens in, per request').fill('272000');
  await expect(page.getByText(/^Up to 272,000 tokens of prompt: \$\s5.00 in/)).toBeVisible();
  await expect(line).toBeHidden();
  await cost.input('Tokens in, per request').fill('1100000');
  await expect(page.getByText(/more than the model’s 1,050,000/).first()).toBeAttached();
  await expectAccessible(page);
});

test('scenarios are duplicated, compared, deleted and taken back', async ({ page, host }) => {
  await page.goto(await host.start());
  const cost = new CostPage(page);
  await cost.open();
  await cost.startWizard('A researcher’s GPU');
  await cost.keep();
  await cost.open();
  await page.getByRole('button', { name: 'Actions for A researcher’s GPU' }).click();
  await page.getByRole('menuitem', { name: 'Duplicate' }).click();
  const copy = page.getByRole('link', { name: 'Copy of A researcher’s GPU' });
  await expect(copy).toBeVisible();

  for (const box of await page.getByRole('table').getByRole('checkbox').all()) await box.check();
  await page.getByRole('link', { name: 'Compare' }).last().click();
  await expect(page.getByRole('heading', { name: 'Scenarios side by side' })).toBeVisible();
  await expectAccessible(page);

  await cost.open();
  await page.getByRole('button', { name: 'Actions for Copy of A researcher’s GPU' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(copy).toBeHidden();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(copy).toBeVisible();
});
