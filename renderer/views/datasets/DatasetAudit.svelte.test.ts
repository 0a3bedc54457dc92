import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { Recipe } from '../../../app/dataset/dataset.ts';
import { fail, ok } from '../../../app/errors.ts';
import { aDataset, anImageDataset } from '../../../app/testing/builders.ts';
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

test('findings stand with examples; a column is left out by one press and a name, without loss of the dataset', async () => {
  const bridge = fakeHost({
    datasets: [aDataset()],
    answers: { 'datasets.audit': () => ok(anAudit({ findings: FOUND })) },
  });
  const screen = await renderPage(bridge, '#/datasets/iris/audit');
  const found = screen.getByRole('list', { name: 'Findings' });
  await expect.element(found.getByText('Training row 102 ↔ Test row 143')).toBeVisible();
  await expect.element(found.getByText(/“petal_width” alone tells the class: 99\.5/)).toBeVisible();
  await found.getByRole('button', { name: 'Leave it out' }).click();
  const form = screen.getByRole('form', { name: 'Leave it out' });
  await expect.element(form.getByLabelText('Name of the new dataset')).toHaveFocus();
  await form.getByLabelText('Name of the new dataset').fill('tight');
  await form.getByRole('button', { name: 'Prepare it' }).click();
  await expect.poll(() => window.location.hash).toBe('#/datasets/tight/audit');
  const asked = bridge.requests.findLast(({ name }) => name === 'recipes.apply');
  const { recipe } = (asked?.params ?? {}) as { recipe?: Recipe };
  expect(recipe?.steps[0]).toEqual({ kind: 'drop', columns: ['petal_width'] });
});

test('a fix can be looked at in the recipe first, ahead of all other steps', async () => {
  const bridge = fakeHost({
    datasets: [aDataset()],
    answers: { 'datasets.audit': () => ok(anAudit({ findings: FOUND })) },
  });
  const screen = await renderPage(bridge, '#/datasets/iris/audit');
  await screen.getByRole('button', { name: 'Split anew by groups of duplicates' }).click();
  await screen.getByRole('link', { name: 'Look at it in the recipe first' }).click();
  await expect
    .poll(() => {
      const tried = bridge.requests.findLast(({ name }) => name === 'recipes.preview');
      return (tried?.params as { recipe: Recipe | null } | undefined)?.recipe?.steps[0];
    })
    .toEqual({ kind: 'keep-together', groups: [[101, 142]] });
  await expect.element(screen.getByText('Rows 102, 143')).toBeVisible();
});

test('a form is left by the keyboard, and the button that opened it has the focus again', async () => {
  const bridge = fakeHost({
    datasets: [aDataset()],
    answers: { 'datasets.audit': () => ok(anAudit({ findings: FOUND })) },
  });
  const screen = await renderPage(bridge, '#/datasets/iris/audit');
  const opener = screen.getByRole('button', { name: 'Leave these rows out' });
  await opener.click();
  await expect.element(opener).toHaveAttribute('aria-expanded', 'true');
  await userEvent.keyboard('{Escape}');
  await expect.element(opener).toHaveFocus();
  await expect.element(opener).toHaveAttribute('aria-expanded', 'false');
});

test('all findings are settled at once, each in its first way', async () => {
  const bridge = fakeHost({
    datasets: [aDataset()],
    answers: { 'datasets.audit': () => ok(anAudit({ findings: FOUND })) },
  });
  const screen = await renderPage(bridge, '#/datasets/iris/audit');
  await screen.getByRole('button', { name: 'Settle all 2 at once' }).click();
  await screen.getByRole('button', { name: 'Prepare it' }).click();
  await expect.poll(() => window.location.hash).toBe('#/datasets/iris-2/audit');
  const asked = bridge.requests.findLast(({ name }) => name === 'recipes.apply');
  const { recipe } = (asked?.params ?? {}) as { recipe?: Recipe };
  expect(recipe?.steps.slice(0, 2).map(({ kind }) => kind)).toEqual(['drop', 'keep-together']);
});

test('an audit under way tells what it looks for, and is cancelled and begun again', async () => {
  let cancel: () => void = () => {};
  const bridge = fakeHost({
    datasets: [aDataset()],
    answers: {
      'datasets.audit': () =>
        new Promise((resolve) => {
          cancel = () => resolve(fail({ code: 'cancelled' }));
        }),
      'datasets.cancel-import': () => {
        cancel();
        return ok(null);
      },
    },
  });
  const screen = await renderPage(bridge, '#/datasets/iris/audit');
  await expect.poll(() => bridge.requests.some(({ name }) => name === 'datasets.audit')).toBe(true);
  const asked = bridge.requests.findLast(({ name }) => name === 'datasets.audit');
  const { token } = (asked?.params ?? { token: '' }) as { token: string };
  bridge.tell('audit.progress', { token, stage: 'target-leak', done: 2, total: 8 });
  await expect
    .element(screen.getByText(/^Looking for: columns or words that alone tell/))
    .toBeVisible();
  await screen.getByRole('button', { name: 'Cancel' }).click();
  await expect.element(screen.getByText('The audit was cancelled.')).toBeVisible();
  await screen.getByRole('button', { name: 'Audit again' }).click();
  await expect
    .poll(() => bridge.requests.filter(({ name }) => name === 'datasets.audit').length)
    .toBe(2);
});

test('pictures that training has as well are left out in place, into a dataset whose name is asked', async () => {
  const bridge = fakeHost({
    datasets: [anImageDataset()],
    answers: {
      'datasets.audit': () => ok(anAudit({ findings: FOUND.slice(0, 1) })),
      'recipes.show': () =>
        ok({
          dataset: 'digits',
          recipe: null,
          fitted: null,
          sourceFingerprint: null,
          versions: [],
        }),
    },
  });
  const { name } = anImageDataset();
  const screen = await renderPage(bridge, `#/datasets/${name}/audit`);
  await screen.getByRole('button', { name: 'Leave these rows out' }).click();
  await screen.getByLabelText('Name of the new dataset').fill('without');
  await screen.getByRole('button', { name: 'Prepare it' }).click();
  await expect.poll(() => window.location.hash).toBe('#/datasets/without/audit');
  const asked = bridge.requests.findLast(({ name: request }) => request === 'recipes.apply');
  expect(asked?.params).toMatchObject({
    name: 'without',
    recipe: { version: 1, steps: [{ kind: 'exclude-rows', rows: [142] }] },
  });
});
