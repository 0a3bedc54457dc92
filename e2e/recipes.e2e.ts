import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, sampleFile, test } from './fixtures/host.ts';
import { go, look } from './fixtures/looks.ts';
import { DatasetsPage } from './pages/datasets-page.ts';

/** The step's form is open; its button says what it stands for. */
async function openStep(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('list', { name: 'Steps' }).getByRole('button', { name }).click();
}

async function prepareAgain(page: Page, name: string): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Prepare again' }).click();
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible({ timeout: 120_000 });
}

/** In the middle of the page, past its steps. */
const unfold = (which: number) => async (page: Page) => {
  await page.locator('ol[aria-label] button[aria-expanded]').nth(which).click();
};

test('texts are prepared again by other tokens, tried beside the texts', async ({ page, host }) => {
  await page.goto(await host.start());
  const datasets = new DatasetsPage(page);
  await datasets.chooseFile(sampleFile('sms.tsv'));
  await datasets.storePreview('messages');
  await page.getByRole('tab', { name: 'Recipe' }).click();
  await expect(page.getByRole('heading', { name: /texts and their tokens/ })).toBeVisible();
  await openStep(page, /Cut to length/);
  await page.getByLabel('Tokens of a row').fill('5');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/, 5 a row;/)).toBeVisible();
  await expect(page.getByText(/cut off$/).first()).toBeVisible();
  await page.getByRole('checkbox', { name: 'As JSON' }).click();
  const json = page.getByRole('textbox', { name: 'The recipe as JSON' });
  const recipe = await json.inputValue();
  await json.fill(recipe.replace('"length": 5', '"length": 1'));
  await expect(page.getByText(/text\.length/).first()).toBeVisible();
  await json.fill(recipe.replace('"length": 5', '"length": 7'));
  await expect(page.getByText(/, 7 a row;/)).toBeVisible();
  await prepareAgain(page, 'short messages');
  await look(page, 'recipe-texts', '#/datasets/messages/recipe', unfold(2));
});

test('what is touched last in the form or the recipe of an import holds on both sides', async ({
  page,
  host,
}) => {
  await page.goto(await host.start());
  const datasets = new DatasetsPage(page);
  await datasets.chooseFile(sampleFile('sms.tsv'));
  await page.getByText('How the data is read').click();
  const form = page.locator('form');
  const recipe = page.locator('section.recipe');
  const inForm = form.getByLabel('Cut into');
  const inRecipe = recipe.getByLabel('Cut into');
  await inForm.selectOption('character');
  await page.getByRole('button', { name: 'Change the recipe' }).click();
  await recipe.getByRole('button', { name: /Tokens/ }).click();
  await expect(inRecipe).toHaveValue('character');
  await inRecipe.selectOption('bpe');
  await expect(inForm).toHaveValue('bpe');
  await inForm.selectOption('word');
  await expect(inRecipe).toHaveValue('word');
  await recipe.getByRole('checkbox', { name: 'As JSON' }).click();
  const json = recipe.getByRole('textbox', { name: 'The recipe as JSON' });
  await json.fill((await json.inputValue()).replace('"word"', '"character"'));
  await expect(inForm).toHaveValue('character');
  await form.getByLabel('Tokens per sample').fill('12');
  await page.keyboard.press('Enter');
  await expect(json).toHaveValue(/"length": 12/);
  await datasets.storePreview('characters');
  await expect(page.getByRole('heading', { name: 'characters', level: 1 })).toBeVisible();
  const shown = host.cli<{ recipe: unknown }>('recipe', 'show', 'characters');
  expect(shown.recipe).toMatchObject({ text: { tokenizer: 'character', length: 12 } });
});

