import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expectAccessible } from './fixtures/accessible.ts';
import { expect, sampleFile, test } from './fixtures/host.ts';

const results = fileURLToPath(new URL('../test-results/screenshots', import.meta.url));

test('an audit finds a column that gives the class away; one press leaves it out', async ({
  page,
  host,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-e2e-audit-'));
  const path = join(folder, 'leaky.csv');
  const [header, ...rows] = readFileSync(sampleFile('iris.csv'), 'utf8').trim().split('\n');
  const species = ['setosa', 'versicolor', 'virginica'];
  const codes = rows.map(
    (row, at) => `${row},${10 * species.indexOf(row.split(',').at(-1) ?? '') + (at % 9)}`,
  );
  writeFileSync(path, `${[`${header},code`, ...codes, codes[0]].join('\n')}\n`);
  await page.goto(await host.start());
  host.cli('import', path, '--name', 'leaky', '--target', 'species');
  rmSync(folder, { recursive: true });
  for (const [language, theme] of [
    ['zh', 'dark'],
    ['en', 'light'],
  ] as const) {
    await page.evaluate(() => {
      window.location.hash = '#/settings';
    });
    await page.getByRole('combobox', { name: /^(Language|语言)/ }).selectOption(language);
    await page.getByRole('combobox', { name: /^(Theme|主题)/ }).selectOption(theme);
    await page.evaluate(() => {
      window.location.hash = '#/datasets/leaky/audit';
    });
    await expect(page.getByRole('list', { name: /^(Findings|发现的问题)$/ })).toBeVisible();
    await expectAccessible(page);
    await page.screenshot({ path: join(results, `dataset-audit-${language}-${theme}.png`) });
  }
  // Rows that training has as well leave validation and test by one press, to be looked at in the recipe first.
  const rowsOut = page.getByRole('link', { name: 'Leave these rows out' });
  if ((await rowsOut.count()) > 0) {
    await rowsOut.click();
    await expect(page.getByText(/rows? of the source/)).toBeVisible();
    await page.goBack();
  }
  await page.getByRole('link', { name: 'Leave it out' }).first().click();
  await expect(page.getByRole('button', { name: /^1 / })).toBeVisible();
  await page.getByLabel('Name', { exact: true }).fill('tight');
  await page.getByRole('button', { name: 'Prepare again' }).last().click();
  await expect(page.getByRole('heading', { name: 'tight', level: 1 })).toBeVisible();
  const recipe = join(host.home, 'fixed.json');
  host.cli('audit', 'leaky', '--fixed-recipe', recipe);
  const { steps } = JSON.parse(readFileSync(recipe, 'utf8')) as { steps: { kind: string }[] };
  expect(steps.map(({ kind }) => kind)).toContain('drop');
  host.cli('recipe', 'apply', 'leaky', recipe, '--name', 'fixed');
  const fixed = host.cli<{ findings: { severity: string }[] }>('audit', 'fixed');
  expect(fixed.findings.filter(({ severity }) => severity === 'high')).toEqual([]);
  const { findings } = host.cli<{ findings: { kind: string }[] }>('audit', 'tight');
  expect(findings.map(({ kind }) => kind)).not.toContain('target-leak');
});
