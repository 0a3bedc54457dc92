import { parentPort, workerData } from 'node:worker_threads';
import type { AuditProgress } from '../../../app/dataset/audit/audit-progress.ts';
import type { AuditReport } from '../../../app/dataset/audit/finding.ts';
import type { Dataset } from '../../../app/dataset/dataset.ts';
import type { Result } from '../../../app/errors.ts';
import { auditDataset } from './audit-dataset.ts';

/** What `runAudit` starts this thread with. */
export interface AuditWorkerData {
  readonly folder: string;
  readonly dataset: Dataset;
}

/** How far it is, several times, then what came of it, once. */
export type AuditWorkerWord =
  | { readonly kind: 'progress'; readonly progress: AuditProgress }
  | { readonly kind: 'done'; readonly report: Result<AuditReport> };

const { folder, dataset } = workerData as AuditWorkerData;

function tell(word: AuditWorkerWord): void {
  parentPort?.postMessage(word);
}

const report = await auditDataset(folder, dataset, (stage, done, total) =>
  tell({ kind: 'progress', progress: { stage, done, total } }),
);
tell({ kind: 'done', report });
