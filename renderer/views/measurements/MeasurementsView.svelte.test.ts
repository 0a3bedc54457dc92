import { describe, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { DEFAULT_LOAD } from '../../../app/cost/measurement/load-fields.ts';
import type { MeasurementProgress } from '../../../app/cost/measurement/measurement.ts';
import { fail } from '../../../app/errors.ts';
import { aMeasuredLevel, aMeasurement } from '../../../app/testing/measurements.ts';
import { fakeHost } from '../../testing/fake-host.ts';
import { asked, renderPage } from '../../testing/render-page.ts';

const PROGRESS: MeasurementProgress = {
  token: 'token-1',
  url: 'http://127.0.0.1:8080/v1',
  phase: 'sweep',
  level: {
    concurrency: 2,
    requests: 7,
    plannedRequests: 32,
    failures: 1,
    seconds: 4,
    plannedSeconds: 30,
    outputTokens: 128,
  },
  concurrencies: [1, 2, 4, 8],
  finished: [aMeasuredLevel({ concurrency: 1 })],
};

describe('the list', () => {
  test('without a measurement it says how to start a server, and leads to measuring it', async () => {
    const screen = await renderPage(fakeHost(), '#/measurements');
    await expect.element(screen.getByText('No server has been measured yet')).toBeVisible();
    await expect.element(screen.getByText(/^llama-server --model/)).toBeVisible();
    await screen.getByRole('link', { name: 'Measure http://127.0.0.1:11434' }).click();
    await expect.element(screen.getByLabelText('Address')).toHaveValue('http://127.0.0.1:11434');
  });

  test('shows each with its best level; deleting can be taken back', async () => {
    const bridge = fakeHost({ measurements: [aMeasurement()] });
    const screen = await renderPage(bridge, '#/measurements');
    const row = screen.getByRole('row', { name: /qwen3-8b/ });
    // 20 × 1.6³ tokens a second at 8 at a time.
    await expect.element(row.getByText('81.9')).toBeVisible();
    await row.getByRole('button').click();
    await screen.getByRole('menuitem', { name: 'Delete' }).click();
    expect(await asked(bridge, 'measurements.delete')).toEqual({ measurement: 'measurement-1' });
    await expect.element(screen.getByText('No server has been measured yet')).toBeVisible();
    await screen.getByRole('button', { name: 'Undo' }).click();
    await expect.element(screen.getByRole('row', { name: /qwen3-8b/ })).toBeVisible();
  });

  test('renames', async () => {
    const bridge = fakeHost({ measurements: [aMeasurement()] });
    const screen = await renderPage(bridge, '#/measurements');
    await screen
      .getByRole('row', { name: /qwen3-8b/ })
      .getByRole('button')
      .click();
    await screen.getByRole('menuitem', { name: 'Rename' }).click();
    await screen.getByLabelText('Name').fill('under the desk');
    await userEvent.keyboard('{Enter}');
    await expect.element(screen.getByRole('link', { name: 'under the desk' })).toBeVisible();
  });

  test('shows what is being measured, whoever began it, and stops it', async () => {
    const bridge = fakeHost();
    const screen = await renderPage(bridge, '#/measurements');
    await expect.element(screen.getByText('No server has been measured yet')).toBeVisible();
    bridge.tell('measurement.progress', PROGRESS);
    await expect.element(screen.getByText('2 at a time (level 2 of 4)')).toBeVisible();
    await expect.element(screen.getByText('8 of 32 · 32 tokens/s')).toBeVisible();
    await screen.getByRole('button', { name: 'Stop' }).click();
    expect(await asked(bridge, 'measurements.stop')).toEqual({ token: 'token-1' });
    bridge.tell('measurement.ended', { token: 'token-1', error: { code: 'cancelled' } });
    await expect.element(screen.getByText('Being measured')).not.toBeInTheDocument();
    await expect.element(screen.getByRole('alert')).not.toBeInTheDocument();
  });

  test('says why one that was followed stored nothing', async () => {
    const bridge = fakeHost();
    const screen = await renderPage(bridge, '#/measurements');
    await expect.element(screen.getByText('No server has been measured yet')).toBeVisible();
    bridge.tell('measurement.progress', PROGRESS);
    const error = { code: 'meter/cut-short', concurrency: 2, failure: 'unreachable' } as const;
    bridge.tell('measurement.ended', { token: 'token-1', error });
    await expect.element(screen.getByRole('alert').getByText(/no connection/)).toBeVisible();
  });
});

describe('starting one', () => {
  test('the server is asked for its models, and measured as filled in', async () => {
    const bridge = fakeHost();
    const screen = await renderPage(bridge, '#/measurements/new');
    await screen.getByLabelText('Address').fill('http://127.0.0.1:11434');
    await userEvent.tab();
    await expect.element(screen.getByText('Found Ollama 0.12.6; models: 2.')).toBeVisible();
    await screen.getByLabelText('Model').selectOptions('llama3.2:3b');
    await screen.getByLabelText('API key').fill('secret');
    await screen.getByLabelText('Requests at a time').fill('1, 4');
    await screen.getByLabelText('Answer').fill('64');
    await screen.getByRole('button', { name: 'Measure', exact: true }).click();
    expect(await asked(bridge, 'measurements.start')).toEqual({
      token: expect.any(String),
      url: 'http://127.0.0.1:11434',
      apiKey: 'secret',
      allowPublic: false,
      api: 'chat',
      model: 'llama3.2:3b',
      name: null,
      load: { ...DEFAULT_LOAD, concurrencies: [1, 4], answerTokens: 64 },
      keepPartial: false,
    });
    await expect
      .element(screen.getByRole('heading', { level: 1 }))
      .toHaveTextContent('llama3.2:3b @ 127.0.0.1:8080');
  });

  test('a public address is asked about at its field', async () => {
    const bridge = fakeHost();
    const screen = await renderPage(bridge, '#/measurements/new');
    const address = screen.getByLabelText('Address');
    await address.fill('http://8.8.8.8');
    await userEvent.tab();
    await expect.element(address).toHaveAttribute('aria-invalid', 'true');
    await screen.getByLabelText(/I mean this public address/).click();
    await expect.element(address).toHaveAttribute('aria-invalid', 'false');
    expect(await asked(bridge, 'measurements.models')).toMatchObject({ allowPublic: true });
  });

  test('whoever has gone back to the list hears there that it failed', async () => {
    const error = { code: 'meter/cut-short', concurrency: 2, failure: 'timeout' } as const;
    let answer: (result: ReturnType<typeof fail>) => void = () => {};
    const bridge = fakeHost({
      answers: {
        'measurements.start': () =>
          new Promise((resolve) => {
            answer = resolve;
          }),
      },
    });
    const screen = await renderPage(bridge, '#/measurements/new');
    await screen.getByRole('button', { name: 'Measure', exact: true }).click();
    bridge.tell('measurement.progress', PROGRESS);
    await screen.getByRole('link', { name: 'Measured servers' }).first().click();
    await expect.element(screen.getByText('2 at a time (level 2 of 4)')).toBeVisible();
    bridge.tell('measurement.ended', { token: 'token-1', error });
    answer(fail(error));
    await expect.element(screen.getByRole('alert').getByText(/took too long/)).toBeVisible();
  });

  test('concurrencies out of range are said at the field, and nothing starts', async () => {
    const bridge = fakeHost();
    const screen = await renderPage(bridge, '#/measurements/new');
    const field = screen.getByLabelText('Requests at a time');
    await field.fill('1, many');
    await expect.element(field).toHaveAttribute('aria-invalid', 'true');
    await expect
      .element(screen.getByRole('button', { name: 'Measure', exact: true }))
      .toBeDisabled();
  });

  test('what the host refuses is said, with what was filled in still there', async () => {
    const error = {
      code: 'meter/answer-failed',
      url: 'http://127.0.0.1:8080/v1',
      failure: 'client-error',
      said: 'HTTP 400: context is full',
    } as const;
    const screen = await renderPage(
      fakeHost({ answers: { 'measurements.start': () => fail(error) } }),
      '#/measurements/new',
    );
    await screen.getByLabelText('Prompt').fill('9000');
    await screen.getByRole('button', { name: 'Measure', exact: true }).click();
    await expect
      .element(screen.getByRole('alert').getByText(/It said: HTTP 400: context is full/))
      .toBeVisible();
    await expect.element(screen.getByLabelText('Prompt')).toHaveValue('9000');
  });
});

describe('a result', () => {
  test('has every level, the curves and what they rest on', async () => {
    const measurement = aMeasurement({
      levels: [
        aMeasuredLevel({ concurrency: 1 }),
        aMeasuredLevel({ concurrency: 8, failures: { timeout: 2 }, outputCount: 'chunks' }),
      ],
    });
    const screen = await renderPage(
      fakeHost({ measurements: [measurement] }),
      '#/measurements/measurement-1',
    );
    const table = screen.getByRole('table', { name: 'By requests at a time' });
    await expect.element(table.getByTitle('Took too long 2')).toHaveTextContent('2');
    await expect
      .element(screen.getByText('Failed with 8 at a time: Took too long 2.'))
      .toBeInTheDocument();
    await expect.element(screen.getByRole('figure', { name: 'Tokens a second' })).toBeVisible();
    await expect.element(screen.getByText('llama.cpp b6420-a1b2c3d')).toBeInTheDocument();
    await expect.element(screen.getByText(/pieces of the stream were counted/)).toBeInTheDocument();
  });

  test('one beside which runs trained says so', async () => {
    const { machine } = aMeasurement();
    const measurement = aMeasurement({ machine: { ...machine, trainingRuns: 1 } });
    const screen = await renderPage(
      fakeHost({ measurements: [measurement] }),
      '#/measurements/measurement-1',
    );
    await expect.element(screen.getByText(/Runs trained on this machine meanwhile/)).toBeVisible();
  });

  test('leads to a scenario that rests on it', async () => {
    const bridge = fakeHost({ measurements: [aMeasurement()] });
    const screen = await renderPage(bridge, '#/measurements/measurement-1');
    await screen.getByRole('link', { name: 'Work out the cost' }).click();
    await screen.getByRole('button', { name: 'Keep and open' }).click();
    expect(await asked(bridge, 'scenarios.save')).toMatchObject({
      scenario: { work: 'serving', choices: { measurement: 'measurement-1' } },
    });
  });

  test('one that was cut short says so', async () => {
    const cutShortBy = { code: 'meter/cut-short', concurrency: 4, failure: 'timeout' } as const;
    const screen = await renderPage(
      fakeHost({ measurements: [aMeasurement({ cutShortBy })] }),
      '#/measurements/measurement-1',
    );
    await expect.element(screen.getByText(/^Levels are missing/)).toBeVisible();
  });
});
