import { describe, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { fail } from '../../../app/errors.ts';
import { aDataset } from '../../../app/testing/builders.ts';
import { fakeHost } from '../../testing/fake-host.ts';
import { asked, renderPage } from '../../testing/render-page.ts';

describe('datasets', () => {
  test('the first start offers samples; one press imports one and opens it', async () => {
    const screen = await renderPage(fakeHost(), '#/datasets');
    await expect.element(screen.getByRole('heading', { name: 'Start with data' })).toBeVisible();
    await screen.getByRole('button', { name: 'Import iris' }).click();
    await expect.element(screen.getByRole('heading', { name: 'iris' })).toBeVisible();
    await expect.element(screen.getByRole('link', { name: 'Train a model' })).toBeVisible();
  });

  test('a path is previewed before anything is stored, then imported under the given name', async () => {
    const bridge = fakeHost();
    const screen = await renderPage(bridge, '#/datasets?import=file');
    await screen.getByLabelText('Path on this machine').fill('/data/flowers.csv');
    await screen.getByRole('button', { name: 'Read' }).click();
    await expect.element(screen.getByLabelText('What to predict')).toHaveValue('species');
    await expect.element(screen.getByText(/Missing in sepal_width: 1/)).toBeVisible();
    expect(bridge.requests.map(({ name }) => name)).not.toContain('datasets.import');
    await screen.getByLabelText('Name').fill('meadow');
    await screen.getByLabelText('Training').fill('60');
    await screen.getByRole('button', { name: 'Import' }).click();
    expect(await asked(bridge, 'datasets.import')).toMatchObject({
      path: '/data/flowers.csv',
      name: 'meadow',
      options: { splitFractions: { train: 0.6, val: 0.15, test: 0.25 }, splitSeed: 1 },
    });
    await expect.poll(() => window.location.hash).toBe('#/datasets/meadow');
  });

  test('a taken name is said at its field, and the choices stay', async () => {
    const screen = await renderPage(
      fakeHost({ datasets: [aDataset({ name: 'flowers' })] }),
      '#/datasets?import=file',
    );
    await screen.getByLabelText('Path on this machine').fill('/data/flowers.csv');
    await screen.getByRole('button', { name: 'Read' }).click();
    await screen.getByLabelText('Seed').fill('7');
    await screen.getByRole('button', { name: 'Import' }).click();
    await expect.element(screen.getByLabelText('Name')).toHaveAttribute('aria-invalid', 'true');
    await expect.element(screen.getByLabelText('Seed')).toHaveValue('7');
  });

  test('a file that cannot be read says why, that nothing was stored, and lets one try again', async () => {
    const screen = await renderPage(fakeHost(), '#/datasets?import=file');
    await screen.getByLabelText('Path on this machine').fill('/data/missing.csv');
    await screen.getByRole('button', { name: 'Read' }).click();
    await expect
      .element(screen.getByText('There is no file or folder at /data/missing.csv.'))
      .toBeVisible();
    await expect.element(screen.getByText('Nothing was stored.')).toBeVisible();
    await expect.element(screen.getByLabelText('Path on this machine')).toBeVisible();
  });

  test('a deleted dataset can be brought back', async () => {
    const screen = await renderPage(fakeHost({ datasets: [aDataset()] }), '#/datasets/iris');
    await screen.getByRole('button', { name: 'More actions' }).click();
    await screen.getByRole('menuitem', { name: 'Delete' }).click();
    await expect.element(screen.getByRole('heading', { name: 'Start with data' })).toBeVisible();
    await screen.getByRole('button', { name: 'Undo' }).click();
    await expect.element(screen.getByRole('link', { name: 'iris' })).toBeVisible();
  });

  test('a dataset that runs use is kept, with the reason', async () => {
    const screen = await renderPage(
      fakeHost({
        datasets: [aDataset()],
        answers: {
          'datasets.delete': () => fail({ code: 'dataset/in-use', name: 'iris', runs: 3 }),
        },
      }),
      '#/datasets/iris',
    );
    await screen.getByRole('button', { name: 'More actions' }).click();
    await screen.getByRole('menuitem', { name: 'Delete' }).click();
    await expect.element(screen.getByText(/iris is used by 3 runs/)).toBeVisible();
    await expect.element(screen.getByRole('heading', { name: 'iris' })).toBeVisible();
  });

  test('renaming goes to the new name; a taken one is said at the field', async () => {
    const screen = await renderPage(
      fakeHost({ datasets: [aDataset(), aDataset({ name: 'wheat' })] }),
      '#/datasets/iris',
    );
    await screen.getByRole('button', { name: 'More actions' }).click();
    await screen.getByRole('menuitem', { name: 'Rename' }).click();
    const name = screen.getByLabelText('Name');
    await name.fill('wheat');
    await userEvent.keyboard('{Enter}');
    await expect.element(name).toHaveAttribute('aria-invalid', 'true');
    await name.fill('iris flowers');
    await userEvent.keyboard('{Enter}');
    await expect.element(screen.getByRole('heading', { name: 'iris flowers' })).toBeVisible();
  });
});
