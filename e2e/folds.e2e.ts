import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures/host.ts';
import { look } from './fixtures/looks.ts';
import { DatasetsPage } from './pages/datasets-page.ts';
import { EditorPage } from './pages/editor-page.ts';

test('folds are prepared in view, can be cancelled without a trace, and end in a mean', async ({
  page,
  host,
}) => {
  const path = join(host.home, 'large.csv');
  const rows = Array.from(
    { length: 300_000 },
    (_, row) => `${Math.sin(row)},${row % 2 ? 'odd' : 'even'}`,
  );
  writeFileSync(path, `a,y\n${rows.join('\n')}\n`);
  await page.goto(await host.start());
  const datasets = new DatasetsPage(page);
  await datasets.chooseFile(path);
  await datasets.storePreview('large');
  await datasets.train();
  const editor = new EditorPage(page);
  await editor.choose('Cross-validation', '10 folds');
  const stored = () => readdirSync(join(host.home, 'datasets'));
  // The dataset alone, once the rows that its page has asked for are made.
  await expect.poll(stored).toHaveLength(1);
  await editor.start();
  await expect(page.getByText(/Preparing fold \d+ of 10/)).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText(/no run started/)).toBeVisible();
  expect(stored()).toHaveLength(1);

  await page.getByRole('link', { name: 'Datasets' }).first().click();
  await datasets.importSample('iris');
  await datasets.train();
  await editor.setTraining({ Epochs: '2' });
  await editor.choose('Cross-validation', '5 folds');
  await editor.start();
  await expect(page.getByRole('heading', { level: 1, name: /1\/5/ })).toBeVisible();
  await page.getByRole('link', { name: 'Runs' }).first().click();
  await expect(page.getByText('5 of 5 folds done')).toBeVisible({ timeout: 120_000 });
  await look(page, 'folds', '#/runs');
});
