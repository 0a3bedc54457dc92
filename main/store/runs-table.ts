import { setImmediate } from 'node:timers/promises';
import type { RunCost } from '../../app/cost/run-cost.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import type { DatasetId, RunId } from '../../app/ids.ts';
import type { CheckpointInfo, RunDetail, RunStatus, RunSummary } from '../../app/training/run.ts';
import type { CheckpointsTable, StoredCheckpoint } from './checkpoints-table.ts';
import type { Connection } from './connection.ts';
import type { Trashed } from './datasets-table.ts';
import type { EvaluationsTable } from './evaluations-table.ts';
import { fromJsonOrNull, toJson } from './json-text.ts';
import { FROM_RUNS, type RunQuery, runListSql } from './runs-query.ts';
import {
  detailChanges,
  detailOf,
  type NewRun,
  RUN_COLUMNS,
  type RunDetailRow,
  type RunPatch,
  type RunRow,
  runChanges,
  summaryOf,
} from './runs-row.ts';
import type { SeriesTable } from './series-table.ts';

const UNFINISHED: readonly RunStatus[] = ['queued', 'starting', 'running', 'paused'];
/** Sorts after every character that an id can have. */
const AFTER_EVERY_ID = '\u{10FFFF}';

export type RunsTable = ReturnType<typeof runsTable>;

