/**
 * Stores one epoch after the other until it is killed, and says each on stdout once it is stored.
 * Its ten points an epoch go with the epoch; the tests kill it and count.
 * Arguments: store file, run id.
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import type { RunId } from '../../../app/ids.ts';
import { openStore } from '../open.ts';

const [, , file = '', runId = ''] = process.argv;
const opened = openStore(file, {
  migrationsFolder: join(import.meta.dirname, '../../../migrations'),
});
if (!opened.ok) throw new Error(JSON.stringify(opened.error));

for (let epoch = 0; ; epoch += 1) {
  const stored = opened.value.recordEpoch(runId as RunId, {
    points: Array.from({ length: 10 }, (_, index) => ({
      tag: 'batch/loss',
      step: epoch * 10 + index,
      epoch,
      value: 1 / (1 + epoch),
      wallTimeMs: epoch,
    })),
    checkpoints: [
      { file: `${epoch}.safetensors`, epoch, step: epoch * 10 + 9, sizeBytes: 1, kind: 'latest' },
    ],
    deletedCheckpoints: [],
    recordedAt: '2026-08-01T09:01:00.000Z',
    run: { epochs: epoch + 1, status: 'running' },
  });
  // A write to the descriptor itself: a stream would lose what it holds when killed.
  writeSync(1, `${JSON.stringify(stored.ok ? { epoch } : stored.error)}\n`);
  if (!stored.ok) break;
}
