import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/host.ts';
import { DatasetsPage } from './pages/datasets-page.ts';
import { EditorPage } from './pages/editor-page.ts';
import { RunPage } from './pages/run-page.ts';

/** Starts a long run on a bundled sample and waits until it trains. */
async function startLongRun(page: Page): Promise<RunPage> {
  const datasets = new DatasetsPage(page);
  await datasets.importSample('iris');
  await datasets.train();
  const editor = new EditorPage(page);
  await editor.setTraining({ Epochs: '20000' });
  await page.getByRole('checkbox', { name: 'Stop early' }).uncheck();
  await editor.start();
  const run = new RunPage(page);
  await expect(run.status('Running')).toBeVisible();
  await run.expectChartToMove();
  return run;
}

test('after kill -9 of the host, the next start says what happened and resumes the run', async ({
  page,
  host,
}) => {
  await page.goto(await host.start());
  await startLongRun(page);
  await host.kill();
  await expect(page.getByText(/connection to Hearth was lost/i)).toBeVisible();

  await page.goto(await host.start());
  await expect(page.getByText(/interrupted/i).first()).toBeVisible();
  await page.getByRole('button', { name: 'Resume' }).first().click();
  const run = new RunPage(page);
  await expect(run.status('Running')).toBeVisible();
  await run.expectChartToMove();
  await run.press('Stop');
  await expect(run.status('Stopped')).toBeVisible();
});

test('after kill -9 of the engine, the run says what was kept and resumes', async ({
  page,
  host,
}) => {
  test.skip(process.platform !== 'linux', 'the engine process is found through /proc');
  await page.goto(await host.start());
  const run = await startLongRun(page);
  host.killEngine();
  await expect(page.getByText('The run was interrupted')).toBeVisible();
  await expect(page.getByText(/is kept, with its checkpoint/)).toBeVisible();
  await run.press('Resume');
  await expect(run.status('Running')).toBeVisible();
  await run.expectChartToMove();
  await run.press('Stop');
  await expect(run.status('Stopped')).toBeVisible();
});
