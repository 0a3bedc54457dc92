import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures/host.ts';
import { DatasetsPage } from './pages/datasets-page.ts';
import { EditorPage } from './pages/editor-page.ts';
import { RunPage } from './pages/run-page.ts';

const WORDS = [...'零一二三四五六七八九'];

test('two files that go line by line become a model that translates', async ({ page, host }) => {
  const numbers = Array.from({ length: 400 }, (_, number) => String(number));
  const folder = join(host.home, 'pairs');
  mkdirSync(folder);
  const files = [
    ['digits.en', numbers],
    [
      'digits.zh',
      numbers.map((number) => number.replace(/\d/g, (digit) => WORDS[Number(digit)] ?? '')),
    ],
  ] as const;
  for (const [name, lines] of files) writeFileSync(join(folder, name), `${lines.join('\n')}\n`);

  await page.goto(await host.start());
  const datasets = new DatasetsPage(page);
  await datasets.chooseFile(files.map(([name]) => join(folder, name)));
  await expect(page.getByRole('combobox', { name: 'Task' })).toHaveValue('translation');
  await expect(page.getByText('go by the same name in two languages')).toBeVisible();
  await page.getByRole('button', { name: 'Other way round' }).click();
  await expect(page.getByRole('combobox', { name: 'Translated from' })).toHaveValue('zh');
  await page.getByRole('button', { name: 'Other way round' }).click();
  await expect(page.getByRole('combobox', { name: 'Translated from' })).toHaveValue('en');
  await page.getByText('How the data is read').click();
  await page.getByRole('combobox', { name: 'Cut into' }).first().selectOption('character');
  await expect(page.getByRole('group', { name: 'Translations: zh' })).toBeVisible();
  await datasets.storePreview('digits');
  await datasets.train();
  await page.getByRole('button', { name: 'translate-gru', exact: true }).click();
  const editor = new EditorPage(page);
  await editor.setTraining({ Epochs: '12' });
  await editor.start();

  const run = new RunPage(page);
  await expect(run.status('Completed')).toBeVisible({ timeout: 120_000 });
  await run.open('Evaluation');
  await expect(page.getByRole('rowheader', { name: 'BLEU' })).toBeVisible();
  await page.getByRole('checkbox', { name: 'Only wrong ones' }).uncheck();
  await expect(page.getByText('Reference', { exact: true }).first()).toBeVisible();

  await run.open('Predict');
  await page.getByRole('textbox', { name: 'Sentences' }).fill('123\n45');
  await page.getByRole('button', { name: 'Translate', exact: true }).click();
  await expect(page.getByRole('status').getByRole('listitem')).toHaveCount(2);
  await page.getByRole('button', { name: 'Take a test row' }).click();
  await expect(page.getByText('Reference:')).toBeVisible();
});
