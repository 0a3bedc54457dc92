import { describe, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { fail } from '../../../app/errors.ts';
import { fakeHost } from '../../testing/fake-host.ts';
import { asked, renderPage } from '../../testing/render-page.ts';

describe('settings', () => {
  test('a chosen region shows its price with source and age', async () => {
    const bridge = fakeHost();
    const screen = await renderPage(bridge, '#/settings');
    await screen.getByLabelText('Region of the tariff').selectOptions('Germany');
    expect(await asked(bridge, 'settings.set')).toEqual({ changes: { tariffRegion: 'Germany' } });
    await expect
      .element(screen.getByText(/\$\s0\.3.*GlobalPetrolPrices.*December 2025/))
      .toBeVisible();
  });

  test('a currency takes effect only with its rate', async () => {
    const bridge = fakeHost();
    const screen = await renderPage(bridge, '#/settings');
    await screen.getByLabelText('Show money in').selectOptions('CNY · Chinese Yuan');
    expect(bridge.requests.map(({ name }) => name)).not.toContain('settings.set');
    await screen.getByLabelText('Rate').fill('7.1');
    await userEvent.keyboard('{Enter}');
    expect(await asked(bridge, 'settings.set')).toEqual({
      changes: { currency: 'CNY', usdRate: 7.1 },
    });
  });

  test('a rate that the dated sheet knows is one press away, with its age', async () => {
    const bridge = fakeHost();
    const screen = await renderPage(bridge, '#/settings');
    await screen.getByLabelText('Show money in').selectOptions('CNY · Chinese Yuan');
    await screen.getByRole('button', { name: /Use 7\.19 CNY .* months old/ }).click();
    expect(await asked(bridge, 'settings.set')).toEqual({
      changes: { currency: 'CNY', usdRate: 7.19 },
    });
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
