import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { LabelReport } from '../../../../app/dataset/audit/labels/label-report.ts';
import { ok } from '../../../../app/errors.ts';
import type { DatasetId } from '../../../../app/ids.ts';
import { aDataset } from '../../../../app/testing/builders.ts';
import { fakeHost } from '../../../testing/fake-host.ts';
import { renderPage } from '../../../testing/render-page.ts';

function aReport(): LabelReport {
  const row = (at: number, given: string, suggested: string, probability: number) => ({
    ...{ row: at, given, suggested, probability, givenProbability: 1 - probability },
    score: 2 * probability - 1,
    values: { sepal_length: '5.1', petal_width: '1.8', species: given },
  });
  return {
    dataset: 'iris',
    group: 'group-1',
    groupName: 'Perceptron · iris',
    folds: 5,
    target: 'class',
    classes: ['setosa', 'versicolor', 'virginica'],
    thresholds: [0.98, 0.91, 0.9],
    residual: null,
    rows: 150,
    total: 3,
    doubted: [
      row(70, 'versicolor', 'virginica', 0.97),
      row(106, 'virginica', 'versicolor', 0.93),
      row(133, 'virginica', 'versicolor', 0.91),
    ],
  };
}

test('without a cross-validation the tab says what is needed, and leads there', async () => {
  const screen = await renderPage(fakeHost({ datasets: [aDataset()] }), '#/datasets/iris/audit');
  await screen.getByRole('button', { name: 'Judge the labels' }).click();
  const link = screen.getByRole('link', { name: 'Choose a model' });
  await expect.element(link).toHaveAttribute('href', '#/models/new?dataset=iris&folds=5');
});

test('doubted labels are relabelled, left out and kept by keys, and become a dataset of their own', async () => {
  const corrected = aDataset({ id: 'dataset-2' as DatasetId, name: 'iris-corrected' });
  const bridge = fakeHost({
    datasets: [aDataset(), corrected],
    answers: { 'labels.find': () => ok(aReport()), 'labels.correct': () => ok(corrected) },
  });
  const screen = await renderPage(bridge, '#/datasets/iris/audit');
  await screen.getByRole('button', { name: 'Judge the labels' }).click();
  const list = screen.getByRole('list', { name: 'Labels that look wrong' });
  await expect.element(list.getByText('Row 71')).toBeVisible();
  const first = list.getByRole('listitem').first().element();
  if (!(first instanceof HTMLElement)) throw new Error('A row is an element');
  first.focus();
  await userEvent.keyboard('r');
  await userEvent.keyboard('x');
  await expect.element(list.getByRole('listitem').nth(2)).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  await userEvent.selectOptions(screen.getByLabelText('New label of Row 134'), 'setosa');
  await expect.element(screen.getByText(/^2 to relabel, 1 to leave out/)).toBeVisible();
  await screen.getByRole('button', { name: 'Prepare corrected dataset' }).click();
  await expect.poll(() => window.location.hash).toBe('#/datasets/iris-corrected/audit');
  const asked = bridge.requests.findLast(({ name }) => name === 'labels.correct');
  expect(asked?.params).toMatchObject({
    group: 'group-1',
    name: 'iris-corrected',
    relabel: [
      { row: 70, to: 'virginica' },
      { row: 133, to: 'setosa' },
    ],
    exclude: [106],
  });
});

test('a corrected dataset tells what the corrections came to', async () => {
  const bridge = fakeHost({
    datasets: [aDataset({ name: 'clean' })],
    answers: {
      'labels.compare': () =>
        ok({
          dataset: 'clean',
          from: 'iris',
          relabelled: 6,
          excluded: 1,
          groups: { before: 'group-1', after: 'group-2' },
          training: false,
          measure: 'accuracy',
          scores: { rows: 143, before: 0.951, after: 0.986, difference: 0.035, halfWidth: 0.03 },
        }),
    },
  });
  const screen = await renderPage(bridge, '#/datasets/clean/audit');
  await expect.element(screen.getByText(/^Corrected from iris: 6 rows relabelled/)).toBeVisible();
  await expect
    .element(screen.getByText(/95\.1.% were right before and 98\.6.% after: \+3\.5/))
    .toBeVisible();
  await expect.element(screen.getByRole('button', { name: 'Retrain again' })).toBeVisible();
});
