import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/host.ts';
import { look } from './fixtures/looks.ts';
import { DatasetsPage } from './pages/datasets-page.ts';
import { EditorPage } from './pages/editor-page.ts';
import { RunPage } from './pages/run-page.ts';

/** What the preview shows of the images as training would see them. */
const seen = (page: Page): Promise<readonly string[]> =>
  page
    .locator('.preview .images')
    .nth(1)
    .locator('img')
    .evaluateAll((images) => images.map((image) => image.getAttribute('src') ?? ''));

test('images are changed by chance as chosen, seen before, and told of the run', async ({
  page,
  host,
}) => {
  test.setTimeout(300_000);
  await page.goto(await host.start());
  const datasets = new DatasetsPage(page);
  await datasets.importSample('digits');
  await datasets.train();
  const editor = new EditorPage(page);
  await editor.choose('Augmentation', 'light');
  const preview = page.getByRole('region', { name: /^Images as they are/ });
  await expect(preview).toBeVisible();
  const first = await seen(page);
  expect(first.length).toBeGreaterThan(3);
  expect(new Set(first).size).toBe(first.length);
  await preview.getByRole('button', { name: 'Draw again' }).click();
  await expect.poll(() => seen(page)).not.toEqual(first);

  await page.getByText('2 changes, one after the other').click();
  await page.getByRole('button', { name: /^RandomContrast: Remove/ }).click();
  await editor.choose('Add a change', 'RandomRotation');
  await expect(page.getByText('2 changes, one after the other')).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Augmentation', exact: true })).toHaveValue(
    'own',
  );
  await page.getByRole('button', { name: /^RandomRotation: Move up/ }).click();

  await editor.setTraining({ Epochs: '2' });
  await editor.start();
  const run = new RunPage(page);
  await expect(run.status('Completed')).toBeVisible({ timeout: 120_000 });
  await run.open('Configuration');
  const chosen = /RandomRotation.*RandomTranslation/;
  await expect(page.getByText(chosen).first()).toBeVisible();
  await look(page, 'augmented-run', new URL(page.url()).hash, async () => {
    await expect(page.getByText(chosen).first()).toBeVisible();
  });
});
