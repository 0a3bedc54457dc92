import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { busyShare } from './busy-share.ts';

test('a processor that is kept busy is told from none', async () => {
  const busy = Array.from({ length: 2 }, () => new Worker('for (;;);', { eval: true }));
  const share = await busyShare(1000);
  await Promise.all(busy.map((worker) => worker.terminate()));
  expect(share).toBeGreaterThan(0);
  expect(share).toBeLessThanOrEqual(1);
});
