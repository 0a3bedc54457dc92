import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Workbench } from '../app/contract/dispatcher.ts';
import type { EventName } from '../app/contract/events.ts';
import type { Params, Reply, RequestName } from '../app/contract/requests.ts';
import type { Result } from '../app/errors.ts';
import type { RunSummary } from '../app/training/run.ts';
import { isActive } from '../app/training/run-status.ts';
import { startEngine } from './runs/engine-process.ts';
import { createWorkbench } from './workbench.ts';

const installation = fileURLToPath(new URL('..', import.meta.url));

let home = '';
let workbench: Workbench;

async function open(): Promise<void> {
  const created = await createWorkbench({
    home,
    kind: 'cli',
    version: '0.0.0',
    installation,
    startEngine,
    quit: () => {},
  });
  if (!created.ok) throw new Error(created.error.code);
  workbench = created.value;
}

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'hearth-workbench-'));
  await open();
});
afterEach(async () => {
  await workbench.close({ stopRuns: true });
  rmSync(home, { recursive: true, force: true });
});

function request<Name extends RequestName>(
  name: Name,
  params: Params<Name>,
): Promise<Result<Reply<Name>>> {
  return workbench.dispatch(name, params) as Promise<Result<Reply<Name>>>;
}

async function answer<Name extends RequestName>(
  name: Name,
  params: Params<Name>,
): Promise<Reply<Name>> {
  const result = await request(name, params);
  if (!result.ok) throw new Error(`${name}: ${JSON.stringify(result.error)}`);
  return result.value;
}

/** Settles with the run once `done` holds for it. */
function until(runId: string, done: (run: RunSummary) => boolean): Promise<RunSummary> {
  return new Promise((resolve) => {
    const leave = workbench.subscribe((name: EventName, payload) => {
      if (name !== 'run.changed') return;
      const run = payload as RunSummary;
      if (run.id !== runId || !done(run)) return;
      leave();
      resolve(run);
    });
  });
}

async function startIris(plan: Partial<Reply<'templates.build'>['plan']>): Promise<RunSummary> {
  await request('samples.import', { sample: 'iris' });
  const built = await answer('templates.build', { template: 'tabular-mlp', dataset: 'iris' });
  const [run] = await answer('runs.start', {
    dataset: 'iris',
    model: built.model,
    template: 'tabular-mlp',
    plan: { ...built.plan, ...plan },
    name: null,
    tags: ['test'],
  });
  if (run === undefined) throw new Error('No run');
  return run;
}

