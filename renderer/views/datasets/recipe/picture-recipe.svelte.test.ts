import { describe, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { PicturesPreview } from '../../../../app/contract/family-previews.ts';
import type { Recipe } from '../../../../app/dataset/dataset.ts';
import { ok } from '../../../../app/errors.ts';
import { anImageDataset } from '../../../../app/testing/builders.ts';
import type { FakeBridge } from '../../../testing/fake-bridge.ts';
import { fakeHost } from '../../../testing/fake-host.ts';
import { aRecipePreview, aRecipeReport } from '../../../testing/fake-recipes.ts';
import { renderPage } from '../../../testing/render-page.ts';

const PIXEL =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABc3UBGAAAAABJRU5ErkJggg==';

const RECIPE: Recipe = {
  version: 1,
  task: 'image-classification',
  target: 'label',
  split: { kind: 'stratified', fractions: { train: 0.7, val: 0.15, test: 0.15 }, seed: 1 },
  steps: [],
  images: {
    height: 8,
    width: 8,
    colorMode: 'grayscale',
    augmentation: [
      { type: 'ZeroPadding2D', config: { padding: 4 } },
      { type: 'RandomCrop', config: { height: 8, width: 8 } },
    ],
  },
};

function pictures(changes: Partial<PicturesPreview> = {}): PicturesPreview {
  return {
    kind: 'pictures',
    height: 8,
    width: 8,
    channels: 1,
    values: { minimum: 0, maximum: 1, mean: 0.5, stddev: 0.2 },
    classes: ['cat', 'dog'],
    pictures: [{ label: 'cat', height: 30, width: 20, before: PIXEL, after: PIXEL }],
    ...changes,
  };
}

/** A host of one dataset of pictures. */
function hostOf(family: PicturesPreview, recipe = RECIPE): FakeBridge {
  const photos = anImageDataset({ name: 'photos' });
  return fakeHost({
    datasets: [photos],
    answers: {
      'recipes.show': () => ok({ ...aRecipeReport(photos), recipe }),
      'recipes.preview': ({ recipe: tried }) =>
        ok({ ...aRecipePreview(), recipe: tried ?? recipe, family }),
    },
  });
}

function tried(bridge: FakeBridge): Recipe | undefined {
  const last = bridge.requests.findLast(({ name }) => name === 'recipes.preview');
  return (last?.params as { recipe: Recipe } | undefined)?.recipe;
}

const PLACE = '#/datasets/photos/recipe';

describe('a recipe of pictures', () => {
  test('tells its steps in words, and what cuts pictures follows their size', async () => {
    const bridge = hostOf(pictures());
    const screen = await renderPage(bridge, PLACE);
    const steps = screen.getByRole('list', { name: 'Steps' }).getByRole('listitem');
    await expect.element(steps.nth(0).getByText('100 % · stretched')).toBeVisible();
    await expect.element(steps.nth(1).getByText('8 × 8')).toBeVisible();
    await expect.element(steps.nth(4).getByText('Your own · crop')).toBeVisible();
    await screen.getByRole('button', { name: /Resize/ }).click();
    await screen.getByLabelText('Height, pixels').fill('6');
    await userEvent.keyboard('{Enter}');
    await expect
      .poll(() => tried(bridge)?.images)
      .toMatchObject({
        height: 6,
        augmentation: [{}, { type: 'RandomCrop', config: { height: 6, width: 8 } }],
      });
    await screen.getByRole('button', { name: /Crop/ }).click();
    await screen.getByLabelText(/Share of each side/).fill('70');
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => tried(bridge)?.images?.crop).toBe(0.7);
  });

  test('offers of a list of one’s own only what stands there, and Keras’ names by pointing', async () => {
    const bridge = hostOf(pictures());
    const screen = await renderPage(bridge, PLACE);
    await screen.getByRole('button', { name: /Augmentation/ }).click();
    const list = screen.getByLabelText('List of changes');
    await expect.element(list).toHaveValue('own');
    await expect.element(screen.getByTitle('RandomTranslation')).toHaveTextContent('shift');
    await list.selectOptions('light');
    await expect.poll(() => tried(bridge)?.images?.augmentation?.[1]?.type).toBe('RandomContrast');
    await expect
      .poll(() => [...(list.element() as HTMLSelectElement).options].map(({ value }) => value))
      .toEqual(['none', 'light', 'standard']);
  });

  test('draws the boxes of what is to be found, before and after', async () => {
    const boxes = [
      { label: 'dog', left: 0.1, top: 0.2, right: 0.5, bottom: 0.6 },
      { label: 'cat', left: 0.6, top: 0.6, right: 0.9, bottom: 0.9 },
    ];
    const [picture] = pictures().pictures;
    if (picture === undefined) throw new Error('There is a picture');
    const family = pictures({ pictures: [{ ...picture, label: 'dog, cat', boxes }] });
    const { augmentation: _, ...images } = RECIPE.images ?? {};
    const screen = await renderPage(
      hostOf(family, { ...RECIPE, task: 'object-detection', images }),
      PLACE,
    );
    const table = screen.getByRole('table', { name: 'Pictures before and after' });
    await expect.element(table.getByRole('img', { name: 'After' })).toBeVisible();
    expect(table.element().querySelectorAll('rect')).toHaveLength(4);
    await expect
      .element(screen.getByRole('button', { name: /Augmentation/ }))
      .not.toBeInTheDocument();
  });

  test('balances classes in the ways that pictures can be, and goes on by keyboard', async () => {
    const bridge = hostOf(pictures());
    const screen = await renderPage(bridge, PLACE);
    await screen.getByRole('button', { name: 'Balance classes', exact: true }).click();
    await expect.element(screen.getByRole('button', { name: /^6 Balance classes/ })).toHaveFocus();
    const method = screen.getByLabelText('Method');
    expect([...(method.element() as HTMLSelectElement).options].map(({ value }) => value)).toEqual([
      'class-weights',
      'oversample',
    ]);
    (method.element() as HTMLElement).focus();
    await userEvent.keyboard('{Escape}');
    await expect.element(method).not.toBeInTheDocument();
    const line = screen.getByRole('button', { name: /^6 Balance classes/ });
    await expect.element(line).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await expect.element(screen.getByLabelText('Method')).toBeVisible();
    await userEvent.keyboard('{Escape}{Tab}');
    await expect.element(screen.getByRole('button', { name: /^Remove: Balance/ })).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await expect.element(screen.getByRole('button', { name: /^5 Augmentation/ })).toHaveFocus();
  });
});
