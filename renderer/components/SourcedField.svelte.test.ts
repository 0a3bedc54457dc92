import { describe, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { renderComponent } from '../testing/render-component.ts';
import SourcedField from './SourcedField.svelte';

const price = {
  label: 'Electricity',
  value: 0.298,
  unit: 'USD/kWh',
  help: 'What a kilowatt-hour costs, VAT included.',
  source: { source: 'GlobalPetrolPrices', asOf: '2025-12', kind: 'sheet' as const },
  range: '0.25 – 0.35',
  allowed: '0 – 5',
  minimum: 0,
  maximum: 5,
  changed: false,
  note: '',
};

const handlers = () => ({ onchange: vi.fn(), onnote: vi.fn(), onreset: vi.fn() });

describe('a figure with its source', () => {
  test('says where it comes from, how old it is and how far it may be off', async () => {
    const screen = await renderComponent(SourcedField, { ...price, ...handlers() });
    await screen.getByRole('button', { name: /GlobalPetrolPrices, December 2025/ }).click();
    await expect.element(screen.getByText('0.25 – 0.35')).toBeVisible();
    await expect.element(screen.getByText('0 – 5')).toBeVisible();
  });

  test('is told as one types, and refuses with the rule as one leaves', async () => {
    const given = handlers();
    const screen = await renderComponent(SourcedField, { ...price, ...given });
    const field = screen.getByLabelText('Electricity', { exact: true });
    await field.fill('0.31');
    expect(given.onchange).toHaveBeenLastCalledWith(0.31);
    await field.fill('-1');
    await userEvent.tab();
    await expect.element(screen.getByText('Between 0 and 5.')).toBeVisible();
    expect(given.onchange).toHaveBeenCalledTimes(1);
  });

  test('once changed, it is marked, takes a note and can go back', async () => {
    const given = handlers();
    const screen = await renderComponent(SourcedField, {
      ...price,
      ...given,
      value: 0.31,
      changed: true,
      original: '0.298 USD/kWh',
      source: { source: 'scenario', asOf: null, kind: 'user' as const },
    });
    await screen.getByRole('button', { name: /^Your own figure/ }).click();
    await expect.element(screen.getByText('0.298 USD/kWh')).toBeVisible();
    await screen.getByLabelText('Why another figure?').fill('our contract');
    expect(given.onnote).toHaveBeenLastCalledWith('our contract');
    await userEvent.keyboard('{Escape}');
    await screen.getByRole('button', { name: 'Back to the default of Electricity' }).click();
    expect(given.onreset).toHaveBeenCalledOnce();
  });
});
