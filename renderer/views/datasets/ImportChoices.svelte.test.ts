import { expect, test } from 'vitest';
import { fail, ok } from '../../../app/errors.ts';
import { fakeHost } from '../../testing/fake-host.ts';
import { aPreview } from '../../testing/fixtures.ts';
import { renderPage } from '../../testing/render-page.ts';

test('classes in names of pictures are offered beside the task, and taken once ticked', async () => {
  const names = { pictures: 20, classes: 2, example: 'pug_1.png', name: 'pug' };
  const host = fakeHost({
    answers: {
      'datasets.preview': ({ options: { classesFromNames } }) =>
        ok(
          aPreview({
            format: 'image-folder',
            dialect: null,
            input: { kind: 'image', height: 32, width: 32, channels: 3 },
            task: classesFromNames ? 'image-classification' : 'reconstruction',
            possibleTasks: classesFromNames
              ? ['image-classification', 'reconstruction']
              : ['reconstruction'],
            warnings: [
              { kind: classesFromNames ? 'classes-from-names' : 'names-tell-classes', ...names },
            ],
          }),
        ),
    },
  });
  const screen = await renderPage(host, '#/datasets?import=file');
  await screen.getByLabelText('Path on this machine').fill('/data/pets');
  await screen.getByRole('button', { name: 'Read' }).click();
  const tick = screen.getByLabelText('Take classes from file names (pug_1.png is “pug”)');
  await expect.element(tick).not.toBeChecked();
  await expect.element(screen.getByLabelText('Task')).toHaveValue('reconstruction');
  await tick.click();
  await expect.element(screen.getByLabelText('Task')).toHaveValue('image-classification');
  await expect.element(tick).toBeChecked();
});

test('rows of a list without their picture are left out at a press, and told then', async () => {
  const told = { row: 4, value: 'none.png', count: 3 };
  const host = fakeHost({
    answers: {
      'datasets.preview': ({ path, options: { leaveOutMissing } }) =>
        leaveOutMissing
          ? ok(
              aPreview({
                suggestedName: 'pets',
                warnings: [{ kind: 'rows-without-picture', file: 'list.csv', ...told }],
              }),
            )
          : fail({ code: 'dataset/pictures-missing', path, ...told }),
    },
  });
  const screen = await renderPage(host, '#/datasets?import=file');
  await screen.getByLabelText('Path on this machine').fill('/data/pets');
  await screen.getByRole('button', { name: 'Read' }).click();
  await expect.element(screen.getByText(/Such rows: 3, the first is row 4/)).toBeVisible();
  await screen.getByRole('button', { name: 'Leave these rows out' }).click();
  await expect.element(screen.getByText(/3 rows of list.csv name images/)).toBeVisible();
  await expect.element(screen.getByLabelText('Name')).toHaveValue('pets');
});

test('an import that is pressed for while a choice is read waits for what comes of it', async () => {
  let answer: (() => void) | undefined;
  const host = fakeHost({
    answers: {
      'datasets.preview': ({ options: { task } }) =>
        task === undefined
          ? ok(aPreview({ possibleTasks: ['classification', 'regression'] }))
          : new Promise((resolve) => {
              answer = () => resolve(ok(aPreview({ task, suggestedName: 'other' })));
            }),
    },
  });
  const screen = await renderPage(host, '#/datasets?import=file');
  await screen.getByLabelText('Path on this machine').fill('/data/pets.csv');
  await screen.getByRole('button', { name: 'Read' }).click();
  await screen.getByLabelText('Name').fill('mine');
  await screen.getByLabelText('Task').selectOptions('regression');
  await screen.getByRole('button', { name: 'Import', exact: true }).click();
  await expect.poll(() => answer).toBeDefined();
  const imports = () => host.requests.filter(({ name }) => name === 'datasets.import');
  expect(imports()).toEqual([]);
  answer?.();
  await expect.poll(imports).toHaveLength(1);
  expect(imports()[0]?.params).toMatchObject({ name: 'mine', options: { task: 'regression' } });
});
