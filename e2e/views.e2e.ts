import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expectAccessible } from './fixtures/accessible.ts';
import { expect, test } from './fixtures/host.ts';
import { LOOKS } from './fixtures/looks.ts';
import { CostPage } from './pages/cost-page.ts';
import { DatasetsPage } from './pages/datasets-page.ts';
import { EditorPage } from './pages/editor-page.ts';
import { RunPage } from './pages/run-page.ts';

const results = fileURLToPath(new URL('../test-results/screenshots', import.meta.url));
const readme = fileURLToPath(new URL('../docs/screenshots', import.meta.url));
const README_VIEWS = ['datasets', 'run', 'cost'];

/** Where a picture goes: with the test's results, or, under `UPDATE_SCREENSHOTS=1`, to the README's. */
function pictureFile(view: string, language: string, theme: string): string {
  const forReadme =
    process.env.UPDATE_SCREENSHOTS === '1' && theme === 'light' && README_VIEWS.includes(view);
  return join(forReadme ? readme : results, `${view}-${language}-${theme}.png`);
}

/** Every look is among these, next to another that shares neither; one test looks at two of them. */
const PAIRS = [
  [LOOKS[0], LOOKS[1]],
  [LOOKS[2], LOOKS[3]],
];
test.describe.configure({ mode: 'parallel' });

for (const looks of PAIRS) {
  test(`every view is accessible: ${looks.map((look) => look.join(', ')).join('; ')}`, async ({
    page,
    host,
  }) => {
    test.setTimeout(480_000);
    await page.goto(await host.start());
    const datasets = new DatasetsPage(page);
    await datasets.importSample('digits');
    await datasets.train();
    const editor = new EditorPage(page);
    await editor.setTraining({ Epochs: '15' });
    await editor.start();
    const run = new RunPage(page);
    await expect(run.status('Completed')).toBeVisible({ timeout: 120_000 });
    const runPlace = new URL(page.url()).hash.replace(/\/(curves|evaluation)$/, '');

    await page.evaluate(() => {
      window.location.hash = '#/cost/new/chatbot';
    });
    await new CostPage(page).keep();
    const scenarioPlace = new URL(page.url()).hash;

    const views = {
      datasets: '#/datasets',
      dataset: '#/datasets/digits',
      models: '#/models',
      editor: '#/models/new?dataset=digits&template=image-cnn',
      runs: '#/runs',
      run: runPlace,
      evaluation: `${runPlace}/evaluation`,
      predict: `${runPlace}/predict`,
      cost: `${runPlace}/cost`,
      configuration: `${runPlace}/configuration`,
      market: '#/market',
      'market-model': '#/market/model',
      'market-applications': '#/market/applications',
      'market-claims': '#/market/claims',
      scenarios: '#/cost',
      wizard: '#/cost/new/researcher',
      scenario: scenarioPlace,
      settings: '#/settings',
      doctor: '#/doctor',
      prices: '#/prices/cloud_gpu_prices?row=AWS%2Fp4d.24xlarge%2F40%2Fap-south-1',
      audit: '#/prices/audit',
    };
    for (const [language, theme] of looks) {
      await page.evaluate(() => {
        window.location.hash = '#/settings';
      });
      await page.getByRole('combobox', { name: /^(Language|语言)/ }).selectOption(language);
      await page.getByRole('combobox', { name: /^(Theme|主题)/ }).selectOption(theme);
      for (const [name, place] of Object.entries(views)) {
        await test.step(`${name}, ${language}, ${theme}`, async () => {
          await page.evaluate((hash) => {
            window.location.hash = hash;
          }, place);
          await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
          await page.waitForLoadState('networkidle');
          await page.waitForTimeout(400);
          await page.screenshot({ path: pictureFile(name, language, theme) });
          await expectAccessible(page);
        });
      }
    }
  });
}
