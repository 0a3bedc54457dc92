import { describe, expect, test } from 'vitest';
import type { DatasetPreview } from '../../../app/dataset/dataset.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { FakeBridge } from '../../testing/fake-bridge.ts';
import { fakeHost } from '../../testing/fake-host.ts';
import { aPreview } from '../../testing/fixtures.ts';
import { ImportFlow } from './import-flow.svelte.ts';

const FILES = [{ path: 'flowers.csv', content: new Blob(['a,b\n1,2\n']) }];

describe('ImportFlow', () => {
  test('a file is uploaded, previewed under a suggested name, and stored', async () => {
    const flow = new ImportFlow(fakeHost());
    await flow.uploadFiles(FILES);
    expect(flow.stage.kind).toBe('previewing');
    expect(flow.name).toBe('flowers');
    expect(await flow.store()).toBe('flowers');
  });

  test('a name that is taken keeps the preview, so that another can be given', async () => {
    const flow = new ImportFlow(fakeHost());
    await flow.readPath('/data/flowers.csv');
    await flow.store();
    await flow.readPath('/data/flowers.csv');
    expect(await flow.store()).toBeNull();
    expect(flow.failure?.error).toEqual({ code: 'dataset/name-taken', name: 'flowers' });
    expect(flow.stage.kind).toBe('previewing');
    flow.name = 'flowers 2';
    expect(await flow.store()).toBe('flowers 2');
  });

  test('a preview that arrives after a newer one was asked for is dropped', async () => {
    const answers: ((result: Result<DatasetPreview>) => void)[] = [];
    const bridge = new FakeBridge({
      'datasets.preview': () => new Promise((resolve) => answers.push(resolve)),
    });
    const flow = new ImportFlow(bridge);
    const read = flow.readPath('/data/flowers.csv');
    answers[0]?.(ok(aPreview()));
    await read;
    const first = flow.choose({ task: 'regression' });
    const second = flow.choose({ task: 'classification' });
    answers[2]?.(ok(aPreview({ task: 'classification' })));
    answers[1]?.(ok(aPreview({ task: 'regression' })));
    await Promise.all([first, second]);
    expect(flow.stage).toMatchObject({ preview: { task: 'classification' }, rereading: false });
  });

  test('an upload that is not imported is discarded', async () => {
    const bridge = fakeHost();
    const flow = new ImportFlow(bridge);
    await flow.uploadFiles(FILES);
    flow.reset();
    expect(bridge.discarded).toBe(1);
  });

  test('a file that cannot be read leads back to choosing, with the reason', async () => {
    const error = { code: 'dataset/empty', path: '/data/none.csv' } as const;
    const flow = new ImportFlow(new FakeBridge({ 'datasets.preview': () => fail(error) }));
    await flow.readPath('/data/none.csv');
    expect(flow.stage.kind).toBe('choosing');
    expect(flow.failure).toEqual({ during: 'preview', error });
  });

  test('splits that leave no test rows are not sent', async () => {
    const bridge = fakeHost();
    const flow = new ImportFlow(bridge);
    await flow.readPath('/data/flowers.csv');
    flow.trainPercent = 90;
    flow.valPercent = 10;
    expect(await flow.store()).toBeNull();
    expect(bridge.requests.map(({ name }) => name)).not.toContain('datasets.import');
  });
});
