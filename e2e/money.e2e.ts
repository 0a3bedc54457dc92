import { expect, sampleFile, test } from './fixtures/host.ts';

interface RunAnswer {
  readonly run: { readonly id: string; readonly cost: { readonly usd: number } };
}
interface SettingsAnswer {
  readonly money: { readonly currency: string; readonly perUsd: number };
}

/** What a page shows of an amount this small: two digits that count. */
function shown(usd: number, { perUsd }: SettingsAnswer['money']): number {
  return Number((usd * perUsd).toPrecision(2));
}

test('a run costs the same on the page and on the command line, in the money and at the tariff of the country', async ({
  page,
  host,
}) => {
  const address = await host.start();
  host.cli('import', sampleFile('iris.csv'), '--name', 'iris');
  const plan = ['--dataset', 'iris', '--template', 'tabular-linear', '--set', 'epochs=2'];
  const { run } = host.cli<RunAnswer>('train', ...plan);
  await page.goto(address);
  const amounts = new Set<number>();
  for (const [country, currency, sign] of [
    ['Germany', 'EUR', '€'],
    ['China', 'CNY', '¥'],
    ['Japan', 'USD', '$'],
  ] as const) {
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByLabel('Country or region').selectOption(country);
    await expect(page.getByText(new RegExp(`^\\${sign}\\s[\\d.]+/kWh`))).toBeVisible();

    const { money } = host.cli<SettingsAnswer>('settings');
    expect(money.currency).toBe(currency);
    const { cost } = host.cli<RunAnswer>('run', run.id).run;
    amounts.add(cost.usd);

    await page.getByRole('link', { name: 'Runs' }).click();
    const row = page.getByRole('row', { name: /tabular-linear · iris/ });
    const inList = row.getByText(sign);
    await expect(inList).toBeVisible();
    const listed = Number.parseFloat(((await inList.textContent()) ?? '').replace(/[^\d.]/g, ''));
    expect(listed).toBe(shown(cost.usd, money));

    await page.getByRole('link', { name: 'tabular-linear · iris' }).first().click();
    await page.getByRole('tab', { name: 'Cost' }).click();
    const total = page.getByRole('row', { name: /^Total/ }).first();
    await expect(total).toContainText(sign);
    const told = Number.parseFloat(((await total.textContent()) ?? '').replace(/[^\d.]/g, ''));
    expect(told).toBe(shown(cost.usd, money));
  }
  expect(amounts.size).toBe(3);
});
