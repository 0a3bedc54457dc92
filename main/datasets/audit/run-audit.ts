import { Worker } from 'node:worker_threads';
import type { AuditProgress } from '../../../app/dataset/audit/audit-progress.ts';
import type { AuditReport } from '../../../app/dataset/audit/finding.ts';
import type { Dataset } from '../../../app/dataset/dataset.ts';
import { fail, type Result } from '../../../app/errors.ts';
import type { AuditWorkerData, AuditWorkerWord } from './audit-worker.ts';

/**
 * Audits a dataset in a thread of its own: it compares rows and pictures for as long as they are many. A cancelled one
 * answers `cancelled` at once.
 */
export function runAudit(
  folder: string,
  dataset: Dataset,
  onProgress: (progress: AuditProgress) => void,
  signal: AbortSignal,
): Promise<Result<AuditReport>> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./audit-worker.ts', import.meta.url), {
      workerData: { folder, dataset } satisfies AuditWorkerData,
      execArgv: [],
    });
    // DuckDB's and sharp's own threads must not lose the thread that they answer to: it ends between their work.
    let isReading = true;
    const end = () => {
      if (!isReading) void worker.terminate();
    };
    const cancel = () => {
      resolve(fail({ code: 'cancelled' }));
      end();
    };
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel);
    worker.on('message', (word: AuditWorkerWord) => {
      if (word.kind === 'done') {
        resolve(word.report);
        return;
      }
      isReading = word.progress.stage === 'reading';
      if (signal.aborted) end();
      else onProgress(word.progress);
    });
    worker.on('error', reject);
    worker.on('exit', () => signal.removeEventListener('abort', cancel));
  });
}
