import type { Split } from '../../app/dataset/dataset.ts';
import { ok, type Result } from '../../app/errors.ts';
import type { RunId } from '../../app/ids.ts';
import type { ConfusionMatrix, Evaluation, Ranking } from '../../app/metrics/evaluation.ts';
import type { Connection } from './connection.ts';
import { fromJson, fromJsonOrNull, toJson, toJsonOrNull } from './json-text.ts';

interface EvaluationRow {
  readonly split: Split;
  readonly rows: number;
  readonly evaluated_at: string;
  readonly metrics: string;
  readonly intervals: string;
  readonly confusion: string | null;
  readonly ranking: string | null;
}

export type EvaluationsTable = ReturnType<typeof evaluationsTable>;

/** The newest evaluation of each split of each run. */
export function evaluationsTable({ database, transaction }: Connection) {
  const selectOfRun = database.prepare<[string], EvaluationRow>(
    `SELECT split, rows, evaluated_at, metrics, intervals, confusion, ranking
     FROM evaluations WHERE run_id = ? ORDER BY split`,
  );
  const upsertRow = database.prepare<[EvaluationRow & { readonly run_id: string }]>(
    `INSERT OR REPLACE INTO evaluations
       (run_id, split, rows, evaluated_at, metrics, intervals, confusion, ranking)
     VALUES (@run_id, @split, @rows, @evaluated_at, @metrics, @intervals, @confusion, @ranking)`,
  );

  const deleteOfRun = database.prepare<[string]>('DELETE FROM evaluations WHERE run_id = ?');

  function list(runId: RunId): readonly Evaluation[] {
    return selectOfRun.all(runId).map(evaluationOf);
  }

  /** Replaces an earlier evaluation of the same split. */
  function write(runId: RunId, evaluation: Evaluation): Result<null> {
    return transaction(() => {
      upsertRow.run({
        run_id: runId,
        split: evaluation.split,
        rows: evaluation.rows,
        evaluated_at: evaluation.evaluatedAt,
        metrics: toJson(evaluation.metrics),
        intervals: toJson(evaluation.intervals),
        confusion: toJsonOrNull(evaluation.confusion),
        ranking: toJsonOrNull(evaluation.ranking ?? null),
      });
      return ok(null);
    });
  }

  /** Forgets them all, as a run that trains on is no longer what they measured. */
  function clear(runId: RunId): Result<null> {
    return transaction(() => {
      deleteOfRun.run(runId);
      return ok(null);
    });
  }

  return { list, write, clear };
}

function evaluationOf(row: EvaluationRow): Evaluation {
  const ranking = fromJsonOrNull<Ranking>(row.ranking);
  return {
    split: row.split,
    rows: row.rows,
    metrics: fromJson<Evaluation['metrics']>(row.metrics),
    intervals: fromJson<Evaluation['intervals']>(row.intervals),
    confusion: fromJsonOrNull<ConfusionMatrix>(row.confusion),
    ...(ranking !== null && { ranking }),
    evaluatedAt: row.evaluated_at,
  };
}
