import type { CheckpointReport } from '../../app/contract/engine.ts';
import type { Result } from '../../app/errors.ts';
import type { RunId } from '../../app/ids.ts';
import type { MetricPoint } from '../../app/metrics/series.ts';
import type { RunSummary } from '../../app/training/run.ts';
import type { CheckpointsTable } from './checkpoints-table.ts';
import type { Connection } from './connection.ts';
import type { RunPatch } from './runs-row.ts';
import type { RunsTable } from './runs-table.ts';
import type { SeriesTable } from './series-table.ts';

/** All that one finished epoch changes in the store. */
export interface EpochRecord {
  readonly points: readonly MetricPoint[];
  readonly checkpoints: readonly CheckpointReport[];
  readonly deletedCheckpoints: readonly string[];
  /** When the checkpoints were reported. */
  readonly recordedAt: string;
  readonly run: RunPatch;
}

/** Stores an epoch whole or not at all: after a crash no run has an epoch without its points. */
export function recordEpoch(
  { transaction }: Connection,
  tables: {
    readonly runs: RunsTable;
    readonly series: SeriesTable;
    readonly checkpoints: CheckpointsTable;
  },
  runId: RunId,
  epoch: EpochRecord,
): Result<RunSummary> {
  return transaction(() => {
    const appended = tables.series.append(runId, epoch.points);
    if (!appended.ok) return appended;
    const removed = tables.checkpoints.remove(runId, epoch.deletedCheckpoints);
    if (!removed.ok) return removed;
    for (const checkpoint of epoch.checkpoints) {
      const recorded = tables.checkpoints.record(runId, checkpoint, epoch.recordedAt);
      if (!recorded.ok) return recorded;
    }
    return tables.runs.update(runId, epoch.run);
  });
}
