import { describe, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { Recipe } from '../../../../app/dataset/dataset.ts';
import { fail, ok } from '../../../../app/errors.ts';
import { aDataset } from '../../../../app/testing/builders.ts';
import type { FakeBridge } from '../../../testing/fake-bridge.ts';
import { fakeHost } from '../../../testing/fake-host.ts';
import { aPreview } from '../../../testing/fixtures.ts';
import { asked, renderPage } from '../../../testing/render-page.ts';

const PLACE = '#/datasets/iris/recipe';
const withIris = () => fakeHost({ datasets: [aDataset()] });

/** Steps of the recipe that was tried last. */
function tried(bridge: FakeBridge): Recipe['steps'] {
  const last = bridge.requests.findLast(({ name }) => name === 'recipes.preview');
  return (last?.params as { recipe: Recipe | null } | undefined)?.recipe?.steps ?? [];
}

describe('a recipe', () => {
  test('is shown as steps, with a sample before and after', async () => {
    const screen = await renderPage(withIris(), PLACE);
    const steps = screen.getByRole('list', { name: 'Steps' }).getByRole('listitem');
    await expect.element(steps.nth(0).getByText('Scale: mean 0, deviation 1')).toBeVisible();
    await expect
      .element(steps.nth(1).getByText('Missing values: fill with the median'))
      .toBeVisible();
    const mean = (table: string, text: string) =>
      screen.getByRole('table', { name: table }).getByText(text).first();
    await expect.element(mean('Before', '5 ± 1')).toBeVisible();
    await expect.element(mean('After', '0 ± 1')).toBeVisible();
  });

  test('a step is opened and changed; what its method does not read goes', async () => {
    const bridge = withIris();
    const screen = await renderPage(bridge, PLACE);
    await screen.getByRole('button', { name: /^1 Scale/ }).click();
    await screen.getByLabelText('Method').selectOptions('min-max');
    await screen.getByLabelText('Lowest').fill('-1');
    await userEvent.keyboard('{Enter}');
    const columns = { type: 'number' };
    const scaled = { kind: 'scale', columns, method: 'min-max', low: -1 };
    await expect.poll(() => tried(bridge)[0]).toEqual(scaled);
    await screen.getByLabelText('Method').selectOptions('robust');
    await expect.poll(() => tried(bridge)[0]).toEqual({ kind: 'scale', columns, method: 'robust' });
  });

  test('steps are moved by keyboard and by button, added and removed', async () => {
    const bridge = withIris();
    const screen = await renderPage(bridge, PLACE);
    const kinds = () => tried(bridge).map(({ kind }) => kind);
    const scale = screen.getByRole('button', { name: /Scale: mean/ }).first();
    await expect.element(scale).toBeVisible();
    (scale.element() as HTMLElement).focus();
    await userEvent.keyboard('{Alt>}{ArrowDown}{/Alt}');
    await expect.poll(kinds).toEqual(['missing', 'scale']);
    await screen.getByRole('button', { name: /^Move up: Scale/ }).click();
    await expect.poll(kinds).toEqual(['scale', 'missing']);
    await screen.getByLabelText('Another step').selectOptions('outliers');
    await screen.getByRole('button', { name: 'Add', exact: true }).click();
    await expect.poll(kinds).toEqual(['scale', 'missing', 'outliers']);
    await screen.getByRole('button', { name: /^Remove: Missing/ }).click();
    await expect.poll(kinds).toEqual(['scale', 'outliers']);
  });

  test('steps are moved by dragging', async () => {
    const bridge = withIris();
    const screen = await renderPage(bridge, PLACE);
    const steps = screen.getByRole('list', { name: 'Steps' }).getByRole('listitem');
    await expect.element(steps.nth(1)).toBeVisible();
    await userEvent.dragAndDrop(steps.nth(1), steps.nth(0));
    await expect.poll(() => tried(bridge).map(({ kind }) => kind)).toEqual(['missing', 'scale']);
  });

  test('columns are chosen by name, type or pattern', async () => {
    const bridge = withIris();
    const screen = await renderPage(bridge, PLACE);
    await screen.getByRole('button', { name: /^1 Scale/ }).click();
    const way = screen.getByLabelText('Columns');
    await way.selectOptions('by pattern');
    await screen.getByLabelText('by pattern').fill('sepal_*');
    await expect.poll(() => tried(bridge)[0]).toMatchObject({ columns: { pattern: 'sepal_*' } });
    await way.selectOptions('by name');
    await screen.getByRole('checkbox', { name: 'petal_width' }).click();
    await expect.poll(() => tried(bridge)[0]).toMatchObject({ columns: ['petal_width'] });
  });

  test('what is wrong is said at its step, and nothing is prepared by it', async () => {
    const bridge = fakeHost({
      datasets: [aDataset()],
      answers: {
        'recipes.preview': () =>
          fail({
            code: 'recipe/invalid',
            place: 'steps[1].columns[0]',
            value: 'wings',
            expected: 'column: a | b',
          }),
      },
    });
    const screen = await renderPage(bridge, PLACE);
    const second = screen.getByRole('list', { name: 'Steps' }).getByRole('listitem').nth(1);
    await expect.element(second.getByText(/wrong at .*wings.*named a, b/)).toBeVisible();
  });

  test('is applied to the same rows under another name', async () => {
    const bridge = withIris();
    const screen = await renderPage(bridge, PLACE);
    await screen.getByLabelText('How rows are dealt out').selectOptions('k-fold');
    await screen.getByLabelText('Name').fill('iris folds');
    await screen.getByRole('button', { name: 'Prepare again' }).click();
    expect(await asked(bridge, 'recipes.apply')).toMatchObject({
      dataset: 'iris',
      name: 'iris folds',
      recipe: { split: { kind: 'k-fold', folds: 5, fold: 0 } },
    });
    await expect.poll(() => window.location.hash).toBe('#/datasets/iris%20folds');
  });

  test('of the user’s own goes with an import, in place of the split’s fields', async () => {
    const bridge = fakeHost({
      answers: { 'datasets.preview': ({ path }) => ok(aPreview({ path, input: null })) },
    });
    const screen = await renderPage(bridge, '#/datasets?import=file');
    await screen.getByLabelText('Path on this machine').fill('/data/flowers.csv');
    await screen.getByRole('button', { name: 'Read' }).click();
    await screen.getByText('How the data is read').click();
    await screen.getByRole('button', { name: 'Change the recipe' }).click();
    await screen.getByRole('button', { name: /^Remove: Missing/ }).click();
    await screen.getByRole('button', { name: 'Import', exact: true }).click();
    expect(await asked(bridge, 'datasets.import')).toMatchObject({
      options: { recipe: { version: 1, steps: [{ kind: 'scale' }] } },
    });
  });

  test('as JSON follows what is chosen elsewhere, and is left alone while it is typed', async () => {
    const bridge = fakeHost({
      answers: {
        'datasets.preview': ({ path }) => ok(aPreview({ path, input: null })),
      },
    });
    const screen = await renderPage(bridge, '#/datasets?import=file');
    await screen.getByLabelText('Path on this machine').fill('/data/flowers.csv');
    await screen.getByRole('button', { name: 'Read' }).click();
    await screen.getByText('How the data is read').click();
    await screen.getByRole('button', { name: 'Change the recipe' }).click();
    await screen.getByRole('checkbox', { name: 'As JSON' }).click();
    const json = screen.getByRole('textbox', { name: 'The recipe as JSON' });
    const value = () => (json.element() as HTMLTextAreaElement).value;
    await expect.poll(value).toContain('"target": "species"');
    await screen.getByLabelText('What to predict').selectOptions('petal_width');
    await expect.poll(value).toContain('"target": "petal_width"');
    const unfinished = `${value().slice(0, -1)} `;
    await json.fill(unfinished);
    expect(value()).toBe(unfinished);
    await screen.getByLabelText('What to predict').selectOptions('sepal_width');
    await expect.poll(value).toContain('"target": "sepal_width"');
  });
});
