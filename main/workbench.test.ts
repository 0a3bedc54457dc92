import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunSummary } from '../app/training/run.ts';
import type { RunPlan } from '../app/training/run-plan.ts';
import { TestWorkbench } from './testing/test-workbench.ts';

let workbench: TestWorkbench;
beforeEach(async () => {
  workbench = await TestWorkbench.open();
});
afterEach(() => workbench.close());

async function startIris(plan: Partial<RunPlan>): Promise<RunSummary> {
  const [first] = await workbench.startSample('iris', 'tabular-mlp', plan);
  if (first === undefined) throw new Error('No run was started');
  return first;
}

describe('the workbench', () => {
  test('a file becomes a dataset, a model, an evaluated run and its price', async () => {
    const started = await startIris({ epochs: 30 });
    const run = await workbench.ended(started.id);
    expect(run.error).toBeNull();
    expect(run.status).toBe('completed');
    expect(run.metrics['test/accuracy']).toBeGreaterThan(0.85);
    expect(run.costUsd).toBeGreaterThan(0);

    const detail = await workbench.answer('runs.get', { run: run.name });
    expect(detail.evaluations[0]?.confusion?.classes).toEqual([
      'setosa',
      'versicolor',
      'virginica',
    ]);
    const series = await workbench.answer('runs.series', {
      run: run.id,
      tags: null,
      maximumPoints: 100,
    });
    expect(series.map(({ tag }) => tag)).toEqual(
      expect.arrayContaining(['loss', 'val/loss', 'accuracy', 'val/accuracy']),
    );
    const scored = await workbench.answer('runs.scored', {
      run: run.id,
      split: 'test',
      actual: null,
      predicted: null,
      onlyWrong: false,
      offset: 0,
      limit: 5,
    });
    expect(scored.rows[0]?.values).toHaveProperty('petal_length_cm');
    const { predictions } = await workbench.answer('runs.predict', {
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
    const cost = await workbench.answer('runs.cost', { run: run.id });
    expect(cost.rented.length).toBeGreaterThan(1);
    const csv = await workbench.answer('runs.export-series', { run: run.id });
    expect(csv.csv.split('\r\n')[0]).toBe('tag,step,epoch,value,wall_time');
  });

  test('a stopped run resumes and ends as an uninterrupted one does', async () => {
    const whole = await startIris({ epochs: 40, earlyStopping: null });
    const reference = await workbench.ended(whole.id);

    const cut = await startIris({ epochs: 40, earlyStopping: null });
    await workbench.until(cut.id, ({ epochs }) => epochs >= 3);
    await workbench.answer('runs.stop', { run: cut.id });
    const stopped = await workbench.ended(cut.id);
    if (stopped.status === 'stopped') {
      await workbench.answer('runs.resume', { run: cut.id, epochs: null });
      await workbench.until(cut.id, ({ status }) => status === 'completed');
    }
    const [first, second] = await Promise.all(
      [reference.id, cut.id].map((run) =>
        workbench.answer('runs.series', { run, tags: ['loss', 'val/loss'], maximumPoints: 1000 }),
      ),
    );
    expect(second?.map(({ values }) => values)).toEqual(first?.map(({ values }) => values));
  });

  test('several seeds become a group with mean and interval', async () => {
    const first = await startIris({ epochs: 5, seeds: 3, earlyStopping: null });
    expect(first.groupId).not.toBeNull();
    const { runs } = await workbench.answer('runs.list', { offset: 0, limit: 10 });
    expect(runs.map(({ seed }) => seed).sort()).toEqual([1, 2, 3]);
    const last = runs.find(({ seed }) => seed === 3);
    await workbench.until(last?.id ?? '', ({ status }) => status === 'completed');
    const aggregate = await workbench.answer('runs.aggregate', { groupId: first.groupId ?? '' });
    expect(aggregate.metrics['val/loss']?.runs).toBe(3);
    expect(aggregate.metrics['val/loss']?.halfWidth).toBeGreaterThan(0);
  });

  test('a branch starts from the weights of its parent', async () => {
    const parent = await startIris({ epochs: 20, earlyStopping: null });
    const before = await workbench.until(parent.id, ({ status }) => status === 'completed');
    const branch = await workbench.answer('runs.branch', {
      run: parent.id,
      plan: { epochs: 1 },
      name: null,
    });
    const after = await workbench.until(branch.id, ({ status }) => status === 'completed');
    const bound = before.metrics['val/loss'] ?? 0;
    expect(after.metrics['val/loss']).toBeLessThan(bound * 1.2);
  });

  test('what is wrong is named, and nothing is left behind', async () => {
    await workbench.request('samples.import', { sample: 'iris' });
    const built = await workbench.answer('templates.build', {
      template: 'tabular-mlp',
      dataset: 'iris',
    });
    const refused = await workbench.request('runs.start', {
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
    expect((await workbench.answer('runs.list', { offset: 0, limit: 1 })).total).toBe(0);
    const again = await workbench.request('samples.import', { sample: 'iris' });
    expect(again).toMatchObject({ ok: false, error: { code: 'dataset/name-taken' } });
    const unknown = await workbench.request('samples.import', { sample: 'moon-landings' });
    expect(unknown).toMatchObject({ ok: false, error: { code: 'dataset/not-found' } });
    expect(await workbench.answer('datasets.list', null)).toHaveLength(1);
  });

  test('delete goes to the trash and comes back', async () => {
    const started = await startIris({ epochs: 1 });
    await workbench.until(started.id, ({ status }) => status === 'completed');
    const used = await workbench.request('datasets.delete', { dataset: 'iris' });
    expect(used).toMatchObject({ ok: false, error: { code: 'dataset/in-use', runs: 1 } });
    await workbench.answer('runs.delete', { run: started.id });
    expect((await workbench.answer('runs.list', { offset: 0, limit: 1 })).total).toBe(0);
    await workbench.answer('runs.undelete', { run: started.id });
    expect((await workbench.answer('runs.list', { offset: 0, limit: 1 })).total).toBe(1);
  });
});