test('series are prepared again by other windows, one of them before and after', async ({
  page,
  host,
}) => {
  const file = join(host.home, 'sales.csv');
  const rows = Array.from({ length: 120 }, (_, day) => {
    const date = new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
    return `${date},${(50 + 20 * Math.sin(day / 5)).toFixed(2)},${day % 7}`;
  });
  writeFileSync(file, `date,sold,weekday\n${rows.join('\n')}\n`);
  await page.goto(await host.start());
  const datasets = new DatasetsPage(page);
  await datasets.chooseFile(file);
  await page.getByRole('combobox', { name: 'Task' }).selectOption('forecasting');
  await page.getByRole('combobox', { name: 'What to predict' }).selectOption('sold');
  await expect(page.getByRole('combobox', { name: 'Task' })).toHaveValue('forecasting');
  await page.getByText('How the data is read').click();
  await page
    .getByLabel(/^(Looks back|Window|Rows looked back)/)
    .first()
    .fill('8');
  await page.keyboard.press('Enter');
  await datasets.storePreview('sales');
  await expect(page.getByRole('heading', { name: 'sales', level: 1 })).toBeVisible();
  await page.getByRole('tab', { name: 'Recipe' }).click();
  await expect(page.getByRole('heading', { name: 'Before: one window' })).toBeVisible();
  await openStep(page, /Scale/);
  await page.getByLabel('Scaling of each column').selectOption('none');
  await expect(page.getByText('sold: (x − 0) / 1')).toBeVisible();
  await prepareAgain(page, 'sales unscaled');
  await look(page, 'recipe-series', '#/datasets/sales/recipe', unfold(1));
});

test('ratings are prepared again by their last choices, kept and dropped ones shown', async ({
  page,
  host,
}) => {
  const file = join(host.home, 'ratings.csv');
  const rows = Array.from(
    { length: 300 },
    (_, row) => `u${row % 20},i${row % 13},${(row % 5) + 1},${1_600_000_000 + row * 60}`,
  );
  const lines = ['user,item,rating,timestamp', ...rows, 'rare,i1,5,1600000001'];
  writeFileSync(file, `${lines.join('\n')}\n`);
  await page.goto(await host.start());
  const datasets = new DatasetsPage(page);
  await datasets.chooseFile(file);
  await datasets.storePreview('ratings');
  await expect(page.getByRole('heading', { name: 'ratings', level: 1 })).toBeVisible();
  await page.getByRole('tab', { name: 'Recipe' }).click();
  await openStep(page, /Users and items/);
  await page.getByLabel('Fewest ratings of a user').fill('5');
  await page.keyboard.press('Enter');
  await expect(page.getByText('user with too few ratings: 1 rating left out')).toBeVisible();
  await page.getByLabel('How rows are dealt out').selectOption('leave-last-out');
  await expect(page.getByLabel('Time', { exact: true })).toHaveValue('timestamp');
  await prepareAgain(page, 'last choices');
  await go(page, '#/datasets/last%20choices');
  await look(page, 'recipe-ratings', '#/datasets/last%20choices/recipe', unfold(1));
});

test('pictures are prepared by a recipe that is tried beside them, from the wizard on', async ({
  page,
  host,
}) => {
  await page.goto(await host.start());
  const datasets = new DatasetsPage(page);
  await datasets.readPath(sampleFile('digits-images-idx3-ubyte.gz'));
  await page.getByText('How the data is read').click();
  await page.getByRole('button', { name: 'Change the recipe' }).click();
  const recipe = page.locator('section.recipe');
  const table = recipe.getByRole('table', { name: 'Pictures before and after' });
  await expect(table.getByRole('img')).toHaveCount(16);
  await recipe.getByRole('button', { name: /Resize/ }).click();
  await recipe.getByLabel('Height, pixels').fill('6');
  await page.keyboard.press('Enter');
  await expect(page.locator('form').getByLabel('Image height', { exact: true })).toHaveValue('6');
  await recipe.getByRole('button', { name: /Augmentation/ }).click();
  await recipe.getByLabel('List of changes').selectOption('light');
  await expect(table.getByRole('img')).toHaveCount(24);
  await recipe.getByRole('checkbox', { name: 'rotate' }).click();
  await expect(recipe.getByLabel('List of changes')).toHaveValue('own');
  await datasets.storePreview('low digits');
  await expect(page.getByRole('heading', { name: 'low digits', level: 1 })).toBeVisible();
  const { recipe: shown } = host.cli<{ recipe: { images: { augmentation: { type: string }[] } } }>(
    'recipe',
    'show',
    'low digits',
  );
  expect(shown).toMatchObject({ images: { height: 6, width: 8 } });
  expect(shown.images.augmentation.map(({ type }) => type)).toEqual([
    'RandomTranslation',
    'RandomContrast',
    'RandomRotation',
  ]);
  await look(page, 'recipe-pictures', '#/datasets/low%20digits/recipe', async (shownPage) => {
    await expect(shownPage.locator('td img')).toHaveCount(24);
    await unfold(4)(shownPage);
    // Changes have words in every language; Keras' names stand beside them for who points at one.
    await expect(shownPage.locator('main')).not.toContainText('Random');
    await expect(shownPage.getByTitle('RandomRotation')).toBeVisible();
  });
});
