import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EVENT_PAYLOADS } from '../../../app/contract/schemas/events.ts';
import type { AuditProgress } from '../../../app/dataset/audit/audit-progress.ts';
import { DATASET_ID, SAMPLES, unwrap, useWorkspace } from '../testing/workspace.ts';
import { auditDataset } from './audit-dataset.ts';
import { runAudit } from './run-audit.ts';

const workspace = useWorkspace();
const LIVE = new AbortController().signal;

async function imported(sample: string, target?: string) {
  const dataset = unwrap(await workspace.importFile(join(SAMPLES, sample), { target }));
  return { dataset, folder: join(workspace.datasetsFolder(), DATASET_ID) };
}

test('a thread of its own finds the same, and tells how far it is', async () => {
  const { dataset, folder } = await imported('wine.csv', 'cultivar');
  const told: AuditProgress[] = [];
  const report = unwrap(await runAudit(folder, dataset, (one) => told.push(one), LIVE));
  expect(report).toEqual(unwrap(await auditDataset(folder, dataset, () => {})));
  for (const progress of told) EVENT_PAYLOADS['audit.progress'].parse({ token: 't', ...progress });
  expect(told[0]?.stage).toBe('reading');
  expect(told.slice(1).map(({ stage }) => stage)).toEqual(report.checks);
});

test('the host has its turns while columns are looked at, which takes one go', async () => {
  const { dataset, folder } = await imported('breast_cancer.csv', 'diagnosis');
  let turns = 0;
  let watching = true;
  const count = () => {
    turns += 1;
    if (watching) setImmediate(count);
  };
  setImmediate(count);
  /** Of the host, from the first check to the last: 0 wherever they hold its thread. */
  const turnsBetween = async (audit: typeof runAudit) => {
    const at: number[] = [];
    const tell = ({ stage }: AuditProgress) => stage !== 'reading' && at.push(turns);
    unwrap(await audit(folder, dataset, tell, LIVE));
    return (at.at(-1) ?? 0) - (at[0] ?? 0);
  };
  expect(
    await turnsBetween((_, __, onProgress) =>
      auditDataset(folder, dataset, (stage, done, total) => onProgress({ stage, done, total })),
    ),
  ).toBe(0);
  // On a busy machine all words of a thread may arrive in one turn.
  let seen = 0;
  for (let tries = 0; seen === 0 && tries < 5; tries += 1) seen = await turnsBetween(runAudit);
  watching = false;
  expect(seen).toBeGreaterThan(0);
});

test.each(['reading', 'near-duplicates'] as const)(
  'pictures: cancelled while %s, it answers so and tells nothing more',
  async (stage) => {
    const { dataset, folder } = await imported('digits-images-idx3-ubyte.gz');
    const controller = new AbortController();
    let after = 0;
    const answer = await runAudit(
      folder,
      dataset,
      (progress) => {
        if (controller.signal.aborted) after += 1;
        if (progress.stage === stage) controller.abort();
      },
      controller.signal,
    );
    expect(answer).toEqual({ ok: false, error: { code: 'cancelled' } });
    expect(after).toBe(0);
  },
);

test('a dataset that is damaged is told as such', async () => {
  const { dataset, folder } = await imported('wine.csv', 'cultivar');
  const answer = await runAudit(join(folder, 'none'), dataset, () => {}, LIVE);
  expect(answer).toMatchObject({ error: { code: 'dataset/damaged' } });
});
