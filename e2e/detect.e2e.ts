import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from './fixtures/host.ts';
import { go, look } from './fixtures/looks.ts';
import { DatasetsPage } from './pages/datasets-page.ts';
import { EditorPage } from './pages/editor-page.ts';
import { RunPage } from './pages/run-page.ts';

const writer = fileURLToPath(new URL('../main/datasets/testing/write-shapes.ts', import.meta.url));

function writeShapes(folder: string, format: 'coco' | 'yolo' | 'voc', count: number): void {
  execFileSync(process.execPath, [writer, folder, format, String(count)]);
}

test('images with boxes become a detector that shows what it finds', async ({ page, host }) => {
  test.setTimeout(300_000);
  const folder = join(host.home, 'shapes');
  writeShapes(folder, 'coco', 160);
  const archive = join(host.home, 'shapes.tgz');
  execFileSync('tar', ['-czf', archive, '-C', host.home, 'shapes']);

  await page.goto(await host.start());
  const datasets = new DatasetsPage(page);
  await datasets.chooseFile(archive);
  await expect(page.getByRole('heading', { name: 'Recognised as COCO (JSON)' })).toBeVisible();
  await expect(page.getByText('annotations.json lists images, boxes')).toBeVisible();
  await expect(page.locator('svg rect').first()).toBeVisible();
  await datasets.storePreview('shapes');
  await expect(page.getByRole('heading', { name: 'Boxes in an image' })).toBeVisible();
  await look(page, 'boxes-profile', '#/datasets/shapes');
  await look(page, 'boxes-images', '#/datasets/shapes/rows');

  await go(page, '#/datasets/shapes');
  await datasets.train();
  await page.getByRole('button', { name: 'detect-center', exact: true }).click();
  const editor = new EditorPage(page);
  await editor.setTraining({ Epochs: '12' });
  await editor.start();
  const run = new RunPage(page);
  await expect(run.status('Completed')).toBeVisible({ timeout: 240_000 });
  await run.open('Evaluation');
  await expect(page.getByRole('rowheader', { name: 'mAP@0.5', exact: true })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Worst first' })).toBeVisible();
  await expect(page.locator('svg rect.dashed').first()).toBeVisible();
  const place = new URL(page.url()).hash;
  await look(page, 'boxes-evaluation', place);
  await look(page, 'boxes-worst', place, async () => {
    await page.locator('svg rect.dashed').first().scrollIntoViewIfNeeded();
  });

  await go(page, place);
  await run.open('Predict');
  await page.getByRole('button', { name: /image/i }).nth(2).click();
  await expect(page.getByRole('status').getByRole('columnheader', { name: 'Class' })).toBeVisible();
  const predict = new URL(page.url()).hash;
  await look(page, 'boxes-predict', predict, async () => {
    await page.locator('ul button img').first().click();
    await expect(page.getByRole('status').getByRole('row').nth(1)).toBeVisible();
  });
});

test('what is wrong with a box is told with its file and place', async ({ page, host }) => {
  const folder = join(host.home, 'wrong');
  writeShapes(folder, 'yolo', 12);
  writeFileSync(join(folder, 'labels', 'shape-004.txt'), '0 .5 .5 .2 .2\n7 .5 .5 .2 .2\n');
  const archive = join(host.home, 'wrong.tgz');
  execFileSync('tar', ['-czf', archive, '-C', host.home, 'wrong']);
  await page.goto(await host.start());
  await new DatasetsPage(page).chooseFile(archive);
  await expect(page.getByText(/shape-004\.txt, row 2: there is no class 7/)).toBeVisible();
});
