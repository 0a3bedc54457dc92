import { expect, test } from 'vitest';
import type { Recipe } from '../../../app/dataset/dataset.ts';
import { ok } from '../../../app/errors.ts';
import { aDataset } from '../../../app/testing/builders.ts';
import { anAudit, FOUND } from '../../testing/fake-audit.ts';
import { fakeHost } from '../../testing/fake-host.ts';
import { renderPage } from '../../testing/render-page.ts';

test('the tab of a clean dataset says so, and what was looked at', async () => {
  const screen = await renderPage(fakeHost({ datasets: [aDataset()] }), '#/datasets/iris');
  await screen.getByRole('tab', { name: 'Audit' }).click();
  await expect.poll(() => window.location.hash).toBe('#/datasets/iris/audit');
  await expect.element(screen.getByText(/^Nothing was found/)).toBeVisible();
  await expect.element(screen.getByText(/^All 150 rows were looked at/)).toBeVisible();
});

test('findings stand with examples; a column is left out by one press, ahead of all other steps', async () => {
  const bridge = fakeHost({
    datasets: [aDataset()],
    answers: { 'datasets.audit': () => ok(anAudit({ findings: FOUND })) },
  });
  const screen = await renderPage(bridge, '#/datasets/iris/audit');
  const found = screen.getByRole('list', { name: 'Findings' });
  await expect.element(found.getByText('Training row 102 ↔ Test row 143')).toBeVisible();
  await expect.element(found.getByText(/“petal_width” alone tells the class: 99\.5/)).toBeVisible();
  await found.getByRole('link', { name: 'Leave it out' }).click();
  await expect
    .poll(() => {
      const tried = bridge.requests.findLast(({ name }) => name === 'recipes.preview');
      return (tried?.params as { recipe: Recipe | null } | undefined)?.recipe?.steps[0];
    })
    .toEqual({ kind: 'drop', columns: ['petal_width'] });
});
