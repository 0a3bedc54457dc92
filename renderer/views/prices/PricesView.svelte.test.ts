import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { fail } from '../../../app/errors.ts';
import { fakeHost } from '../../testing/fake-host.ts';
import { aPriceImport } from '../../testing/fake-prices.ts';
import { asked, renderPage } from '../../testing/render-page.ts';

const FILE = { name: 'prices.csv', mimeType: 'text/csv', body: 'model\nlarge\n' };

/** Hands a file to the page's chooser. */
function choose() {
  const input = document.querySelector<HTMLInputElement>('input[type="file"]');
  if (input === null) throw new Error('There is nowhere to hand a file');
  const data = new DataTransfer();
  data.items.add(new File([FILE.body], FILE.name, { type: FILE.mimeType }));
  input.files = data.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
}

describe('a sheet', () => {
  test('shows figures with unit, source and age, and marks what is stale', async () => {
    const screen = await renderPage(fakeHost(), '#/prices');
    const table = screen.getByRole('table', { name: 'Rows of the sheet' });
    await expect.element(table.getByRole('columnheader', { name: 'Output, $/M' })).toBeVisible();
    const small = table.getByRole('row').filter({ hasText: 'small' });
    await expect.element(small.getByText('stale')).toBeInTheDocument();
    await expect.element(small.getByText(/months old/)).toBeVisible();
    await expect.element(small.getByText('a price list')).toBeVisible();
  });

  test('is filtered by words and by age, and sorted by a column', async () => {
    const screen = await renderPage(fakeHost(), '#/prices/api_prices');
    const first = () => screen.getByRole('table').getByRole('row').nth(1).element().textContent;
    await expect.poll(first).toContain('large');
    await screen.getByRole('button', { name: 'Output, $/M' }).click();
    await expect.poll(first).toContain('small');
    await screen.getByLabelText('Find').fill('maker lar');
    await expect.poll(first).toContain('large');
    await expect.element(screen.getByText(/1 of 2/)).toBeVisible();
    await screen.getByLabelText('Find').fill('');
    await screen.getByRole('checkbox', { name: 'Only stale (1)' }).click();
    await expect.poll(first).toContain('small');
  });

  test('that does not exist is said to be so', async () => {
    const screen = await renderPage(fakeHost(), '#/prices/shares');
    await expect.element(screen.getByText(/There is no price sheet shares/)).toBeVisible();
  });
});

describe('a figure of one’s own', () => {
  test('stands in place of the sheet’s, with its note, until it is taken back', async () => {
    const bridge = fakeHost();
    const screen = await renderPage(bridge, '#/prices/api_prices?row=Maker%2Flarge');
    const inspector = screen.getByRole('complementary', { name: 'Maker/large' });
    await inspector.getByRole('button', { name: 'Set your own: Output' }).click();
    const figure = inspector.getByLabelText('Your figure, USD/Mtok');
    await figure.fill('cheap');
    await inspector.getByRole('button', { name: 'Use this figure' }).click();
    await expect.element(figure).toHaveAttribute('aria-invalid', 'true');
    await expect.element(inspector.getByText(/expected: a number above 0/)).toBeVisible();

    await figure.fill('6');
    await inspector.getByLabelText('Note').fill('our contract');
    await userEvent.keyboard('{Enter}');
    expect(await asked(bridge, 'prices.set')).toEqual({
      sheet: 'api_prices',
      row: 'Maker/large',
      column: 'output_usd_per_mtok',
      value: '6',
      note: 'our contract',
    });
    await expect.element(inspector.getByText(/Yours, in place of 8\./)).toBeVisible();
    await screen.getByRole('button', { name: 'Undo' }).click();
    await expect.element(inspector.getByText(/in place of/)).not.toBeInTheDocument();
  });

  test('may be a row of its own where no source gives one', async () => {
    const bridge = fakeHost();
    const screen = await renderPage(bridge, '#/prices/vat_rates');
    await expect.element(screen.getByText(/every rate here is your own/)).toBeVisible();
    await screen.getByRole('button', { name: 'Add your own' }).click();
    await screen.getByLabelText('Country').fill('DE');
    await screen.getByLabelText('Rate, fraction').fill('0.19');
    await screen.getByRole('button', { name: 'Use this figure' }).click();
    expect(await asked(bridge, 'prices.set')).toMatchObject({
      row: 'DE',
      column: 'rate',
      value: '0.19',
    });
  });
});

