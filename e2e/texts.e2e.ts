import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, sampleFile, test } from './fixtures/host.ts';
import { DatasetsPage } from './pages/datasets-page.ts';
import { EditorPage } from './pages/editor-page.ts';
import { RunPage } from './pages/run-page.ts';

test('a file of messages becomes a model that tells them apart', async ({ page, host }) => {
  await page.goto(await host.start());
  const datasets = new DatasetsPage(page);
  await datasets.chooseFile(sampleFile('sms.tsv'));
  await expect(page.getByRole('combobox', { name: 'Task' })).toHaveValue('text-classification');
  await datasets.storePreview('messages');
  await datasets.train();
  await page.getByRole('button', { name: 'text-bow', exact: true }).click();
  const editor = new EditorPage(page);
  await editor.setTraining({ Epochs: '2' });
  await editor.start();

  const run = new RunPage(page);
  await expect(run.status('Completed')).toBeVisible();
  await run.open('Predict');
  await page.getByRole('textbox', { name: 'Text' }).fill('Free entry! WIN a prize, text 80086 now');
  await page.getByRole('button', { name: 'Predict', exact: true }).click();
  await expect(page.getByText('spam').first()).toBeVisible();
});

test('one long text becomes a model that goes on with it', async ({ page, host }) => {
  const text = join(host.home, 'rhyme.txt');
  writeFileSync(text, 'one two three four five six seven\n'.repeat(400));
  await page.goto(await host.start());
  const datasets = new DatasetsPage(page);
  await datasets.chooseFile(text);
  await expect(page.getByRole('combobox', { name: 'Task' })).toHaveValue('language-modeling');
  await datasets.storePreview('rhyme');
  await datasets.train();
  const editor = new EditorPage(page);
  await editor.setTraining({ Epochs: '1' });
  await editor.start();

  const run = new RunPage(page);
  await expect(run.status('Completed')).toBeVisible();
  await run.open('Predict');
  await page.getByRole('textbox', { name: 'Text' }).fill('one two');
  await page.getByRole('textbox', { name: 'Tokens' }).fill('12');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'one two' })).toBeVisible();
});
