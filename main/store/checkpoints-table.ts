import type { CheckpointReport } from '../../app/contract/engine.ts';
import { ok, type Result } from '../../app/errors.ts';
import type { RunId } from '../../app/ids.ts';
import type { CheckpointInfo } from '../../app/training/run.ts';
import type { Connection } from './connection.ts';

export interface StoredCheckpoint extends CheckpointInfo {
  readonly runId: RunId;
  /** As the engine named it. */
  readonly file: string;
}

const COLUMNS = `run_id AS runId, kind, file, epoch, step,
  size_bytes AS sizeBytes, created_at AS createdAt`;

export type CheckpointsTable = ReturnType<typeof checkpointsTable>;

/** Which checkpoint files each run has. The files themselves belong to the engine. */
export function checkpointsTable({ database, transaction }: Connection) {
  const selectOfRun = database.prepare<[string], StoredCheckpoint>(
    `SELECT ${COLUMNS} FROM checkpoints WHERE run_id = ? ORDER BY epoch DESC, step DESC, kind`,
  );
  const selectOfKind = database.prepare<[string, string], StoredCheckpoint>(
    `SELECT ${COLUMNS} FROM checkpoints WHERE run_id = ? AND kind = ?`,
  );
  const deleteKind = database.prepare<[string, string]>(
    'DELETE FROM checkpoints WHERE run_id = ? AND kind = ?',
  );
  const upsertRow = database.prepare<[StoredCheckpoint]>(
    `INSERT OR REPLACE INTO checkpoints (run_id, kind, file, epoch, step, size_bytes, created_at)
     VALUES (@runId, @kind, @file, @epoch, @step, @sizeBytes, @createdAt)`,
  );
  const deleteFile = database.prepare<[string, string]>(
    'DELETE FROM checkpoints WHERE run_id = ? AND file = ?',
  );
  const selectPrunable = database.prepare<[string], StoredCheckpoint>(
    `SELECT ${COLUMNS} FROM checkpoints
     WHERE run_id IN (SELECT id FROM runs WHERE ended_at < ? AND deleted_at IS NULL)
       AND file NOT IN (
         SELECT best.file FROM checkpoints AS best
         WHERE best.run_id = checkpoints.run_id AND best.kind = 'best')
       AND EXISTS (
         SELECT 1 FROM checkpoints AS best
         WHERE best.run_id = checkpoints.run_id AND best.kind = 'best')
     ORDER BY run_id, epoch`,
  );

  /** Newest first. */
  function list(runId: RunId): readonly StoredCheckpoint[] {
    return selectOfRun.all(runId);
  }

  function latest(runId: RunId): StoredCheckpoint | null {
    return selectOfKind.get(runId, 'latest') ?? null;
  }

  function best(runId: RunId): StoredCheckpoint | null {
    return selectOfKind.get(runId, 'best') ?? null;
  }

  /** Records a file; a run has one latest and one best checkpoint, so a new one takes the old one's place. */
  function record(runId: RunId, report: CheckpointReport, createdAt: string): Result<null> {
    return transaction(() => {
      if (report.kind !== 'epoch') deleteKind.run(runId, report.kind);
      upsertRow.run({ ...report, runId, createdAt });
      return ok(null);
    });
  }

  /** Forgets files that are gone. */
  function remove(runId: RunId, files: readonly string[]): Result<null> {
    return transaction(() => {
      for (const file of files) deleteFile.run(runId, file);
      return ok(null);
    });
  }

  /** What the retention rule lets go: of runs that ended before, every file but the best. */
  function prunable(endedBefore: string): readonly StoredCheckpoint[] {
    return selectPrunable.all(endedBefore);
  }

  return { list, latest, best, record, remove, prunable };
}
