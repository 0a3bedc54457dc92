import { describe, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { fail, ok } from '../../../app/errors.ts';
import type { LayerId } from '../../../app/ids.ts';
import {
  aDataset,
  anImageDataset,
  aPlan,
  aRun,
  aRunDetail,
} from '../../../app/testing/builders.ts';
import { DEFAULT_EARLY_STOPPING } from '../../../app/training/plan-fields.ts';
import { fakeHost } from '../../testing/fake-host.ts';
import { aStoredModel } from '../../testing/fixtures.ts';
import { asked, renderPage } from '../../testing/render-page.ts';

const iris = aDataset();
const digits = anImageDataset();

describe('the model editor', () => {
  test('an added layer shows what comes out of it and what it learns', async () => {
    const screen = await renderPage(
      fakeHost({ datasets: [digits] }),
      '#/models/new?dataset=digits',
    );
    await screen.getByRole('button', { name: 'image-softmax' }).click();
    await expect
      .element(screen.getByRole('button', { name: /^Flatten flatten .*64/ }))
      .toBeVisible();
    await screen.getByRole('button', { name: 'Add a layer after rescaling' }).click();
    await screen.getByRole('option', { name: /^Conv2D / }).click();
    const added = screen.getByRole('button', { name: /^Conv2D conv2d .*8 × 8 × 32 320/ });
    await expect.element(added).toHaveAttribute('aria-current', 'true');
    await expect.element(screen.getByRole('button', { name: /^Flatten .*2048/ })).toBeVisible();
    await screen.getByLabelText('Strides').fill('2');
    await expect
      .element(screen.getByRole('button', { name: /^Conv2D .*4 × 4 × 32/ }))
      .toBeVisible();
  });

  test('borders are typed as one number, two or four, and a bad one is explained', async () => {
    const screen = await renderPage(
      fakeHost({ datasets: [digits] }),
      '#/models/new?dataset=digits',
    );
    await screen.getByRole('button', { name: 'image-softmax' }).click();
    await screen.getByRole('button', { name: 'Add a layer after rescaling' }).click();
    await screen.getByRole('option', { name: /^ZeroPadding2D/ }).click();
    const zeros = screen.getByLabelText('Zeros');
    for (const [typed, shape] of [
      ['2', /12 × 12 × 1/],
      ['1, 0', /10 × 8 × 1/],
      ['0, 1, 2, 3', /9 × 13 × 1/],
    ] as const) {
      await zeros.fill(typed);
      const name = new RegExp(`^ZeroPadding2D .*${shape.source}`);
      await expect.element(screen.getByRole('button', { name })).toBeVisible();
    }
    await zeros.fill('1, 2, 3');
    await expect.element(zeros).toHaveAttribute('aria-invalid', 'true');
    await expect.element(screen.getByText(/top, bottom\], \[left, right/).first()).toBeVisible();
  });

  test('a fault stands at its layer and its field, and undo takes the change back', async () => {
    const screen = await renderPage(fakeHost({ datasets: [iris] }), '#/models/new?dataset=iris');
    await screen.getByRole('button', { name: /^Dense dense / }).click();
    const units = screen.getByLabelText('Units');
    await units.fill('0');
    await expect.element(units).toHaveAttribute('aria-invalid', 'true');
    await expect.element(screen.getByText('At least 1.')).toBeVisible();
    await expect
      .element(screen.getByRole('button', { name: /^Dense dense .*units = 0 will not do/ }))
      .toBeVisible();
    await screen.getByRole('button', { name: /^Undo/ }).click();
    await expect.element(units).toHaveValue('64');
    await expect.element(screen.getByText('Fits iris: 4 in, 3 classes out')).toBeVisible();
  });

  test('an initialiser is typed with its arguments, the ready ones being suggested', async () => {
    const screen = await renderPage(fakeHost({ datasets: [iris] }), '#/models/new?dataset=iris');
    await screen.getByRole('button', { name: /^Dense dense / }).click();
    await screen.getByText('More settings').click();
    const field = screen.getByLabelText('Initial bias');
    await field.fill('constant(much)');
    await expect.element(field).toHaveAttribute('aria-invalid', 'true');
    await field.fill('constant(0.1)');
    await expect.element(field).toHaveAttribute('aria-invalid', 'false');
    const list = document.getElementById(field.element().getAttribute('list') ?? '');
    const offered = [...(list?.querySelectorAll('option') ?? [])].map(({ value }) => value);
    expect(offered).toContain('constant(value=0)');
  });

  test('what comes out of another layer is trained as well, and marked', async () => {
    const screen = await renderPage(fakeHost({ datasets: [iris] }), '#/models/new?dataset=iris');
    await screen.getByRole('button', { name: /^Dense dense / }).click();
    await screen.getByText('Output of the model').click();
    const train = screen.getByLabelText('Train what comes out of this layer');
    await train.click();
    // Its 64 numbers are no answer to three classes.
    await expect.element(screen.getByRole('alert').first()).toBeVisible();
    await screen.getByLabelText('Units').fill('4');
    await screen.getByLabelText('Learns to give').selectOptions('The input again');
    const weight = screen.getByLabelText('Weight of its loss');
    await weight.fill('0.5');
    await userEvent.keyboard('{Enter}');
    await expect
      .element(screen.getByRole('button', { name: /^Dense dense .*→ the input again × 0\.5/ }))
      .toBeVisible();
    await expect.element(screen.getByText('Fits iris: 4 in, 3 classes out')).toBeVisible();
    await screen.getByRole('button', { name: 'Predict with this output' }).click();
    await expect.element(screen.getByText('Fits iris: 4 in, the input again out')).toBeVisible();
    await train.click();
    await expect.element(screen.getByText('Fits iris: 4 in, 3 classes out')).toBeVisible();
    await expect.element(weight).not.toBeInTheDocument();
  });

  test('layers are moved, removed and brought back with the keyboard', async () => {
    const screen = await renderPage(
      fakeHost({ datasets: [digits] }),
      '#/models/new?dataset=digits&template=image-mlp',
    );
    const types = () =>
      [...document.querySelectorAll('ol[aria-label="Layers"] .type')].map(
        (type) => type.textContent,
      );
    await screen.getByRole('button', { name: /^Dropout dropout / }).click();
    await userEvent.keyboard('{Alt>}{ArrowUp}{/Alt}');
    expect(types().slice(2, 5)).toEqual(['Flatten', 'Dropout', 'Dense']);
    await expect.element(screen.getByRole('button', { name: /^Dropout dropout / })).toHaveFocus();
    await userEvent.keyboard('{Delete}');
    expect(types().slice(2, 4)).toEqual(['Flatten', 'Dense']);
    await userEvent.keyboard('{Control>}zz{/Control}');
    expect(types().slice(2, 5)).toEqual(['Flatten', 'Dense', 'Dropout']);
    await userEvent.keyboard('{Control>}{Shift>}z{/Shift}{/Control}');
    expect(types().slice(2, 5)).toEqual(['Flatten', 'Dropout', 'Dense']);
  });

  test('a model made for other data says so, and one press fits it', async () => {
    const screen = await renderPage(
      fakeHost({ datasets: [digits], models: [aStoredModel()] }),
      '#/models/model-small?dataset=digits',
    );
    await expect
      .element(screen.getByText(/One press will set the input to 8 × 8 × 1/))
      .toBeVisible();
    await screen.getByRole('button', { name: 'Fit it to digits' }).click();
    await expect
      .element(screen.getByText('Fits digits: 8 × 8 × 1 in, 10 classes out'))
      .toBeVisible();
  });

  test('without any dataset it says where to get one', async () => {
    const screen = await renderPage(fakeHost(), '#/models/new');
    await expect.element(screen.getByRole('link', { name: 'Go to datasets' })).toBeVisible();
  });
});

describe('starting a run', () => {
  test('the plan that was set is sent, and the page goes to the run', async () => {
    const bridge = fakeHost({ datasets: [iris] });
    const screen = await renderPage(bridge, '#/models/new?dataset=iris&template=tabular-linear');
    await screen.getByLabelText('Epochs').fill('7');
    await screen.getByLabelText('Learning rate').fill('0,02');
    await screen.getByLabelText('Optimiser').selectOptions('SGD');
    await screen.getByLabelText('Repeats').fill('3');
    await screen.getByRole('checkbox', { name: 'Stop early' }).click();
    await screen.getByLabelText('Patience').fill('4');
    await screen.getByLabelText('Run name').fill('first try');
    await screen.getByLabelText('Tags').fill('baseline, 课堂');
    await expect.element(screen.getByText('7 per epoch')).toBeVisible();
    await screen.getByRole('button', { name: 'Start training' }).click();
    expect(await asked(bridge, 'runs.start')).toMatchObject({
      dataset: 'dataset-iris',
      model: { name: 'tabular-linear' },
      template: 'tabular-linear',
      plan: aPlan({
        epochs: 7,
        batchSize: 16,
        learningRate: 0.02,
        optimizer: 'sgd',
        seeds: 3,
        earlyStopping: { ...DEFAULT_EARLY_STOPPING, patience: 4 },
      }),
      name: 'first try',
      tags: ['baseline', '课堂'],
    });
    await expect.poll(() => window.location.hash).toBe('#/runs/run-iris-1');
  });

  test('an optimiser and a schedule show the fields that they have, and are sent with them', async () => {
    const bridge = fakeHost({ datasets: [iris] });
    const screen = await renderPage(bridge, '#/models/new?dataset=iris&template=tabular-linear');
    await screen.getByLabelText('Optimiser').selectOptions('Muon');
    await screen.getByLabelText('Learning-rate schedule').selectOptions('Cosine');
    await screen.getByLabelText('Warm-up steps').fill('20');
    await screen.getByText('Advanced').click();
    await expect.element(screen.getByLabelText('Newton–Schulz steps')).toHaveValue('5');
    await expect.element(screen.getByLabelText('Rho')).not.toBeInTheDocument();
    await screen.getByLabelText('Left to Adam').fill('dense_2');
    await screen.getByLabelText('Clip global norm').fill('1');
    const momentum = screen.getByLabelText('Average momentum');
    await expect.element(momentum).not.toBeInTheDocument();
    await screen.getByLabelText('Average the weights').click();
    await expect.element(momentum).toBeVisible();
    await screen.getByRole('button', { name: 'Start training' }).click();
    expect(await asked(bridge, 'runs.start')).toMatchObject({
      plan: {
        optimizer: 'muon',
        momentum: 0.95,
        excludeLayers: 'dense_2',
        globalClipNorm: 1,
        useEma: true,
        schedule: { kind: 'cosine', decaySteps: null, alpha: 0, warmupSteps: 20 },
      },
    });
  });

  test('a plan that will not do is said at its field, and nothing starts', async () => {
    const bridge = fakeHost({ datasets: [iris] });
    const screen = await renderPage(bridge, '#/models/new?dataset=iris');
    await screen.getByLabelText('Batch size').fill('512');
    await expect.element(screen.getByText(/larger than the .* split/)).toBeVisible();
    await screen.getByLabelText('Learning rate').fill('0');
    await expect.element(screen.getByText('More than 0.')).toBeVisible();
    await screen.getByRole('button', { name: 'Start training' }).click();
    expect(bridge.requests.map(({ name }) => name)).not.toContain('runs.start');
    await screen.getByRole('button', { name: /^Learning rate: Back to 0.003/ }).click();
    await expect.element(screen.getByLabelText('Learning rate')).toHaveValue('0.003');
  });

  test('what the host refuses stands at the layer it names', async () => {
    const bridge = fakeHost({
      datasets: [iris],
      answers: {
        'runs.start': () =>
          fail({
            code: 'architecture/config-invalid',
            layerId: 'dense_1' as LayerId,
            key: 'units',
            value: '32',
            expected: 'even less',
          }),
      },
    });
    const screen = await renderPage(bridge, '#/models/new?dataset=iris');
    await screen.getByRole('button', { name: 'Start training' }).click();
    const units = screen.getByLabelText('Units');
    await expect.element(units).toHaveAttribute('aria-invalid', 'true');
    await units.fill('16');
    await expect.element(units).toHaveAttribute('aria-invalid', 'false');
  });

  test('a run is cloned with its model, plan, dataset and tags', async () => {
    const run = aRun({ tags: ['baseline'] });
    const bridge = fakeHost({
      datasets: [iris, digits],
      answers: { 'runs.get': () => ok(aRunDetail({ run, plan: aPlan({ epochs: 33 }) })) },
    });
    const screen = await renderPage(bridge, '#/models/new?run=run-iris-1');
    await expect.element(screen.getByLabelText('Epochs')).toHaveValue('33');
    await expect.element(screen.getByLabelText('Tags')).toHaveValue('baseline');
    await screen.getByRole('button', { name: 'Start training' }).click();
    expect(await asked(bridge, 'runs.start')).toMatchObject({
      dataset: 'dataset-iris',
      model: aRunDetail().model,
      template: 'tabular-mlp',
    });
  });
});

describe('the list of models', () => {
  test('a deleted model can be brought back', async () => {
    const screen = await renderPage(fakeHost({ models: [aStoredModel()] }), '#/models');
    await screen.getByRole('button', { name: 'Actions for “small net”' }).click();
    await screen.getByRole('menuitem', { name: 'Delete' }).click();
    await expect
      .element(screen.getByRole('heading', { name: 'No saved models yet' }))
      .toBeVisible();
    await screen.getByRole('button', { name: 'Undo' }).click();
    await expect.element(screen.getByRole('link', { name: 'small net' })).toBeVisible();
  });

  test('a template is opened, changed, saved, renamed and copied', async () => {
    const bridge = fakeHost({ datasets: [digits] });
    const screen = await renderPage(bridge, '#/models');
    await screen.getByRole('link', { name: 'image-lenet' }).click();
    await screen.getByRole('button', { name: 'Save model' }).click();
    await screen.getByLabelText('Name').fill('my lenet');
    await screen.getByRole('button', { name: 'Save', exact: true }).click();
    expect(await asked(bridge, 'models.save')).toMatchObject({ id: null, name: 'my lenet' });
    await screen.getByRole('navigation', { name: 'Where you are' }).getByText('Models').click();
    await screen.getByRole('button', { name: 'Actions for “my lenet”' }).click();
    await screen.getByRole('menuitem', { name: 'Rename' }).click();
    await screen.getByLabelText('Name').fill('our lenet');
    await userEvent.keyboard('{Enter}');
    await screen.getByRole('button', { name: 'Actions for “our lenet”' }).click();
    await screen.getByRole('menuitem', { name: 'Duplicate' }).click();
    await expect.element(screen.getByRole('link', { name: 'our lenet (copy)' })).toBeVisible();
  });
});
