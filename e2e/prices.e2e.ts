import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectAccessible } from './fixtures/accessible.ts';
import { expect, test } from './fixtures/host.ts';

const RATES = `currency,local_per_usd,source,as_of,confidence
EUR,0.86,European Central Bank,2026-11-20,read
GBP,0.76,Bank of England,2026-11-20,read
`;

test('a price sheet is compared, taken in and taken back; a figure of one’s own stands', async ({
  page,
  host,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-e2e-prices-'));
  const file = join(folder, 'rates.csv');
  writeFileSync(file, RATES);
  await page.goto(await host.start());
  await page.getByRole('link', { name: 'Prices' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'API prices' })).toBeVisible();
  await page.getByLabel('Find').fill('openai gpt-5');
  await expect(page.getByText('17 of 201')).toBeVisible();

  async function chooseFile() {
    await page.getByRole('link', { name: 'Import a sheet' }).click();
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: /choose.*file/i }).click();
    await (await chooser).setFiles(file);
  }
  await chooseFile();
  const differences = page.getByRole('table', { name: 'Differences' });
  await expect(differences.getByText('−6.91 %')).toBeVisible();
  await expect(page.getByText(/1 row that it lacks would go/)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Keep them' }).click();
  await expect(page.getByText(/1 added, 0 removed, 1 changed, 1 unchanged/)).toBeVisible();
  await page.getByRole('button', { name: 'Apply' }).click();
  const rates = page.getByRole('table', { name: 'Rows of the sheet' });
  await expect(rates.getByRole('row').filter({ hasText: 'GBP' })).toContainText('0.76');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(rates.getByText('GBP')).toBeHidden();
  await expect(rates.getByRole('row').filter({ hasText: 'EUR' })).toContainText('0.923873');

  await rates.getByRole('cell', { name: 'EUR', exact: true }).click();
  const inspector = page.getByRole('complementary', { name: 'EUR' });
  await inspector.getByRole('button', { name: 'Set your own: For one USD' }).click();
  await inspector.getByLabel('Your figure, local/USD').fill('0.85');
  await inspector.getByLabel('Note').fill('our bank');
  await inspector.getByRole('button', { name: 'Use this figure' }).click();
  await expect(inspector.getByText('Yours, in place of 0.923873.')).toBeVisible();
  await expectAccessible(page);
  await page.reload();
  await expect(page.getByText('our bank').last()).toBeVisible();

  // A sheet in another unit is refused with the rule, and nothing is stored.
  writeFileSync(file, RATES.replace('0.86', '860'));
  await chooseFile();
  await expect(page.getByText(/a thousand times smaller look/)).toBeVisible();
  await page.getByRole('link', { name: 'Prices' }).first().click();
  await page.getByRole('link', { name: 'Changes' }).click();
  await expect(page.getByText('Taken back')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Take back' })).toHaveCount(1);
  await page.getByRole('link', { name: 'Audit' }).click();
  await expect(page.getByText(/is no cheaper than on demand/).first()).toBeVisible();
  await expectAccessible(page);
  rmSync(folder, { recursive: true });
});
