import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/host.ts';
import { go, look } from './fixtures/looks.ts';
import { DatasetsPage } from './pages/datasets-page.ts';
import { EditorPage } from './pages/editor-page.ts';
import { RunPage } from './pages/run-page.ts';

const writer = fileURLToPath(new URL('../main/datasets/testing/write-ratings.ts', import.meta.url));

function writeRatings(folder: string): void {
  execFileSync(process.execPath, [writer, folder]);
}

async function chooseItems(page: Page, path: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a file…' }).click();
  await (await chooser).setFiles(path);
}

test('ratings with a table of films become what users would like', async ({ page, host }) => {
  test.setTimeout(240_000);
  const folder = join(host.home, 'films');
  writeRatings(folder);

  await page.goto(await host.start());
  const datasets = new DatasetsPage(page);
  await datasets.chooseFile(join(folder, 'ratings.csv'));
  await expect(page.getByRole('combobox', { name: 'Task' })).toHaveValue('recommendation');

  // What is wrong with the table is told with its row.
  const wrong = join(folder, 'wrong.csv');
  writeFileSync(wrong, 'movieId,title\n1,One\n2,Two\n1,One again\n');
  await chooseItems(page, wrong);
  await expect(page.getByText('wrong.csv, 3 items: title')).toBeVisible();
  await datasets.storePreview('films');
  await expect(page.getByText(/wrong\.csv, row 4: item 1 stands in row 2 already/)).toBeVisible();

  await chooseItems(page, join(folder, 'about.csv'));
  await expect(page.getByText('about.csv, 40 items: title, genres, length')).toBeVisible();
  await page.getByRole('combobox', { name: 'What is learnt' }).selectOption('from');
  await expect(page.getByRole('textbox', { name: 'Chosen from rating' })).toHaveValue('4');
  await page.getByRole('textbox', { name: 'Items drawn for each' }).fill('3');
  await page.getByRole('textbox', { name: 'Items drawn for each' }).press('Tab');
  await page.getByRole('combobox', { name: 'Drawn' }).selectOption('popularity');
  await expect(page.getByRole('textbox', { name: 'Items drawn for each' })).toHaveValue('3');
  await page.screenshot({
    path: 'test-results/screenshots/ratings-import-en-light.png',
    fullPage: true,
  });
  await page.getByRole('combobox', { name: 'What is learnt' }).selectOption('ratings');
  await expect(page.getByRole('combobox', { name: 'What to predict' })).toHaveValue('rating');

  // How rows are dealt out goes by columns that are found by themselves.
  const split = page.getByRole('group', { name: 'Splits' });
  await expect(split.getByRole('combobox', { name: 'How rows are dealt out' })).toHaveValue(
    'random',
  );
  await split.getByRole('combobox', { name: 'How rows are dealt out' }).selectOption('grouped');
  await expect(split.getByRole('combobox', { name: 'By column' })).toHaveValue('userId');
  await split.getByRole('combobox', { name: 'How rows are dealt out' }).selectOption('time');
  await expect(split.getByRole('combobox', { name: 'By column' })).toHaveValue('timestamp');
  await expect(split.getByRole('textbox', { name: 'Training' })).toHaveValue('70');
  await split
    .getByRole('combobox', { name: 'How rows are dealt out' })
    .selectOption('leave-last-out');
  await expect(split.getByRole('combobox', { name: 'User' })).toHaveValue('userId');
  await expect(split.getByRole('combobox', { name: 'Time' })).toHaveValue('timestamp');
  await expect(split.getByRole('textbox')).toHaveCount(0);
  await page.screenshot({ path: 'test-results/screenshots/ratings-split-en-light.png' });
  await datasets.storePreview('films');
  await expect(page.getByRole('heading', { name: 'films', level: 1 })).toBeVisible();
  expect(host.cli<{ recipe: unknown }>('recipe', 'show', 'films').recipe).toMatchObject({
    split: { kind: 'leave-last-out', user: 'userId', time: 'timestamp' },
  });

  await datasets.train();
  await page.getByRole('button', { name: 'recommend-hybrid', exact: true }).click();
  await expect(page.getByRole('button', { name: 'recommend-bpr', exact: true })).toHaveCount(0);
  const editor = new EditorPage(page);
  await editor.setTraining({ Epochs: '12', 'Batch size': '32', 'Learning rate': '0.01' });
  await editor.start();
  const run = new RunPage(page);
  await expect(run.status('Completed')).toBeVisible({ timeout: 120_000 });
  await run.open('Evaluation');
  await expect(page.getByRole('rowheader', { name: 'NDCG@10' })).toBeVisible();
  await expect(page.getByRole('columnheader', { name: 'Most popular' })).toBeVisible();
  await expect(page.getByText(/The top 10 of 40 items/)).toBeVisible();
  const evaluation = new URL(page.url()).hash;
  await look(page, 'ratings-evaluation', evaluation);

  await go(page, evaluation);
  await run.open('Predict');
  const search = page.getByRole('textbox', { name: 'Find a user' });
  await search.fill('17');
  await expect(page.getByRole('button', { name: '17', exact: true })).toBeVisible();
  await search.press('Enter');
  const told = page.getByRole('table', { name: 'For 17' });
  await expect(told.getByRole('row')).toHaveCount(11);
  await expect(told.getByText(/^Film \d+ of/).first()).toBeVisible();
  await expect(page.getByRole('table', { name: 'Rated highest' })).toBeVisible();
  await page.getByRole('checkbox', { name: 'Also what the user knows already' }).check();
  await expect(told.getByText('Seen', { exact: true }).first()).toBeVisible();
  await look(page, 'ratings-predict', new URL(page.url()).hash, async () => {
    await page.getByRole('button', { name: '17', exact: true }).click();
    await expect(page.getByRole('table').first()).toBeVisible();
  });
});

test('clicks become choices, ranked by keyboard alone', async ({ page, host }) => {
  test.setTimeout(180_000);
  const folder = join(host.home, 'clicks');
  writeRatings(folder);

  await page.goto(await host.start());
  const datasets = new DatasetsPage(page);
  await datasets.readPath(join(folder, 'ratings.csv'));
  await page.getByRole('combobox', { name: 'What is learnt' }).focus();
  await page.keyboard.press('End');
  await expect(page.getByText('For clicks, purchases, plays')).toBeVisible();
  await datasets.storePreview('clicks');
  await datasets.train();
  await page.getByRole('button', { name: 'recommend-bpr', exact: true }).click();
  const editor = new EditorPage(page);
  await editor.setTraining({ Epochs: '5' });
  await editor.start();
  const run = new RunPage(page);
  await expect(run.status('Completed')).toBeVisible({ timeout: 120_000 });
  await run.open('Evaluation');
  await expect(page.getByRole('rowheader', { name: 'NDCG@10' })).toBeVisible();
  await run.open('Predict');
  await page.getByRole('button', { name: '1', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('table', { name: 'For 1' })).toBeVisible();
  await expect(page.getByRole('table', { name: 'Chosen' })).toBeVisible();
});
