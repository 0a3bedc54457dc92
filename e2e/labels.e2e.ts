import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expectAccessible } from './fixtures/accessible.ts';
import { expect, sampleFile, test } from './fixtures/host.ts';

const results = fileURLToPath(new URL('../test-results/screenshots', import.meta.url));

test('a flipped label is found after a cross-validation, corrected by keys, and what came of it is told', async ({
  page,
  host,
}) => {
  test.setTimeout(240_000);
  const folder = mkdtempSync(join(tmpdir(), 'hearth-e2e-labels-'));
  const path = join(folder, 'flipped.csv');
  const [header, ...rows] = readFileSync(sampleFile('iris.csv'), 'utf8').trim().split('\n');
  const flipped = rows.map((row, at) => {
    if (at === 10) return row.replace('setosa', 'virginica');
    return at === 120 ? row.replace('virginica', 'setosa') : row;
  });
  writeFileSync(path, `${[header, ...flipped].join('\n')}\n`);
  await page.goto(await host.start());
  host.cli('import', path, '--name', 'flipped', '--target', 'species');
  rmSync(folder, { recursive: true });
  const trained = ['--template', 'tabular-mlp', '--folds', '3', '--set', 'epochs=25'];
  host.lastLine('train', '--dataset', 'flipped', ...trained);

  const place = (hash: string) =>
    page.evaluate((wanted) => {
      window.location.hash = wanted;
    }, hash);
  const list = page.getByRole('list', { name: /^(Labels that look wrong|看起来有误的标签)$/ });
  for (const [language, theme] of [
    ['zh', 'dark'],
    ['en', 'light'],
  ] as const) {
    await place('#/settings');
    await page.getByRole('combobox', { name: /^(Language|语言)/ }).selectOption(language);
    await page.getByRole('combobox', { name: /^(Theme|主题)/ }).selectOption(theme);
    await place('#/datasets/flipped/audit');
    await page.getByRole('button', { name: /^(Judge the labels|判断标签)$/ }).click();
    await expect(list).toBeVisible();
    await expectAccessible(page);
    await page.screenshot({ path: join(results, `labels-${language}-${theme}.png`) });
  }
  const row = list.getByRole('listitem').filter({ hasText: 'Row 11' });
  await row.focus();
  await page.keyboard.press('r');
  await page.getByLabel('Name of the corrected dataset').fill('clean');
  await page.getByRole('button', { name: 'Prepare corrected dataset' }).click();
  await expect(page.getByText('Corrected from flipped: 1 row relabelled')).toBeVisible();
  const { recipe } = host.cli<{ recipe: { steps: unknown[] } }>('recipe', 'show', 'clean');
  expect(recipe.steps[0]).toEqual({
    kind: 'relabel',
    rows: [{ row: 10, from: 'virginica', to: 'setosa' }],
  });

  await page.getByRole('button', { name: 'Retrain and compare' }).click();
  await expect(page.getByText(/^On the 149 rows whose label was left alone/)).toBeVisible({
    timeout: 120_000,
  });
  await page.screenshot({ path: join(results, 'labels-compared-en-light.png') });

  // The same from the command line, whose rows count from 1 as it lists them.
  const asked = ['audit', 'flipped', '--relabel', '11', '--relabel', '121=virginica'];
  host.cli(...asked, '--exclude', '2', '--name', 'cleaner');
  const told = host.cli<{ comparison: object }>('audit', 'cleaner', '--compare');
  expect(told.comparison).toMatchObject({ from: 'flipped', relabelled: 2, excluded: 1 });
  const { labels } = host.cli<{ labels: { rows: number } }>('audit', 'clean', '--labels');
  expect(labels.rows).toBe(150);
});
