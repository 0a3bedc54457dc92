import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expectAccessible } from './fixtures/accessible.ts';
import { expect, sampleFile, test } from './fixtures/host.ts';

const results = fileURLToPath(new URL('../test-results/screenshots', import.meta.url));

test('an audit finds a column that gives the class away; it is left out, and copies share a split', async ({
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
  writeFileSync(path, `${[`${header},code`, ...codes, ...codes.slice(0, 40)].join('\n')}\n`);
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
  // A fix can be looked at in the recipe, before the rows are prepared by it.
  await page.getByRole('button', { name: 'Leave it out' }).first().click();
  await page.screenshot({ path: join(results, 'dataset-audit-fix-en-light.png') });
  await page.getByRole('link', { name: 'Look at it in the recipe first' }).click();
  await expect(page.getByRole('button', { name: /^1 / })).toBeVisible();
  await page.getByLabel('Name', { exact: true }).fill('tight');
  await page.getByRole('button', { name: 'Prepare again' }).last().click();
  await expect(page.getByRole('heading', { name: 'tight', level: 1 })).toBeVisible();
  const { findings } = host.cli<{ findings: { kind: string }[] }>('audit', 'tight');
  expect(findings.map(({ kind }) => kind)).not.toContain('target-leak');
  // Or the rows are dealt anew in place, and looked at again; the dataset itself stays as it was.
  await page.evaluate(() => {
    window.location.hash = '#/datasets/leaky/audit';
  });
  const found = page.getByRole('list', { name: 'Findings' });
  await expect(found.getByText(/equal to a row of an earlier split/)).toBeVisible();
  await page.getByRole('button', { name: 'Split anew by groups of duplicates' }).click();
  await page.getByLabel('Name of the new dataset').fill('whole');
  await page.getByRole('button', { name: 'Prepare it' }).click();
  await expect(page).toHaveURL(/#\/datasets\/whole\/audit$/);
  await expect(found.getByText(/alone tells the class/)).toBeVisible();
  await expect(found.getByText(/equal to a row of an earlier split/)).toHaveCount(0);
  const kinds = (of: string) =>
    host.cli<{ findings: { kind: string }[] }>('audit', of).findings.map(({ kind }) => kind);
  expect(kinds('leaky')).toContain('exact-duplicates');
  // The command line settles one finding, or all of them.
  const number = String(kinds('leaky').indexOf('exact-duplicates') + 1);
  host.cli('audit', 'leaky', '--fix', `${number}b`, '--name', 'fewer');
  expect(kinds('fewer')).not.toContain('exact-duplicates');
  const recipe = join(host.home, 'fixed.json');
  host.cli('audit', 'leaky', '--fixed-recipe', recipe);
  const { steps } = JSON.parse(readFileSync(recipe, 'utf8')) as { steps: { kind: string }[] };
  expect(steps.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['drop', 'keep-together']));
  host.cli('audit', 'leaky', '--fix', 'all', '--name', 'fixed');
  const fixed = host.cli<{ findings: { severity: string }[] }>('audit', 'fixed');
  expect(fixed.findings.filter(({ severity }) => severity === 'high')).toEqual([]);
});