/** Every run and its facts. Those in the trash are found by `undelete`, `purge` and `trash` only. */
export function runsTable(
  { database, transaction }: Connection,
  {
    series,
    checkpoints,
    evaluations,
  }: {
    readonly series: SeriesTable;
    readonly checkpoints: CheckpointsTable;
    readonly evaluations: EvaluationsTable;
  },
) {
  const insertRun = database.prepare<[Record<string, string | number | null>]>(
    `INSERT INTO runs (id, name, status, dataset_id, model_name, template, group_id, seed,
                       created_at, planned_epochs, engine)
     VALUES (@id, @name, 'queued', @datasetId, @modelName, @template, @groupId, @seed,
             @createdAt, @plannedEpochs, @engine)`,
  );
  const insertDetails = database.prepare<[string, string, string, string]>(
    'INSERT INTO run_details (run_id, dataset_fingerprint, plan, model) VALUES (?, ?, ?, ?)',
  );
  const insertTag = database.prepare<[string, string]>(
    'INSERT OR IGNORE INTO run_tags (run_id, tag) VALUES (?, ?)',
  );
  const deleteTag = database.prepare<[string, string]>(
    'DELETE FROM run_tags WHERE run_id = ? AND tag = ?',
  );
  const selectById = database.prepare<[string], RunRow>(
    `SELECT ${RUN_COLUMNS} ${FROM_RUNS} WHERE runs.id = ? AND runs.deleted_at IS NULL`,
  );
  const selectByIds = database.prepare<[string], RunRow>(
    `SELECT ${RUN_COLUMNS} ${FROM_RUNS} WHERE runs.id IN (SELECT value FROM json_each(?))`,
  );
  const selectIdsByName = database
    .prepare<[string], RunId>('SELECT id FROM runs WHERE name = ? AND deleted_at IS NULL')
    .pluck();
  const selectIdsInRange = database
    .prepare<[string, string], RunId>(
      'SELECT id FROM runs WHERE id >= ? AND id < ? AND deleted_at IS NULL',
    )
    .pluck();
  const selectUnfinished = database.prepare<[string], RunRow>(
    `SELECT ${RUN_COLUMNS} ${FROM_RUNS}
     WHERE runs.status IN (SELECT value FROM json_each(?)) AND runs.deleted_at IS NULL
     ORDER BY runs.created_at, runs.id`,
  );
  const selectGroup = database.prepare<[string], RunRow>(
    `SELECT ${RUN_COLUMNS} ${FROM_RUNS}
     WHERE runs.group_id = ? AND runs.deleted_at IS NULL ORDER BY runs.seed, runs.id`,
  );
  const selectFoldGroups = database
    .prepare<[string], string>(
      `SELECT runs.group_id ${FROM_RUNS}
       WHERE datasets.fold_of = ? AND runs.group_id IS NOT NULL AND runs.deleted_at IS NULL
       GROUP BY runs.group_id ORDER BY max(runs.created_at) DESC, runs.group_id DESC`,
    )
    .pluck();
  const selectDetails = database.prepare<[string], RunDetailRow>(
    `SELECT dataset_fingerprint, plan, model, environment, cost,
            parameters, flops_per_sample, steps_per_epoch
     FROM run_details WHERE run_id = ?`,
  );
  const selectTrash = database.prepare<[], Trashed<RunId>>(
    `SELECT id, name, deleted_at AS deletedAt FROM runs
     WHERE deleted_at IS NOT NULL ORDER BY deleted_at`,
  );
  const selectTrashedDataset = database.prepare<[string], { name: string; inTrash: 0 | 1 }>(
    `SELECT datasets.name, datasets.deleted_at IS NOT NULL AS inTrash ${FROM_RUNS}
     WHERE runs.id = ? AND runs.deleted_at IS NOT NULL`,
  );
  const updateDeleted = database.prepare<[string | null, string]>(
    'UPDATE runs SET deleted_at = ? WHERE id = ?',
  );
  const deleteRun = database.prepare<[string]>(
    'DELETE FROM runs WHERE id = ? AND deleted_at IS NOT NULL',
  );

  function summary(id: RunId): Result<RunSummary> {
    const row = selectById.get(id);
    return row === undefined ? notFound(id) : ok(summaryOf(row));
  }

  /** All of a run but its series. */
  function get(id: RunId): Result<RunDetail> {
    const run = summary(id);
    const details = selectDetails.get(id);
    if (!run.ok || details === undefined) return notFound(id);
    return ok({
      run: run.value,
      ...detailOf(details),
      evaluations: evaluations.list(id),
      checkpoints: checkpoints.list(id).map(checkpointInfo),
    });
  }

  /** What the run cost when it was last reckoned; null before. */
  function cost(id: RunId): RunCost | null {
    return fromJsonOrNull<RunCost>(selectDetails.get(id)?.cost ?? null);
  }

  /** By id, else by a name that one run has, else by the beginning of one run's id. */
  function find(text: string): Result<RunSummary> {
    const exact = summary(text as RunId);
    if (exact.ok) return exact;
    const named = selectIdsByName.all(text);
    const matches = named.length > 0 ? named : idsStarting(text);
    const [first] = matches;
    if (first === undefined) return notFound(text);
    return matches.length === 1
      ? summary(first)
      : fail({ code: 'run/name-ambiguous', run: text, matches: matches.length });
  }

  function idsStarting(prefix: string): readonly RunId[] {
    return prefix === '' ? [] : selectIdsInRange.all(prefix, prefix + AFTER_EVERY_ID);
  }

  /** One page of the list, and how many runs the filters let through. */
  function list(
    query: RunQuery,
  ): Result<{ readonly total: number; readonly runs: readonly RunSummary[] }> {
    const sql = runListSql(query);
    if (!sql.ok) return sql;
    const { count, page } = sql.value;
    const total = database
      .prepare<unknown[], number>(count.sql)
      .pluck()
      .get(...count.values);
    // Ids first: a sort without an index must not carry every column of every run.
    const ids = database
      .prepare<unknown[], string>(page.sql)
      .pluck()
      .all(...page.values);
    const rows = new Map(selectByIds.all(toJson(ids)).map((row) => [row.id, row]));
    const runs = ids.flatMap((id) => {
      const row = rows.get(id);
      return row === undefined ? [] : [summaryOf(row)];
    });
    return ok({ total: total ?? 0, runs });
  }

  /** Runs that no one has ended: at the start of a host, those that a dead one left behind. */
  function unfinished(): readonly RunSummary[] {
    return selectUnfinished.all(toJson(UNFINISHED)).map(summaryOf);
  }

  /** Runs of one plan, by seed. */
  function group(groupId: string): readonly RunSummary[] {
    return selectGroup.all(groupId).map(summaryOf);
  }

  /** Groups of runs over the folds of a dataset, the newest first. */
  function foldGroups(dataset: DatasetId): readonly string[] {
    return selectFoldGroups.all(dataset);
  }

  /** Stores a run as queued. Its dataset must stand outside the trash. */
  function insert(run: NewRun): Result<RunSummary> {
    return transaction(() => {
      insertRun.run({
        id: run.id,
        name: run.name,
        datasetId: run.datasetId,
        modelName: run.model.name,
        template: run.template,
        groupId: run.groupId,
        seed: run.plan.seed,
        createdAt: run.createdAt,
        plannedEpochs: run.plan.epochs,
        engine: run.plan.engine,
      });
      insertDetails.run(run.id, run.datasetFingerprint, toJson(run.plan), toJson(run.model));
      for (const tag of run.tags) insertTag.run(run.id, tag);
      return summary(run.id);
    });
  }

  function update(id: RunId, patch: RunPatch): Result<RunSummary> {
    return transaction(() => {
      setColumns('runs', 'id', id, runChanges(patch));
      setColumns('run_details', 'run_id', id, detailChanges(patch));
      return summary(id);
    });
  }

  function setColumns(table: string, key: string, id: RunId, changes: object): void {
    const columns = Object.keys(changes);
    if (columns.length === 0) return;
    const assignments = columns.map((column) => `${column} = @${column}`).join(', ');
    const sql = `UPDATE ${table} SET ${assignments} WHERE ${key} = @runId`;
    database.prepare(sql).run({ ...changes, runId: id });
  }

  function changeTags(
    id: RunId,
    change: { readonly add: readonly string[]; readonly remove: readonly string[] },
  ): Result<RunSummary> {
    return transaction(() => {
      const found = summary(id);
      if (!found.ok) return found;
      for (const tag of change.remove) deleteTag.run(id, tag);
      for (const tag of change.add) insertTag.run(id, tag);
      return summary(id);
    });
  }

  /** To the trash; refused while the run is not ended. */
  function markDeleted(id: RunId, deletedAt: string): Result<null> {
    return transaction(() => {
      const found = summary(id);
      if (!found.ok) return found;
      const { name, status } = found.value;
      if (UNFINISHED.includes(status)) return fail({ code: 'run/active', run: name, status });
      updateDeleted.run(deletedAt, id);
      return ok(null);
    });
  }

  /** Back from the trash, unless its dataset lies there too. */
  function undelete(id: RunId): Result<RunSummary> {
    return transaction(() => {
      const dataset = selectTrashedDataset.get(id);
      if (dataset === undefined) return notFound(id);
      if (dataset.inTrash === 1) return fail({ code: 'dataset/not-found', name: dataset.name });
      updateDeleted.run(null, id);
      return summary(id);
    });
  }

  function trash(): readonly Trashed<RunId>[] {
    return selectTrash.all();
  }

  /**
   * Out of the trash for good, with series, checkpoints and evaluations.
   * A long series goes bit by bit, so that the host stays responsive.
   */
  async function purge(id: RunId): Promise<Result<null>> {
    if (selectTrashedDataset.get(id) === undefined) return notFound(id);
    let left = true;
    while (left) {
      const dropped = series.dropSome(id);
      if (!dropped.ok) return dropped;
      left = dropped.value;
      await setImmediate();
    }
    return transaction(() => (deleteRun.run(id).changes === 1 ? ok(null) : notFound(id)));
  }

  return {
    insert,
    update,
    changeTags,
    summary,
    get,
    cost,
    find,
    list,
    unfinished,
    group,
    foldGroups,
    markDeleted,
    undelete,
    trash,
    purge,
  };
}

function notFound(run: string): Result<never> {
  return fail({ code: 'run/not-found', run });
}

function checkpointInfo(checkpoint: StoredCheckpoint): CheckpointInfo {
  const { epoch, step, sizeBytes, kind, createdAt } = checkpoint;
  return { epoch, step, sizeBytes, kind, createdAt };
}