describe('importing a sheet', () => {
  test('shows the difference first, warns of rows that would go, and can be taken back', async () => {
    const bridge = fakeHost();
    const screen = await renderPage(bridge, '#/prices?import=file');
    await expect.element(screen.getByText('Drop a price sheet here')).toBeVisible();
    choose();
    const table = screen.getByRole('table', { name: 'Differences' });
    await expect.element(table.getByText('−50 %')).toBeVisible();
    await expect.element(screen.getByText(/1 row that it lacks would go/)).toBeVisible();
    expect(bridge.requests.map(({ name }) => name)).not.toContain('prices.import');
    await screen.getByRole('button', { name: 'Keep them' }).click();
    await expect.element(screen.getByText(/Rows are only added and changed/)).toBeVisible();
    await screen.getByRole('button', { name: 'Apply' }).click();
    expect(await asked(bridge, 'prices.import')).toMatchObject({
      mode: 'merge',
      trustUnits: false,
    });
    await expect.poll(() => window.location.hash).toBe('#/prices/api_prices');
    expect(bridge.discarded).toBe(1);
    await screen.getByRole('button', { name: 'Undo' }).click();
    expect(await asked(bridge, 'prices.undo')).toEqual({ change: 1 });
  });

  test('in a wrong unit is refused with the rule, and taken when the units are confirmed', async () => {
    const bridge = fakeHost({
      answers: {
        'prices.preview': ({ path, trustUnits }) =>
          trustUnits
            ? { ok: true, value: aPriceImport() }
            : fail({
                code: 'prices/unit-suspect',
                path,
                column: 'output_usd_per_mtok',
                unit: 'USD/Mtok',
                ratio: 0.001,
                suspect: 'per-thousand-tokens',
              }),
      },
    });
    const screen = await renderPage(bridge, '#/prices?import=file');
    await expect.element(screen.getByText('Drop a price sheet here')).toBeVisible();
    choose();
    await expect
      .element(screen.getByText(/which is how prices per thousand tokens look/))
      .toBeVisible();
    await expect.element(screen.getByText('Your price sheets are unchanged.')).toBeVisible();
    await screen.getByRole('button', { name: 'The units are right' }).click();
    await expect.element(screen.getByRole('button', { name: 'Apply' })).toBeEnabled();
  });
});

describe('audit and changes', () => {
  test('findings are worded; notes show when asked for; a press opens the row', async () => {
    const screen = await renderPage(fakeHost(), '#/prices/audit');
    await expect.element(screen.getByText(/half of 8 at Router\/large/)).toBeVisible();
    await expect.element(screen.getByText('1 of 2')).toBeVisible();
    await screen.getByLabelText('Show').selectOptions('Errors, warnings and notes');
    await expect.element(screen.getByText('Remembered, not read at its source.')).toBeVisible();
    await screen.getByText('Maker/large').click();
    await expect.poll(() => window.location.hash).toBe('#/prices/api_prices?row=Maker%2Flarge');
  });

  test('changes are listed and taken back', async () => {
    const bridge = fakeHost();
    const screen = await renderPage(bridge, '#/prices/changes');
    await expect.element(screen.getByText('The sheets are as they came')).toBeVisible();
    await bridge.request('prices.set', {
      sheet: 'api_prices',
      row: 'Maker/large',
      column: 'output_usd_per_mtok',
      value: '6',
      note: 'why',
    });
    await expect.element(screen.getByText('Maker/large, Output: now 6. why')).toBeVisible();
    await screen.getByRole('button', { name: 'Take back' }).click();
    await expect.element(screen.getByText('Taken back')).toBeVisible();
  });
});

test('the command palette leads to the prices', async () => {
  await renderPage(fakeHost(), '#/datasets');
  await userEvent.keyboard('{Control>}k{/Control}');
  await userEvent.keyboard('prices{Enter}');
  await expect.poll(() => window.location.hash).toBe('#/prices');
  await expect.element(page.getByRole('heading', { level: 1, name: 'API prices' })).toBeVisible();
});
