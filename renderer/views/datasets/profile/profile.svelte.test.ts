import { expect, test } from 'vitest';
import { aDataset } from '../../../../app/testing/builders.ts';
import { fakeHost } from '../../../testing/fake-host.ts';
import { renderPage } from '../../../testing/render-page.ts';

test('columns are shown with their shapes; pressing one shows all that is known of it', async () => {
  const screen = await renderPage(fakeHost({ datasets: [aDataset()] }), '#/datasets/iris');
  await expect.element(screen.getByRole('heading', { name: 'species' })).toBeVisible();
  await expect.element(screen.getByText('Most frequent values')).toBeVisible();
  await screen.getByRole('button', { name: 'petal_width' }).click();
  await expect.element(screen.getByRole('heading', { name: 'petal_width' })).toBeVisible();
  await expect.element(screen.getByRole('img', { name: 'Histogram' })).toBeVisible();
  await expect.element(screen.getByText('Quantiles')).toBeVisible();
  await expect.element(screen.getByRole('img', { name: 'species by petal_width' })).toBeVisible();
  await expect.element(screen.getByRole('img', { name: 'Pearson’s r' })).toBeVisible();
});

test('a table that an older version may have mixed up says so, and how to mend it', async () => {
  const dataset = aDataset({ importFault: 'rows-mixed' });
  const screen = await renderPage(fakeHost({ datasets: [dataset] }), '#/datasets/iris');
  await expect.element(screen.getByText(/An older version of Hearth imported/)).toBeVisible();
  await screen.getByRole('link', { name: 'Prepare again' }).click();
  await expect.poll(() => window.location.hash).toBe('#/datasets/iris/recipe');
});
