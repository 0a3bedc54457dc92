import { expectAccessible } from './fixtures/accessible.ts';
import { expect, test } from './fixtures/host.ts';
import { DatasetsPage } from './pages/datasets-page.ts';
import { EditorPage } from './pages/editor-page.ts';
import { RunPage } from './pages/run-page.ts';

test('a branch is built onto a template, goes wrong, is repaired and trains', async ({
  page,
  host,
}) => {
  await page.goto(await host.start());
  await new DatasetsPage(page).importSample('digits');
  await page.evaluate(() => {
    window.location.hash = '#/models/new?dataset=digits&template=image-cnn';
  });
  const editor = new EditorPage(page);
  await expect(page.getByText('53,290')).toBeVisible();

  await editor.addLayer('conv 2d', 'activation');
  await expect(editor.layer('conv2d_2')).toContainText('8 × 8 × 32');
  await expect(editor.layer('conv2d_2')).toContainText('9,248');
  await expect(page.getByText('62,538')).toBeVisible();
  await editor.findLayer('add', 'conv2d_2');
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  await expect(editor.layer('add')).toContainText('← conv2d_2 + activation');
  await editor.choose('Input 2', 'batch_normalization');
  await expect(editor.layer('add')).toContainText('← conv2d_2 + batch_normalization');
  await expect(editor.layer('add')).toContainText('8 × 8 × 32');

  await editor.selectLayer('conv2d_2');
  await editor.setArgument('Filters', '16');
  await expect(editor.layer('conv2d_2')).toContainText('8 × 8 × 16');
  await expect(editor.layer('add')).toContainText('Layer add needs the shape');
  await expect(page.getByRole('status').getByText('see layer add')).toBeVisible();
  await expectAccessible(page);
  await editor.setArgument('Filters', '32');
  await expect(editor.layer('add')).not.toContainText('needs the shape');
  await expect(page.getByText('62,538')).toBeVisible();

  await editor.openTraining();
  await editor.choose('Optimiser', 'adamw');
  await editor.choose('Learning-rate schedule', 'cosine');
  await editor.setTraining({ Epochs: '3' });
  await editor.start();
  const run = new RunPage(page);
  await expect(run.status('Completed')).toBeVisible({ timeout: 120_000 });
  await run.open('Configuration');
  await expect(page.getByText('AdamW')).toBeVisible();
  await expect(page.getByText('Cosine', { exact: true })).toBeVisible();
});
