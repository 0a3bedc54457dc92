import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures/host.ts';
import { DatasetsPage } from './pages/datasets-page.ts';
import { EditorPage } from './pages/editor-page.ts';
import { RunPage } from './pages/run-page.ts';

test('a table without a target becomes a model that tells what is odd', async ({ page, host }) => {
  const path = join(host.home, 'sensors.csv');
  const rows = Array.from({ length: 300 }, (_, row) => {
    const x = (row * 37) % 100;
    return `${x},${row === 123 ? 900 : 2 * x},${row === 123 ? 'odd' : 'usual'}`;
  });
  writeFileSync(path, `speed,load,note\n${rows.join('\n')}\n`);
  await page.goto(await host.start());
  const datasets = new DatasetsPage(page);
  await datasets.chooseFile(path);
  await page.getByRole('combobox', { name: 'Task' }).selectOption('reconstruction');
  await page.getByRole('combobox', { name: 'Column to keep aside' }).selectOption('note');
  await datasets.storePreview('sensors');
  await datasets.train();
  const editor = new EditorPage(page);
  await editor.setTraining({ Epochs: '15' });
  await editor.start();

  const run = new RunPage(page);
  await expect(run.status('Completed')).toBeVisible({ timeout: 120_000 });
  await run.open('Evaluation');
  await expect(page.getByText('Given back worst first')).toBeVisible();
  await page.getByRole('checkbox', { name: 'Best first' }).check();
  await expect(page.getByText('Given back best first')).toBeVisible();

  await run.open('Predict');
  await page.getByRole('textbox', { name: 'load' }).fill('900');
  await page.getByRole('button', { name: 'Predict', exact: true }).click();
  await expect(page.getByRole('columnheader', { name: 'Given back' })).toBeVisible();
});
