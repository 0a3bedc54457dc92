import { describe, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { fail, ok } from '../../../app/errors.ts';
import { fakeHost } from '../../testing/fake-host.ts';
import { aPriceRow } from '../../testing/fake-prices.ts';
import { asked, renderPage } from '../../testing/render-page.ts';

describe('settings', () => {
  test('a chosen region shows its price with source and age', async () => {
    const bridge = fakeHost();
    const screen = await renderPage(bridge, '#/settings');
    await screen.getByLabelText('Country or region').selectOptions('Germany');
    expect(await asked(bridge, 'settings.set')).toEqual({ changes: { tariffRegion: 'Germany' } });
    await expect
      .element(screen.getByText(/€\s0\.28.*GlobalPetrolPrices.*December 2025/))
      .toBeVisible();
  });

  test('amounts follow the country chosen, at the dated rate of its currency', async () => {
    const bridge = fakeHost();
    const screen = await renderPage(bridge, '#/settings');
    const region = screen.getByLabelText('Country or region');
    await region.selectOptions('China');
    await expect.element(screen.getByText(/^¥\s0\.65.*\/kWh/)).toBeVisible();
    await expect.element(screen.getByLabelText('Rate', { exact: true })).toHaveValue('7.19');
    await expect.element(screen.getByText(/^a price list, .* months old/)).toBeVisible();
    await expect
      .element(screen.getByRole('option', { name: 'CNY · by country' }))
      .toBeInTheDocument();
  });

  test('a country whose currency has no rate asks for one, and amounts stay in dollars till then', async () => {
    const bridge = fakeHost();
    const screen = await renderPage(bridge, '#/settings');
    await screen.getByLabelText('Country or region').selectOptions('Japan');
    await expect
      .element(
        screen.getByText('JPY has no exchange rate: enter one. Amounts stay in USD until then.'),
      )
      .toBeVisible();
    await expect.element(screen.getByText(/^\$\s0\.21\/kWh/)).toBeVisible();
    await screen.getByLabelText('Rate', { exact: true }).fill('150');
    await userEvent.keyboard('{Enter}');
    expect(await asked(bridge, 'prices.set')).toEqual({
      ...{ sheet: 'exchange_rates', row: 'JPY', column: 'local_per_usd' },
      ...{ value: '150', note: '' },
    });
    await expect.element(screen.getByText(/^¥\s31\.50\/kWh/)).toBeVisible();
    await expect.element(screen.getByText(/^Your own figure, 26 November 2026/)).toBeVisible();
  });

  test('a currency that is chosen stays when the country changes, until it is to follow again', async () => {
    const bridge = fakeHost();
    const screen = await renderPage(bridge, '#/settings');
    const currency = screen.getByLabelText('Show money in');
    await currency.selectOptions('CNY · Chinese Yuan');
    expect(await asked(bridge, 'settings.set')).toEqual({ changes: { currency: 'CNY' } });
    await screen.getByLabelText('Country or region').selectOptions('Japan');
    await expect.element(screen.getByText(/^¥\s1\.51\/kWh/)).toBeVisible();
    await currency.selectOptions('JPY · by country');
    await expect.element(screen.getByText(/^JPY has no exchange rate/)).toBeVisible();
  });

  test('a currency without a rate is taken once it has one', async () => {
    const bridge = fakeHost();
    const screen = await renderPage(bridge, '#/settings');
    await screen.getByLabelText('Show money in').selectOptions('CHF · Swiss Franc');
    await expect.element(screen.getByText(/^CHF has no exchange rate: enter one/)).toBeVisible();
    expect(bridge.requests.map(({ name }) => name)).not.toContain('settings.set');
    await screen.getByLabelText('Rate', { exact: true }).fill('0.8');
    await userEvent.keyboard('{Enter}');
    expect(await asked(bridge, 'settings.set')).toEqual({ changes: { currency: 'CHF' } });
  });

  test('the VAT of the country is told with the user’s note', async () => {
    const change = { column: 'rate', change: 1, before: null, note: 'our accountant' };
    const german = aPriceRow('DE', {
      cells: { country: 'DE', rate: 0.07 },
      own: [{ ...change, changedAt: '2026-11-02T10:00:00.000Z' }],
    });
    const bridge = fakeHost({
      answers: {
        'prices.list': () =>
          ok({
            sheet: 'vat_rates' as const,
            figure: 'rate',
            columns: [],
            total: 1,
            rows: [german],
          }),
      },
    });
    const screen = await renderPage(bridge, '#/settings');
    await screen.getByLabelText('Country or region').selectOptions('Germany');
    await expect
      .element(screen.getByText(/^VAT of Germany: Your own figure: our accountant/))
      .toBeVisible();
  });

  test('a field says what is wrong as one leaves it, and nothing is saved', async () => {
    const bridge = fakeHost();
    const screen = await renderPage(bridge, '#/settings');
    await screen.getByLabelText('VAT').fill('many');
    await userEvent.tab();
    await expect.element(screen.getByText('This is not a number.')).toBeVisible();
    expect(bridge.requests.map(({ name }) => name)).not.toContain('settings.set');
  });

  test('what the host refuses is said at the field', async () => {
    const screen = await renderPage(
      fakeHost({
        answers: {
          'settings.set': () =>
            fail({ code: 'settings/invalid', key: 'threads', value: '64', expected: '0 to 2' }),
        },
      }),
      '#/settings',
    );
    const threads = screen.getByLabelText('Training threads');
    await threads.fill('64');
    await userEvent.tab();
    await expect.element(threads).toHaveAttribute('aria-invalid', 'true');
  });

  test('old checkpoints go only after saying what goes', async () => {
    const bridge = fakeHost();
    const screen = await renderPage(bridge, '#/settings');
    await screen.getByRole('button', { name: /^Free/ }).click();
    await expect.element(screen.getByText(/Checkpoints to be deleted: 31/)).toBeVisible();
    expect(bridge.requests.map(({ name }) => name)).not.toContain('disk.prune');
    await screen.getByRole('button', { name: 'Delete checkpoints' }).click();
    await asked(bridge, 'disk.prune');
    await expect.element(screen.getByText(/Checkpoints deleted: 31/)).toBeVisible();
  });
});
