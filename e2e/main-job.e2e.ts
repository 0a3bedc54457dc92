import { expect, sampleFile, test } from './fixtures/host.ts';
import { DatasetsPage } from './pages/datasets-page.ts';
import { EditorPage } from './pages/editor-page.ts';
import { RunPage } from './pages/run-page.ts';

test('a CSV becomes a dataset, a live run, an evaluation and a cost, and all of it lasts', async ({
  page,
  host,
}) => {
  await page.goto(await host.start());
  const datasets = new DatasetsPage(page);
  await datasets.chooseFile(sampleFile('breast_cancer.csv'));
  await expect(page.getByText('diagnosis').first()).toBeVisible();
  await expect(page.getByText('malignant').first()).toBeVisible();
  await datasets.storePreview('tumours');
  await expect(page.getByRole('heading', { name: 'tumours' })).toBeVisible();

  await datasets.train();
  const editor = new EditorPage(page);
  await editor.setTraining({ Epochs: '4000' });
  await page.getByRole('checkbox', { name: 'Stop early' }).uncheck();
  await editor.start();

  const run = new RunPage(page);
  await expect(run.status('Running')).toBeVisible();
  await run.expectChartToMove();
  await run.press('Pause');
  await expect(run.status('Paused')).toBeVisible();
  await run.press('Continue');
  await expect(run.status('Running')).toBeVisible();
  await run.press('Stop');
  await expect(run.status('Stopped')).toBeVisible();
  await run.press('Resume');
  await expect(run.status('Running')).toBeVisible();
  await run.expectChartToMove();
  await run.press('Stop');
  await expect(run.status('Stopped')).toBeVisible();

  const [model, sheet] = await run.takeFiles('Model as ONNX', 2);
  expect([model?.[0], sheet?.[0]]).toEqual([
    expect.stringMatching(/\.onnx$/),
    expect.stringMatching(/\.onnx\.recipe\.json$/),
  ]);
  expect(model?.[1]).toBeGreaterThan(1000);
  await run.open('Evaluation');
  const confusion = page.getByRole('heading', { name: 'Confusion matrix' });
  await expect(confusion).toBeVisible();
  await run.open('Cost');
  await expect(page.getByText(/kWh/).first()).toBeVisible();

  await page.reload();
  await expect(page.getByText(/kWh/).first()).toBeVisible();
  await run.open('Evaluation');
  await expect(confusion).toBeVisible();
  await page.getByRole('link', { name: 'Runs' }).first().click();
  await expect(page.getByRole('link', { name: /tumours/ })).toBeVisible();
  await page.getByRole('link', { name: 'Datasets' }).first().click();
  await expect(page.getByRole('link', { name: 'tumours' })).toBeVisible();
});
