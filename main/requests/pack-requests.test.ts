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
  expect(heard).toMatchObject([{ id: 'cuda' }]);
  expect(await workbench.answer('packs.active', null)).toBeNull();
});
