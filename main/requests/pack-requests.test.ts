import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { TestWorkbench } from '../testing/test-workbench.ts';

test('the end of an installation that failed is told to all who show it', async () => {
  const workbench = await TestWorkbench.open();
  onTestFinished(() => workbench.close());
  const heard: unknown[] = [];
  workbench.subscribe((name, payload) => {
    if (name === 'pack.changed') heard.push(payload);
  });
  const from = join(workbench.home, 'nowhere');
  const failed = await workbench.request('packs.install', { pack: 'cuda', from });
  expect(failed.ok).toBe(false);
  const error = failed.ok ? null : failed.error;
  expect(error?.code).toBe('file/not-found');
  expect(heard).toMatchObject([{ id: 'cuda', failed: error }]);
  expect(await workbench.answer('packs.active', null)).toBeNull();
  // To a page that comes later too, until somebody has read it.
  const listed = async () =>
    (await workbench.answer('packs.list', null)).flatMap(({ id, failed }) => (failed ? [id] : []));
  expect(await listed()).toEqual(['cuda']);
  await workbench.answer('packs.dismiss', { pack: 'cuda' });
  expect(await listed()).toEqual([]);
});
