import { describe, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { ok } from '../app/errors.ts';
import type { RunId } from '../app/ids.ts';
import { DEFAULT_SETTINGS } from '../app/settings.ts';
import { aDataset, aRun } from '../app/testing/builders.ts';
import { fakeHost } from './testing/fake-host.ts';
import { asked, renderPage } from './testing/render-page.ts';

describe('the page', () => {
  test('an address it does not know leads to the first view', async () => {
    const screen = await renderPage(fakeHost(), '#/nowhere');
    await expect.element(screen.getByRole('heading', { name: 'Datasets' })).toBeVisible();
  });

  test('language and theme follow the settings while it is open', async () => {
    const bridge = fakeHost();
    const screen = await renderPage(bridge, '#/datasets');
    await expect.element(screen.getByRole('link', { name: 'Settings' })).toBeVisible();
    bridge.tell('settings.changed', { ...DEFAULT_SETTINGS, language: 'zh', theme: 'dark' });
    await expect.element(screen.getByRole('link', { name: '设置' })).toBeVisible();
    expect(document.documentElement.lang).toBe('zh-CN');
    expect(getComputedStyle(document.documentElement).colorScheme).toBe('dark');
  });

  test('a run found interrupted is named with its last epoch, and resumed from there', async () => {
    const run = aRun({
      id: 'run-7' as RunId,
      name: 'night run',
      status: 'interrupted',
      epochs: 12,
      plannedEpochs: 40,
      resumable: true,
    });
    const bridge = fakeHost({ interruptedRuns: [run] });
    const screen = await renderPage(bridge, '#/datasets');
    await expect
      .element(screen.getByText(/“night run” was interrupted.*Epoch 12 of 40/))
      .toBeVisible();
    await screen.getByRole('button', { name: 'Resume' }).click();
    expect(await asked(bridge, 'runs.resume')).toEqual({ run: 'run-7', epochs: null });
    await expect.element(screen.getByText(/was interrupted/)).not.toBeInTheDocument();
    expect(window.location.hash).toBe('#/runs/run-7');
  });

  test('runs under way are counted in the top bar, and leave it when they end', async () => {
    const run = aRun({ status: 'running', endedAt: null });
    const bridge = fakeHost({ runs: [run] });
    const screen = await renderPage(bridge, '#/datasets');
    await expect.element(screen.getByRole('button', { name: /1 under way/ })).toBeVisible();
    bridge.tell('run.changed', { ...run, status: 'completed' });
    await expect.element(screen.getByRole('button', { name: /under way/ })).not.toBeInTheDocument();
  });

  test('a lost connection is said, and what was shown is loaded again when it is back', async () => {
    let datasets = [aDataset()];
    const bridge = fakeHost({ answers: { 'datasets.list': () => ok(datasets) } });
    const screen = await renderPage(bridge, '#/datasets');
    await expect.element(screen.getByRole('link', { name: 'iris' })).toBeVisible();
    bridge.enter('lost');
    await expect.element(screen.getByText(/connection to Hearth was lost/)).toBeVisible();
    datasets = [aDataset({ name: 'wheat' })];
    bridge.enter('connected');
    await expect.element(screen.getByRole('link', { name: 'wheat' })).toBeVisible();
    await expect.element(screen.getByText(/connection to Hearth was lost/)).not.toBeInTheDocument();
  });

  test('a closing host says what happens to the runs', async () => {
    const bridge = fakeHost();
    const screen = await renderPage(bridge, '#/datasets');
    bridge.tell('host.closing', { activeRuns: 2 });
    await expect.element(screen.getByText(/Runs ending at a checkpoint.*: 2/)).toBeVisible();
  });

  test('Ctrl K finds a dataset by its name and goes there', async () => {
    const screen = await renderPage(fakeHost({ datasets: [aDataset()] }), '#/settings');
    await expect.element(screen.getByRole('heading', { name: 'Settings' })).toBeVisible();
    await userEvent.keyboard('{Control>}k{/Control}');
    await userEvent.fill(screen.getByPlaceholder(/Type the name/), 'iri');
    await expect.element(screen.getByRole('option', { name: 'iris' })).toBeVisible();
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => window.location.hash).toBe('#/datasets/iris');
  });
});
