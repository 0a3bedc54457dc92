import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Measurement } from '../app/cost/measurement/measurement.ts';
import { expectAccessible } from './fixtures/accessible.ts';
import { test } from './fixtures/fake-llm.ts';
import { CLI, expect } from './fixtures/host.ts';
import { go, look } from './fixtures/looks.ts';
import { CostPage } from './pages/cost-page.ts';

const run = promisify(execFile);
const results = fileURLToPath(new URL('../test-results/screenshots', import.meta.url));
test('a server is measured, told the same by the command line, and deleted', async ({
  page,
  host,
  server,
}) => {
  await page.goto(await host.start());
  await page.keyboard.press('Control+k');
  await page.keyboard.type('Measured servers');
  await page.keyboard.press('Enter');
  await expect(page.getByText('No server has been measured yet')).toBeVisible();
  await page.getByRole('link', { name: 'Measure a server' }).click();

  await page.getByLabel('Address').fill(server.url);
  await page.getByLabel('Address').press('Tab');
  await expect(page.getByText('Found llama.cpp b6420-a1b2c3d; models: 1.')).toBeVisible();
  await page.getByLabel('Requests at a time').fill('1, 2, 4, 8');
  await page.getByLabel('Requests for each level, at most').fill('16');
  await page.getByLabel('Answer', { exact: true }).fill('60');
  await page.getByRole('button', { name: 'Measure', exact: true }).click();
  await expect(page.getByText('Being measured')).toBeVisible();
  const name = `qwen3-8b @ ${new URL(server.url).host}`;
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  const place = new URL(page.url()).hash;

  const hearth = (...words: readonly string[]) =>
    run(process.execPath, [CLI, ...words, '--json', '--home', host.home]);
  const { stdout } = await hearth('measurement', name);
  const { measurement } = JSON.parse(stdout) as { readonly measurement: Measurement };
  const table = page.getByRole('table', { name: 'By requests at a time' });
  for (const { concurrency, outputTokensPerSecond, requests } of measurement.levels) {
    expect(requests).toBe(16);
    const row = table.getByRole('row', { name: new RegExp(`^${concurrency} 16 0 `) });
    const shown = new Intl.NumberFormat('en-GB', {
      maximumSignificantDigits: Math.max(3, String(Math.floor(outputTokensPerSecond)).length),
    }).format(outputTokensPerSecond);
    await expect(row).toContainText(shown);
  }

  await page.getByRole('link', { name: 'Work out the cost' }).click();
  await expect(page.getByRole('region', { name: 'Recommendation' })).toContainText(/cheapest/);
  await page.getByRole('button', { name: 'Keep and open' }).click();
  await expect(page).toHaveURL(/#\/cost\/scenario-/);
  expect((await hearth('scenarios')).stdout).toContain(`"measurement":"${measurement.id}"`);
  // The same scenario on the command line: the machine that was measured, not a template's card.
  const { options } = JSON.parse((await hearth('cost', '--measurement', name)).stdout) as {
    readonly options: readonly {
      readonly kind: string;
      readonly name: string;
      readonly usdPerMonth: number;
    }[];
  };
  const own = options.find(({ kind }) => kind === 'own');
  if (measurement.machine.gpu === null) expect(own?.name).toBe(name);
  const [perMonth] = await new CostPage(page).figures('Owning');
  expect(perMonth).toBe(Math.round(own?.usdPerMonth ?? Number.NaN));

  await look(page, 'measurement', place);
  await look(page, 'measurements', '#/measurements');
  await look(page, 'measure', `#/measurements/new?url=${encodeURIComponent(server.url)}`);

  await go(page, '#/measurements');
  await page.getByRole('button', { name: `Actions for “${name}”` }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(page.getByText('No server has been measured yet')).toBeVisible();
  await look(page, 'measurements-empty', '#/measurements');
});

test('a measurement is stopped, and a server that is gone is named', async ({
  page,
  host,
  server,
}) => {
  await page.goto(await host.start());
  await go(page, `#/measurements/new?url=${encodeURIComponent(server.url)}`);
  await page.getByLabel('Requests for each level, at most').fill('5000');
  await page.getByRole('button', { name: 'Measure', exact: true }).click();
  await expect(page.getByText(/of 5000/)).toBeVisible();
  await expectAccessible(page);
  await page.screenshot({ path: join(results, 'measuring-en-light.png') });
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByText('Being measured')).toBeHidden();

  await page.getByRole('button', { name: 'Measure', exact: true }).click();
  await expect(page.getByText(/of \d+/).first()).toBeVisible();
  await server.stop();
  await expect(page.getByRole('alert')).toContainText('Nothing was stored');
  await go(page, '#/measurements');
  await expect(page.getByText('No server has been measured yet')).toBeVisible();
});
