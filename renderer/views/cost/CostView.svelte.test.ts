import { describe, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { decide } from '../../../app/cost/decision/decide.ts';
import { resolveInputs } from '../../../app/cost/decision/resolve-inputs.ts';
import { scenarioTemplate } from '../../../app/cost/decision/templates/templates.ts';
import { DecisionWords } from '../../../app/cost/decision/words.ts';
import { rowKey } from '../../../app/cost/sheets/read-row.ts';
import { ok } from '../../../app/errors.ts';
import type { ScenarioId } from '../../../app/ids.ts';
import { fakeHost } from '../../testing/fake-host.ts';
import { bundledContext } from '../../testing/fake-scenarios.ts';
import { asked, renderPage } from '../../testing/render-page.ts';

function stored(id: string, template: string) {
  const scenario = scenarioTemplate(template);
  if (!scenario.ok) throw new Error(scenario.error.code);
  return {
    id: id as ScenarioId,
    scenario: scenario.value,
    version: 1,
    createdAt: '2026-11-01T10:00:00.000Z',
    changedAt: '2026-11-01T10:00:00.000Z',
  };
}

describe('the list of scenarios', () => {
  test('says what it is for while there is none, and offers three ways to begin', async () => {
    const screen = await renderPage(fakeHost(), '#/cost');
    await expect.element(screen.getByText('Own, rent or call an API?')).toBeVisible();
    for (const name of [/chatbot/, /30 machines/, /researcher/i]) {
      await expect.element(screen.getByRole('link', { name })).toBeVisible();
    }
  });

  test('answers each scenario, and takes a deleted one back', async () => {
    const bridge = fakeHost({ scenarios: [stored('one', 'chatbot'), stored('two', 'lab')] });
    const screen = await renderPage(bridge, '#/cost');
    await expect.element(screen.getByText(/≈ \$\s[\d,.]+ a month/).first()).toBeVisible();
    await screen.getByRole('button', { name: /Actions for A small firm/ }).click();
    await screen.getByRole('menuitem', { name: 'Delete' }).click();
    await expect
      .element(screen.getByRole('link', { name: 'A small firm’s chatbot' }).nth(1))
      .not.toBeInTheDocument();
    await screen.getByRole('button', { name: 'Undo' }).click();
    expect(await asked(bridge, 'scenarios.undelete')).toEqual({ id: 'one' });
  });

  test('says of a scenario without an answer why it has none', async () => {
    const chatbot = stored('one', 'chatbot');
    const { 'work.requestsPerDay': _, ...inputs } = chatbot.scenario.inputs;
    const without = { ...chatbot, scenario: { ...chatbot.scenario, inputs } };
    const screen = await renderPage(fakeHost({ scenarios: [without] }), '#/cost');
    await expect.element(screen.getByText(/^“Requests a day” is missing/)).toBeVisible();
  });

  test('puts chosen scenarios side by side, with the inputs in which they differ', async () => {
    const bridge = fakeHost({ scenarios: [stored('one', 'lab'), stored('two', 'researcher')] });
    const screen = await renderPage(bridge, '#/cost/compare?ids=one,two');
    await expect.element(screen.getByRole('row', { name: /^Runs a month/ })).toBeVisible();
    await expect.element(screen.getByRole('row', { name: /^Renting, a month/ })).toBeVisible();
    await expect
      .element(
        screen.getByRole('row', { name: /^API, a month — No price of a fine-tuning service/ }),
      )
      .toBeVisible();
  });
});

describe('a wizard', () => {
  test('answers as one types, and is kept with what was typed', async () => {
    const bridge = fakeHost();
    const screen = await renderPage(bridge, '#/cost/new/chatbot');
    const verdict = screen.getByRole('region', { name: 'Recommendation' }).getByRole('status');
    await expect.element(verdict).toBeVisible();
    const before = verdict.element().textContent;
    await screen.getByRole('textbox', { name: 'Requests a day' }).fill('90');
    await expect.poll(() => verdict.element().textContent).not.toBe(before);
    await screen.getByRole('button', { name: 'Keep and open' }).click();
    expect(await asked(bridge, 'scenarios.save')).toMatchObject({
      id: null,
      scenario: { inputs: { 'work.requestsPerDay': { base: 90 } } },
    });
    await expect.element(screen.getByRole('button', { name: 'Export' })).toBeVisible();
  });

  test('shows all that would turn its answer, in the order of the decision', async () => {
    const context = bundledContext({ localeCountry: 'US' });
    const bridge = fakeHost({ answers: { 'scenarios.context': () => ok(context) } });
    const screen = await renderPage(bridge, '#/cost/new/researcher');
    const region = screen.getByRole('region', { name: 'Recommendation' });
    await expect.element(region.getByRole('status')).toBeVisible();
    const resolved = resolveInputs(stored('one', 'researcher').scenario, context);
    if (!resolved.ok) throw new Error(resolved.error.code);
    const words = new DecisionWords('en', { currency: 'USD', perUsd: 1 });
    const { flips } = decide(resolved.value).recommendation;
    const told = flips.map((flip) => words.sentence(flip.words));
    expect(told.length).toBeGreaterThan(4);
    const shown = region.getByRole('listitem').getByRole('button').elements();
    expect(shown.map((flip) => flip.textContent)).toEqual(told);
  });

  test('takes a rate with Enter, without sending the questions', async () => {
    const bridge = fakeHost();
    const screen = await renderPage(bridge, '#/cost/new/researcher');
    await screen.getByLabelText('Money in').selectOptions('CHF · Swiss Franc');
    await expect.element(screen.getByText(/^CHF has no exchange rate: enter one/)).toBeVisible();
    await screen.getByLabelText('Rate', { exact: true }).fill('0.8');
    await userEvent.keyboard('{Enter}');
    expect(await asked(bridge, 'prices.set')).toMatchObject({ row: 'CHF', value: '0.8' });
    expect(bridge.requests.map(({ name }) => name)).not.toContain('scenarios.save');
  });
});

describe('the page of a scenario', () => {
  const open = () => {
    const bridge = fakeHost({ scenarios: [stored('one', 'chatbot')] });
    return renderPage(bridge, '#/cost/one').then((screen) => ({ bridge, screen }));
  };

  test('shows the four ways, each unfolding into lines with sources', async () => {
    const { screen } = await open();
    await screen
      .getByRole('table')
      .getByRole('button', { name: 'API', exact: true })
      .first()
      .click();
    await expect.element(screen.getByRole('rowheader', { name: 'Tokens' })).toBeVisible();
    await expect.element(screen.getByRole('button', { name: /Source of Tokens$/ })).toBeVisible();
  });

  test('says on which side of the break-even owning pays, as its flips do', async () => {
    const screen = await renderPage(fakeHost({ scenarios: [stored('one', 'lab')] }), '#/cost/one');
    await expect
      .element(screen.getByRole('button', { name: /less often than 11\.6 times/ }))
      .toBeVisible();
    await expect
      .element(screen.getByText('30 machines, each with 1 × GeForce RTX 4060 Ti 16GB'))
      .toBeVisible();
    await expect.element(screen.getByText('Owning pays up to')).toBeVisible();
    await expect.element(screen.getByText('≈ 11.6 runs a month')).toBeVisible();
  });

  test('tells no chance as certain, and each with one standard error', async () => {
    const { screen } = await open();
    const chances = screen.getByRole('table', { name: /^How sure it is/ });
    await expect.element(chances.getByRole('row').nth(4)).toBeVisible();
    const told = [...chances.element().querySelectorAll('tbody td:nth-child(2)')].map((cell) =>
      cell.textContent?.replaceAll('\u00a0', ' '),
    );
    expect(told.length).toBeGreaterThanOrEqual(3);
    for (const chance of told) {
      expect(chance).toMatch(/^(< 0\.1 %|> 99\.9 %|\d+(\.\d)? % ± 0\.\d+ %)$/);
      expect(chance).not.toMatch(/^(0|100)(\.0)? %/);
    }
  });

  test('has one primary button, which writes the report to print once all is worked out', async () => {
    const { screen } = await open();
    const report = screen.getByRole('button', { name: 'Report' });
    await expect.element(report).toBeEnabled();
    const primary = document.querySelectorAll('.button.primary');
    expect([...primary]).toEqual([report.element()]);
    const written = vi.spyOn(URL, 'createObjectURL');
    await report.click();
    const [file] = written.mock.calls[0] ?? [];
    if (!(file instanceof Blob)) throw new Error('nothing was written');
    expect(file.type).toMatch(/^text\/html/);
    expect(await file.text()).toMatch(/Recommendation|Recommended/);
  });

  test('follows the sheets while it is open, and leads from a source to its row', async () => {
    const bundled = bundledContext();
    const own = { note: 'our contract', setOn: '2026-11-02' };
    const withPlaces = (usdPerMtok: number | null) => ({
      ...bundled,
      sheets: {
        ...bundled.sheets,
        api_prices: bundled.sheets.api_prices.map((row) => ({
          ...row,
          output_usd_per_mtok: usdPerMtok ?? row.output_usd_per_mtok,
          input_usd_per_mtok: usdPerMtok ?? row.input_usd_per_mtok,
          place: {
            sheet: 'api_prices' as const,
            row: rowKey('api_prices', row),
            own: usdPerMtok === null ? {} : { output_usd_per_mtok: own, input_usd_per_mtok: own },
          },
        })),
      },
    });
    let context = withPlaces(null);
    const bridge = fakeHost({
      scenarios: [stored('one', 'chatbot')],
      answers: { 'scenarios.context': () => ok(context) },
    });
    const screen = await renderPage(bridge, '#/cost/one');
    const api = screen.getByRole('table').getByRole('button', { name: 'API', exact: true }).first();
    await api.click();
    const row = screen.getByRole('row', { name: /^Tokens/ });
    await expect.element(row).toBeVisible();
    const before = row.element().textContent;
    context = withPlaces(40);
    bridge.tell('prices.changed', { sheet: 'api_prices' });
    await expect.poll(() => row.element().textContent).not.toBe(before);
    await screen.getByRole('button', { name: /Source of Tokens$/ }).click();
    await expect.element(screen.getByText('Your own figure: our contract')).toBeVisible();
    await expect
      .element(screen.getByRole('link', { name: 'Open its row in the price sheets' }))
      .toHaveAttribute('href', expect.stringMatching(/^#\/prices\/api_prices\?row=./));
  });

  test('takes a spread of the week as one counted it, and says what is not one', async () => {
    const bridge = fakeHost({ scenarios: [stored('one', 'chatbot')] });
    const screen = await renderPage(bridge, '#/cost/one');
    const spread = screen.getByRole('combobox', { name: 'How work is spread over the week' });
    await expect.element(spread).toHaveValue('office');
    await spread.selectOptions('own');
    const days = screen.getByRole('textbox', { name: 'Share of each day, from Monday' });
    await expect.element(days).toHaveValue('1 1 1 1 1 0.3 0.3');
    await days.fill('1 1 1');
    await expect.element(screen.getByText(/takes 7 numbers .* 3 can be read/)).toBeVisible();
    await days.fill('1, 1, 1, 1, 1, 0, 0');
    expect(await asked(bridge, 'scenarios.save')).toMatchObject({
      scenario: { choices: { weeklyProfile: [1, 1, 1, 1, 1, 0, 0] } },
    });
  });

  test('refuses at the field what will not do, and the answer stands', async () => {
    const { screen } = await open();
    const verdict = screen.getByRole('region', { name: 'Recommendation' }).getByRole('status');
    await expect.element(verdict).toBeVisible();
    const before = verdict.element().textContent;
    await screen.getByRole('textbox', { name: 'Requests a day' }).fill('-5');
    await userEvent.tab();
    await expect.element(screen.getByText('At least 0.')).toBeVisible();
    expect(verdict.element().textContent).toBe(before);
  });

  test('keeps changes by itself, and leads from a bar of the tornado to its field', async () => {
    const { bridge, screen } = await open();
    await screen.getByRole('textbox', { name: 'Requests a day' }).fill('500');
    expect(await asked(bridge, 'scenarios.save')).toMatchObject({ id: 'one' });
    const bar = screen.getByRole('button', { name: /^Cost of an hour of work:/ });
    (bar.element() as SVGElement).focus();
    await userEvent.keyboard('{Enter}');
    await expect
      .element(screen.getByRole('textbox', { name: 'Cost of an hour of work' }))
      .toHaveFocus();
  });

  test('shows money in another currency, amounts typed before converted', async () => {
    const { screen } = await open();
    await screen.getByLabelText('Money in').selectOptions('EUR · Euro');
    await expect.element(screen.getByText(/≈ €\s/).first()).toBeVisible();
    const bar = screen.getByRole('button', { name: /^Cost of an hour of work:/ });
    (bar.element() as SVGElement).focus();
    await userEvent.keyboard('{Enter}');
    const wage = screen.getByRole('textbox', { name: 'Cost of an hour of work' });
    await wage.fill('46.19365');
    await userEvent.tab();
    await screen.getByLabelText('Money in').selectOptions('CNY · Chinese Yuan');
    await expect.element(wage).toHaveValue('359.5');
  });

  test('shows the money of the country, with its dated rate, and asks for a rate that is missing', async () => {
    const { bridge, screen } = await open();
    await screen.getByLabelText('Country').selectOptions('Germany');
    await expect.element(screen.getByText(/≈ €\s/).first()).toBeVisible();
    await expect.element(screen.getByText(/^European Central Bank.*2024/).first()).toBeVisible();
    expect(await asked(bridge, 'scenarios.save')).toMatchObject({
      scenario: { region: 'Germany', currency: null },
    });
    await screen.getByLabelText('Country').selectOptions('Japan');
    await expect
      .element(screen.getByText(/^JPY has no exchange rate: enter one/).first())
      .toBeVisible();
    await expect.element(screen.getByText(/≈ \$\s/).first()).toBeVisible();
  });
});