describe('the workbench', () => {
  test('a file becomes a dataset, a model, an evaluated run and its price', async () => {
    const started = await startIris({ epochs: 30 });
    const run = await until(started.id, ({ status }) => !isActive(status));
    expect(run.error).toBeNull();
    expect(run.status).toBe('completed');
    expect(run.metrics['test/accuracy']).toBeGreaterThan(0.85);
    expect(run.costUsd).toBeGreaterThan(0);

    const detail = await answer('runs.get', { run: run.name });
    expect(detail.evaluations[0]?.confusion?.classes).toEqual([
      'setosa',
      'versicolor',
      'virginica',
    ]);
    const series = await answer('runs.series', { run: run.id, tags: null, maximumPoints: 100 });
    expect(series.map(({ tag }) => tag)).toEqual(
      expect.arrayContaining(['loss', 'val/loss', 'accuracy', 'val/accuracy']),
    );
    const scored = await answer('runs.scored', {
      run: run.id,
      split: 'test',
      actual: null,
      predicted: null,
      onlyWrong: false,
      offset: 0,
      limit: 5,
    });
    expect(scored.rows[0]?.values).toHaveProperty('petal_length_cm');
    const { predictions } = await answer('runs.predict', {
      run: run.id,
      input: {
        kind: 'row',
        values: {
          sepal_length_cm: '5.1',
          sepal_width_cm: '3.5',
          petal_length_cm: '1.4',
          petal_width_cm: '0.2',
        },
      },
    });
    expect(predictions[0]?.label).toBe('setosa');
    const cost = await answer('runs.cost', { run: run.id });
    expect(cost.rented.length).toBeGreaterThan(1);
    const csv = await answer('runs.export-series', { run: run.id });
    expect(csv.csv.split('\r\n')[0]).toBe('tag,step,epoch,value,wall_time');
  });

  test('a stopped run resumes and ends as an uninterrupted one does', async () => {
    const whole = await startIris({ epochs: 40, earlyStopping: null });
    const reference = await until(whole.id, ({ status }) => !isActive(status));

    const cut = await startIris({ epochs: 40, earlyStopping: null });
    await until(cut.id, ({ epochs }) => epochs >= 3);
    await answer('runs.stop', { run: cut.id });
    const stopped = await until(cut.id, ({ status }) => !isActive(status));
    if (stopped.status === 'stopped') {
      await answer('runs.resume', { run: cut.id, epochs: null });
      await until(cut.id, ({ status }) => status === 'completed');
    }
    const [first, second] = await Promise.all(
      [reference.id, cut.id].map((run) =>
        answer('runs.series', { run, tags: ['loss', 'val/loss'], maximumPoints: 1000 }),
      ),
    );
    expect(second?.map(({ values }) => values)).toEqual(first?.map(({ values }) => values));
  });

  test('several seeds become a group with mean and interval', async () => {
    const first = await startIris({ epochs: 5, seeds: 3, earlyStopping: null });
    expect(first.groupId).not.toBeNull();
    const { runs } = await answer('runs.list', { offset: 0, limit: 10 });
    expect(runs.map(({ seed }) => seed).sort()).toEqual([1, 2, 3]);
    const last = runs.find(({ seed }) => seed === 3);
    await until(last?.id ?? '', ({ status }) => status === 'completed');
    const aggregate = await answer('runs.aggregate', { groupId: first.groupId ?? '' });
    expect(aggregate.metrics['val/loss']?.runs).toBe(3);
    expect(aggregate.metrics['val/loss']?.halfWidth).toBeGreaterThan(0);
  });

  test('a branch starts from the weights of its parent', async () => {
    const parent = await startIris({ epochs: 20, earlyStopping: null });
    const before = await until(parent.id, ({ status }) => status === 'completed');
    const branch = await answer('runs.branch', { run: parent.id, plan: { epochs: 1 }, name: null });
    const after = await until(branch.id, ({ status }) => status === 'completed');
    const bound = before.metrics['val/loss'] ?? 0;
    expect(after.metrics['val/loss']).toBeLessThan(bound * 1.2);
  });

  test('what is wrong is named, and nothing is left behind', async () => {
    await request('samples.import', { sample: 'iris' });
    const built = await answer('templates.build', { template: 'tabular-mlp', dataset: 'iris' });
    const refused = await request('runs.start', {
      dataset: 'iris',
      model: built.model,
      template: null,
      plan: { ...built.plan, batchSize: 1000 },
      name: null,
      tags: [],
    });
    expect(refused).toEqual({
      ok: false,
      error: expect.objectContaining({ code: 'plan/batch-larger-than-split', batchSize: 1000 }),
    });
    expect((await answer('runs.list', { offset: 0, limit: 1 })).total).toBe(0);
    const again = await request('samples.import', { sample: 'iris' });
    expect(again).toMatchObject({ ok: false, error: { code: 'dataset/name-taken' } });
    const text = await request('samples.import', { sample: 'sms' });
    expect(text).toMatchObject({ ok: false, error: { code: 'dataset/task-unsupported' } });
    expect(await answer('datasets.list', null)).toHaveLength(1);
  });

  test('delete goes to the trash and comes back', async () => {
    const started = await startIris({ epochs: 1 });
    await until(started.id, ({ status }) => status === 'completed');
    const used = await request('datasets.delete', { dataset: 'iris' });
    expect(used).toMatchObject({ ok: false, error: { code: 'dataset/in-use', runs: 1 } });
    await answer('runs.delete', { run: started.id });
    expect((await answer('runs.list', { offset: 0, limit: 1 })).total).toBe(0);
    await answer('runs.undelete', { run: started.id });
    expect((await answer('runs.list', { offset: 0, limit: 1 })).total).toBe(1);
  });
});
