import { describe, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { LayerId, RunId } from '../../../app/ids.ts';
import { aDataset, aModel, aPlan, aRun } from '../../../app/testing/builders.ts';
import { DEFAULT_EARLY_STOPPING } from '../../../app/training/plan-fields.ts';
import { DEFAULT_SCHEDULES } from '../../../app/training/schedule-fields.ts';
import { fakeHostWithRuns, someSeeds } from '../../testing/fake-runs.ts';
import { asked, renderPage } from '../../testing/render-page.ts';

const running = aRun({
  id: 'run-live' as RunId,
  name: 'live one',
  status: 'running',
  epochs: 3,
  endedAt: null,
});

describe('the list of runs', () => {
  test('says what it is for while it is empty', async () => {
    const screen = await renderPage(fakeHostWithRuns({ runs: [] }), '#/runs');
    await expect.element(screen.getByRole('heading', { name: 'No runs yet' })).toBeVisible();
    await expect.element(screen.getByRole('link', { name: 'Choose a dataset' })).toBeVisible();
  });

  test('shows the seeds of one plan as mean ± interval, and each of them on demand', async () => {
    const screen = await renderPage(fakeHostWithRuns({ runs: someSeeds() }), '#/runs');
    const group = screen.getByRole('row', { name: /tabular-mlp · wine/ });
    await expect.element(group).toMatchTextContent('4 of 5 seeds done');
    await expect.element(group).toMatchTextContent('0.125 ± 0.021');
    await group.getByRole('button', { name: 'tabular-mlp · wine' }).click();
    await expect
      .element(screen.getByRole('link', { name: 'tabular-mlp · wine · 3' }))
      .toBeVisible();
  });

  test('has the host sort and filter, and keeps both in the address', async () => {
    const bridge = fakeHostWithRuns({ runs: [aRun(), running] });
    const screen = await renderPage(bridge, '#/runs');
    await screen.getByRole('button', { name: 'Val loss' }).click();
    await screen.getByLabelText('Status').selectOptions('active');
    await screen.getByLabelText('Search').fill('live');
    await expect
      .poll(() => asked(bridge, 'runs.list'))
      .toMatchObject({
        search: 'live',
        status: ['queued', 'starting', 'running', 'paused'],
        sort: 'val/loss',
        descending: false,
      });
    expect(window.location.hash).toBe(
      '#/runs?search=live&status=active&sort=val%2Floss&order=ascending',
    );
    await expect
      .element(screen.getByRole('link', { name: 'tabular-mlp on iris' }))
      .not.toBeInTheDocument();
    await expect.element(screen.getByRole('link', { name: 'live one' })).toBeVisible();
  });

  test('follows a run that goes on', async () => {
    const bridge = fakeHostWithRuns({ runs: [running] });
    const screen = await renderPage(bridge, '#/runs');
    const row = screen.getByRole('row', { name: /live one/ });
    await expect.element(row).toMatchTextContent('3/20');
    bridge.tell('run.changed', { ...running, epochs: 4, metrics: { 'val/loss': 0.0777 } });
    await expect.element(row).toMatchTextContent('4/20');
    await expect.element(row).toMatchTextContent('0.0777');
  });

  test('a deleted run can be brought back', async () => {
    const screen = await renderPage(fakeHostWithRuns({ runs: [aRun()] }), '#/runs');
    const link = screen.getByRole('link', { name: 'tabular-mlp on iris' });
    await screen.getByRole('button', { name: /Actions for/ }).click();
    await screen.getByRole('menuitem', { name: 'Delete' }).click();
    await expect.element(link).not.toBeInTheDocument();
    await screen.getByRole('button', { name: 'Undo' }).click();
    await expect.element(link).toBeVisible();
  });

  test('ten thousand runs open at once and load as they come into view', async () => {
    const runs = Array.from({ length: 10_000 }, (_, index) =>
      aRun({
        id: `run-${index}` as RunId,
        name: `run number ${index}`,
        createdAt: new Date(Date.UTC(2026, 7, 1) - index * 60_000).toISOString(),
      }),
    );
    const bridge = fakeHostWithRuns({ runs });
    const screen = await renderPage(bridge, '#/runs');
    await expect
      .element(screen.getByRole('link', { name: 'run number 0', exact: true }))
      .toBeVisible();
    expect(document.querySelectorAll('tbody tr').length).toBeLessThan(100);
    (document.querySelector('tr[tabindex="0"]') as HTMLElement).focus();
    await userEvent.keyboard('{End}');
    await expect.element(screen.getByRole('link', { name: 'run number 9999' })).toBeVisible();
    expect(bridge.requests.filter(({ name }) => name === 'runs.list').length).toBeLessThan(8);
  });
});

describe('the page of a run', () => {
  const drawing = () => document.querySelector('canvas')?.toDataURL();

  test('draws points as they come, and reads the series anew when the run is resumed', async () => {
    const bridge = fakeHostWithRuns({ runs: [running] });
    const screen = await renderPage(bridge, '#/runs/run-live');
    await expect.element(screen.getByRole('figure', { name: 'Loss', exact: true })).toBeVisible();
    await expect.poll(drawing).toBeDefined();
    const before = drawing();
    const point = { step: 96, epoch: 3, value: 0.2, wallTimeMs: 0 };
    bridge.tell('run.metrics', { runId: running.id, points: [{ ...point, tag: 'loss' }] });
    await expect.poll(drawing).not.toBe(before);
    bridge.tell('run.changed', { ...running, status: 'starting' });
    await expect.poll(drawing).toBe(before);
  });

  test('shows how far it is, and pauses and goes on', async () => {
    const bridge = fakeHostWithRuns({ runs: [running] });
    const screen = await renderPage(bridge, '#/runs/run-live');
    bridge.tell('run.progress', {
      runId: running.id,
      epoch: 3,
      step: 40,
      totalSteps: 200,
      samplesPerSecond: 12_000,
      secondsLeft: 75,
    });
    const main = screen.getByRole('main');
    await expect.element(main.getByText('Epoch 4 of 20')).toBeVisible();
    await expect.element(main.getByText('1 min 15 s left')).toBeVisible();
    await expect.element(main.getByText('12,000/s').first()).toBeVisible();
    await main.getByRole('button', { name: 'Pause' }).click();
    await main.getByRole('button', { name: 'Continue' }).click();
    await expect.element(main.getByRole('button', { name: 'Pause' })).toBeVisible();
  });

  test('an interrupted run says what happened, what was kept, and resumes', async () => {
    const bridge = fakeHostWithRuns({
      runs: [
        aRun({
          status: 'interrupted',
          epochs: 12,
          resumable: true,
          error: { code: 'engine/ended', exit: 'SIGKILL', lastEpoch: 11 },
        }),
      ],
    });
    const screen = await renderPage(bridge, '#/runs/run-iris-1');
    const alert = screen.getByRole('alert');
    await expect.element(alert).toMatchTextContent('(SIGKILL) after epoch 12');
    await expect.element(alert).toMatchTextContent('up to epoch 12 of 20 is kept');
    await screen.getByRole('button', { name: 'Resume' }).click();
    expect(await asked(bridge, 'runs.resume')).toEqual({ run: 'run-iris-1', epochs: null });
    await expect.element(screen.getByText('Waiting for its turn')).toBeVisible();
  });

  test('a cell of the confusion matrix leads to its rows', async () => {
    const bridge = fakeHostWithRuns({ runs: [aRun()] });
    const screen = await renderPage(bridge, '#/runs/run-iris-1/evaluation');
    await expect.element(screen.getByText(/79\.0\s?% to 99\.2\s?%/)).toBeVisible();
    await screen.getByRole('button', { name: /^Actual versicolor, predicted virginica:/ }).click();
    await expect
      .element(screen.getByRole('heading', { name: 'versicolor, taken for virginica' }))
      .toBeVisible();
    expect(await asked(bridge, 'runs.scored')).toMatchObject({
      split: 'test',
      actual: 'versicolor',
      predicted: 'virginica',
      onlyWrong: false,
    });
    await expect
      .element(screen.getByRole('row', { name: /versicolor virginica 60\.0\s?%/ }))
      .toBeVisible();
  });

  test('the confusion matrix is walked with the arrow keys', async () => {
    const screen = await renderPage(
      fakeHostWithRuns({ runs: [aRun()] }),
      '#/runs/run-iris-1/evaluation',
    );
    const first = screen.getByRole('button', { name: /^Actual setosa, predicted setosa:/ });
    (first.element() as HTMLElement | null)?.focus();
    await userEvent.keyboard('{ArrowDown}{ArrowRight}{ArrowUp}');
    await expect
      .element(screen.getByRole('button', { name: /^Actual setosa, predicted versicolor:/ }))
      .toHaveFocus();
  });

  test('predicts on a row that starts with usual values; an emptied one is left out', async () => {
    const bridge = fakeHostWithRuns({
      runs: [aRun()],
      datasets: [aDataset()],
    });
    const screen = await renderPage(bridge, '#/runs/run-iris-1/predict');
    await expect.element(screen.getByLabelText('sepal_length')).toHaveValue('5.84');
    await screen.getByLabelText('petal_width').fill('');
    await screen.getByRole('button', { name: 'Predict' }).click();
    expect(await asked(bridge, 'runs.predict')).toEqual({
      run: 'run-iris-1',
      input: {
        kind: 'row',
        values: {
          sepal_length: '5.84',
          sepal_width: '3.06',
          petal_length: '3.76',
          petal_width: null,
        },
      },
    });
    const shares = screen.getByRole('list', { name: 'Probability of each class' });
    await expect.element(shares).toMatchTextContent('versicolor');
    await expect.element(shares).toMatchTextContent(/87\.0\s?%/);
  });

  test('the cost is an invoice with sources, beside ranges for renting', async () => {
    const screen = await renderPage(fakeHostWithRuns({ runs: [aRun()] }), '#/runs/run-iris-1/cost');
    await expect
      .element(screen.getByRole('row', { name: /^Electricity/ }))
      .toMatchTextContent(/45\.2 Wh×0\.12 USD\/kWh =\$\s?0\.0054/);
    await expect.element(screen.getByText(/This machine was cheaper/)).toBeVisible();
    await screen.getByRole('button', { name: 'Second Cloud four' }).click();
    await expect.element(screen.getByRole('row', { name: /^Start-up/ })).toBeVisible();
    await screen.getByText('How this was worked out').nth(1).click();
    await expect
      .element(screen.getByText('Storage and moving the data there and back are not counted.'))
      .toBeVisible();
    await expect.element(screen.getByText(/a price list, August 2026/).last()).toBeVisible();
  });

  test('a note is stored when its field is left', async () => {
    const bridge = fakeHostWithRuns({ runs: [aRun()] });
    const screen = await renderPage(bridge, '#/runs/run-iris-1/configuration');
    await screen.getByLabelText('Note').fill('wider is better');
    await userEvent.tab();
    expect(await asked(bridge, 'runs.note')).toEqual({
      run: 'run-iris-1',
      note: 'wider is better',
    });
  });

  test('nothing that the plan holds is hidden: what is usual is one press away', async () => {
    const plan = aPlan({
      optimizer: 'adamw',
      classWeight: [1, 2, 0.5],
      accumulationSteps: 4,
      useEma: true,
      schedule: DEFAULT_SCHEDULES.cosine,
      earlyStopping: { ...DEFAULT_EARLY_STOPPING, minDelta: 0.01, restoreBest: false },
    });
    const model = aModel({
      outputs: [
        { layer: 'dense_1' as LayerId },
        { layer: 'dense' as LayerId, target: 'features', loss: 'huber', weight: 0.5 },
      ],
    });
    const bridge = fakeHostWithRuns({ runs: [aRun()], details: { plan, model } });
    const screen = await renderPage(bridge, '#/runs/run-iris-1/configuration');
    const facts = screen.getByRole('region', { name: 'Training plan' });
    for (const fact of [
      /Class weights setosa × 1, versicolor × 2, virginica × 0\.5/,
      /Accumulate steps 4/,
      /Average the weights on/,
      /Learning-rate schedule Cosine/,
      /Least gain 0\.01/,
      /Keep the best epoch's weights off/,
    ]) {
      await expect.element(facts).toMatchTextContent(fact);
    }
    await expect.element(screen.getByText('Clip norm')).not.toBeVisible();
    await screen.getByText(/settings left as usual/).click();
    await expect.element(screen.getByText('Clip norm')).toBeVisible();
    await expect
      .element(screen.getByRole('row', { name: 'dense The input again Huber 0.5' }))
      .toBeVisible();
    await expect
      .element(screen.getByRole('row', { name: /^dense_1 .* 1 predicts$/ }))
      .toBeVisible();
  });
});

test('a run in line says why it waits, as the line moves', async () => {
  const queued = aRun({ id: 'run-next' as RunId, name: 'next', status: 'queued', endedAt: null });
  const bridge = fakeHostWithRuns({ runs: [queued] });
  const screen = await renderPage(bridge, '#/runs/run-next');
  await expect.element(screen.getByText('Waiting for its turn')).toBeVisible();
  const waits = { runId: queued.id, reason: 'card', ahead: 2, training: 1 } as const;
  bridge.tell('runs.waiting', { waiting: [waits] });
  await expect
    .element(screen.getByText(/in the graphics card’s memory. 2 runs are before it in line/))
    .toBeVisible();
  bridge.tell('runs.waiting', { waiting: [{ ...waits, reason: 'turn', ahead: 0 }] });
  await expect.element(screen.getByText(/^1 run trains, which is as many/)).toBeVisible();
});
