import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, sampleFile, test } from './fixtures/host.ts';
import { DatasetsPage } from './pages/datasets-page.ts';

let folder = '';
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearth-e2e-formats-'));
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('an archive says what is in it and why, and another file of it can be chosen', async ({
  page,
  host,
}) => {
  const iris = sampleFile('iris.csv');
  const archive = join(folder, 'tables.tgz');
  execFileSync('tar', ['-czf', archive, '-C', dirname(iris), 'iris.csv', 'wine.csv']);
  await page.goto(await host.start());
  const datasets = new DatasetsPage(page);
  await datasets.chooseFile(archive);
  await expect(page.getByRole('heading', { name: 'Recognised as CSV' })).toBeVisible();
  await expect(page.getByText(/2 files/)).toBeVisible();
  await expect(page.getByText('cultivar').first()).toBeVisible();
  await page.getByLabel('File to read').selectOption('iris.csv');
  await expect(page.getByText('setosa').first()).toBeVisible();
  await datasets.storePreview('from archive');
  await expect(page.getByRole('heading', { name: 'from archive', level: 1 })).toBeVisible();
});

test('JSON Lines become a dataset, and the same bytes are recognised when they come again', async ({
  page,
  host,
}) => {
  const path = join(folder, 'rows.jsonl');
  const lines = Array.from({ length: 60 }, (_, row) =>
    JSON.stringify({ size: Math.sin(row), 颜色: ['红', '蓝'][row % 2] }),
  );
  writeFileSync(path, `${lines.join('\n')}\n`);
  await page.goto(await host.start());
  const datasets = new DatasetsPage(page);
  await datasets.chooseFile(path);
  await expect(page.getByRole('heading', { name: 'Recognised as JSON Lines' })).toBeVisible();
  await datasets.storePreview('lines');
  await expect(page.getByRole('heading', { name: 'lines', level: 1 })).toBeVisible();

  await page.getByRole('link', { name: 'Datasets' }).first().click();
  await datasets.chooseFile(path);
  await datasets.storePreview('lines again');
  await expect(page.getByText(/are the dataset lines already/)).toBeVisible();
  await page.getByRole('button', { name: 'Import anyway' }).click();
  await expect(page.getByRole('heading', { name: 'lines again', level: 1 })).toBeVisible();
});
