import { beforeEach, describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { fail, ok } from '../../../app/errors.ts';
import { marketFactsOf } from '../../../app/market/testing/market-facts.ts';
import { fakeHost } from '../../testing/fake-host.ts';
import { renderPage } from '../../testing/render-page.ts';

const SHEETS = import.meta.glob<unknown>('../../../resources/facts/*.json', {
  eager: true,
  import: 'default',
});
const FACTS = marketFactsOf((name) => SHEETS[`../../../resources/facts/${name}.json`]);

function open(place = '') {
  return renderPage(fakeHost({ answers: { 'market.facts': () => ok(FACTS) } }), `#/market${place}`);
}

/** Chooses a file for the hidden input behind a button. */
async function choose(content: string) {
  const input = page.getByLabelText('Open a file').element();
  await userEvent.upload(input, new File([content], 'scenario.json', { type: 'application/json' }));
}

beforeEach(() => sessionStorage.clear());

describe('market', () => {
  test('shows the price of the class now, its trend with the interval, and how weak it is', async () => {
    const screen = await open();
    await expect.element(screen.getByText('$ 0.45').first()).toBeVisible();
    await expect.element(screen.getByText('95 %: 3.54 – 55.3')).toBeVisible();
    await expect.element(screen.getByText('weak: few prices')).toBeVisible();
    await expect
      .element(screen.getByRole('figure', { name: 'Price at AA index ≥ 30' }))
      .toBeVisible();
  });

  test('a row of the classes chooses that class', async () => {
    const screen = await open();
    await screen.getByRole('cell', { name: 'MMLU ≥ 86' }).click();
    await expect.element(screen.getByLabelText('Class', { exact: true })).toHaveValue('mmlu-86');
    await expect.element(screen.getByText('95 %: 4.56 – 50.8')).toBeVisible();
    await expect.element(screen.getByRole('cell', { name: /claude-3-5-sonnet/ })).toBeVisible();
  });

  test('what the sheets lack is said instead of a page', async () => {
    const error = { code: 'facts/sheet-invalid', sheet: 'x.json', row: 3, problem: 'bad' } as const;
    const screen = await renderPage(
      fakeHost({ answers: { 'market.facts': () => fail(error) } }),
      '#/market',
    );
    await expect.element(screen.getByText(/x\.json/).first()).toBeVisible();
  });

  test('a part pressed opens with its equation, and a slip in it is said there', async () => {
    const screen = await open('/model');
    await screen.getByRole('button', { name: /^demand/ }).click();
    const equation = screen.getByLabelText('Equation');
    await expect.element(equation).toHaveValue('users * use_per_user');
    await equation.fill('users * moon');
    await expect
      .element(screen.getByText(/it reads moon, which does not exist/).first())
      .toBeVisible();
    await expect.element(equation).toHaveAttribute('aria-invalid', 'true');
    // What there was stays.
    await expect.element(screen.getByText('with everything')).toBeVisible();
    await screen.getByRole('button', { name: 'The model’s own equation' }).click();
    await expect.element(equation).toHaveValue('users * use_per_user');
    await expect.element(equation).toHaveAttribute('aria-invalid', 'false');
  });

  test('the model’s amounts are in the money shown, with no other unit beside them', async () => {
    const bridge = fakeHost({
      settings: { currency: 'CNY' },
      answers: { 'market.facts': () => ok(FACTS) },
    });
    const screen = await renderPage(bridge, '#/market/model');
    await expect.element(screen.getByText(/^¥\s[\d.]+\/Mtok$/)).toBeVisible();
    await expect.element(screen.getByRole('figure', { name: /CNY\/Mtok/ })).toBeVisible();
    const start = screen.getByLabelText(/^price today/).first();
    await start.fill('7.19');
    await expect.element(screen.getByRole('button', { name: /^price ¥\s7\.19/ })).toBeVisible();
    expect(screen.getByRole('main').element().textContent).not.toContain('USD');
  });

  test('a lever moved changes the answer at once, and can be put back', async () => {
    const screen = await open('/model');
    await screen.getByRole('button', { name: /^unit cost/ }).click();
    const levers = screen.getByRole('region', { name: 'What moves the price' });
    const before = levers.element().textContent;
    const field = screen.getByLabelText('cost share of the price', { exact: true });
    await field.fill('0.9');
    await expect.poll(() => levers.element().textContent).not.toBe(before);
    await screen.getByRole('button', { name: /^Back to the default/ }).click();
    await expect.poll(() => levers.element().textContent).toBe(before);
  });

  test('an influence can be cut', async () => {
    const screen = await open('/model');
    await screen.getByRole('button', { name: /^demand/ }).click();
    const levers = screen.getByRole('region', { name: 'What moves the price' });
    const before = levers.element().textContent;
    await screen.getByLabelText('use per user').click();
    await expect.poll(() => levers.element().textContent).not.toBe(before);
  });

  test('a deeper cut lets more applications pay', async () => {
    const screen = await open('/applications');
    await expect.element(screen.getByText('13 of 16 pay')).toBeVisible();
    await screen
      .getByRole('cell', { name: /Reading of a log line/ })
      .first()
      .click();
    await expect.element(screen.getByText('14 of 16 pay')).toBeVisible();
  });

  test('claims stand beside what the data show', async () => {
    const screen = await open('/claims');
    await expect.element(screen.getByText(/^Compute sets the price/)).toBeVisible();
    await expect.element(screen.getByText(/65\s% of 40 announced cuts/)).toBeVisible();
  });

  test('a file that is no scenario changes nothing and says where it is wrong', async () => {
    const screen = await open();
    await choose('{"version":1,"kind":"market","years":99}');
    await expect.element(screen.getByText(/years: “99” will not do/).first()).toBeVisible();
    await choose('{"version":1,"kind":"market","years":3,"capabilityClass":"mmlu-70"}');
    await expect.element(screen.getByLabelText('Class', { exact: true })).toHaveValue('mmlu-70');
    await expect.element(screen.getByLabelText('Horizon')).toHaveValue('3');
  });

  test('what was looked at is there again after a visit elsewhere', async () => {
    const screen = await open();
    await screen.getByLabelText('Horizon').fill('7');
    window.location.hash = '#/settings';
    await expect.element(screen.getByLabelText('Horizon')).not.toBeInTheDocument();
    window.location.hash = '#/market';
    await expect.element(screen.getByLabelText('Horizon')).toHaveValue('7');
  });

  test('a price war can be planned and taken back', async () => {
    const screen = await open();
    await screen.getByRole('button', { name: 'Add -50 %' }).click();
    await expect.element(screen.getByText(/: -50\s%/)).toBeVisible();
    await screen.getByRole('button', { name: /^Remove/ }).click();
    await expect.element(screen.getByText(/: -50\s%/)).not.toBeInTheDocument();
  });

  test('the bands come after a moment, from many draws', async () => {
    const screen = await open();
    await expect
      .element(screen.getByText('model, P10–P90').first(), { timeout: 20_000 })
      .toBeVisible();
  });

  test('a scenario is kept, changed, kept again, copied, compared and thrown away', async () => {
    const screen = await open();
    await screen.getByRole('button', { name: 'Keep scenario' }).click();
    await screen.getByLabelText('Name').fill('ours');
    await screen.getByRole('dialog').getByRole('button', { name: 'Keep scenario' }).click();
    await expect.element(screen.getByRole('button', { name: 'Kept', exact: true })).toBeDisabled();
    await screen.getByLabelText('Horizon').fill('7');
    await screen.getByRole('button', { name: 'Keep changes' }).click();
    await expect.element(screen.getByRole('button', { name: 'Kept', exact: true })).toBeDisabled();
    await screen.getByRole('button', { name: 'More about this scenario' }).click();
    await screen.getByRole('menuitem', { name: 'Versions' }).click();
    await screen.getByRole('button', { name: 'Bring back' }).click();
    await expect.element(screen.getByLabelText('Horizon')).toHaveValue('5');
    await screen.getByRole('button', { name: 'More about this scenario' }).click();
    await screen.getByRole('menuitem', { name: 'Duplicate' }).click();
    await screen.getByRole('button', { name: 'Kept scenarios' }).click();
    await screen.getByRole('menuitem', { name: 'Compare' }).click();
    await expect.element(screen.getByRole('columnheader', { name: 'Copy of ours' })).toBeVisible();
    await screen.getByRole('button', { name: 'Close' }).click();
    await screen.getByRole('button', { name: 'More about this scenario' }).click();
    await screen.getByRole('menuitem', { name: 'Delete' }).click();
    await screen.getByRole('button', { name: 'Undo' }).click();
    await expect.element(screen.getByRole('button', { name: 'Kept', exact: true })).toBeVisible();
  });
});
