import { expect, test } from 'vitest';
import { ok } from '../../../app/errors.ts';
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
