import type { Measurement } from '../../app/cost/measurement/measurement.ts';
import type { AppError } from '../../app/errors.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import type { MeasurementId } from '../../app/ids.ts';
import type { Connection } from './connection.ts';
import type { Trashed } from './datasets-table.ts';
import { fromJson, fromJsonOrNull, toJson, toJsonOrNull } from './json-text.ts';

interface MeasurementRow {
  readonly id: string;
  readonly name: string;
  readonly started_at: string;
  readonly ended_at: string;
  readonly cut_short_by: string | null;
  readonly server: string;
  readonly load: string;
  readonly machine: string;
  readonly levels: string;
}

const COLUMNS = 'id, name, started_at, ended_at, cut_short_by, server, load, machine, levels';

export type MeasurementsTable = ReturnType<typeof measurementsTable>;

/** Measured servers. Those in the trash are found by `undelete`, `purge` and `trash` only. */
export function measurementsTable({ database, transaction }: Connection) {
  const insertRow = database.prepare<[MeasurementRow]>(
    `INSERT INTO measurements (${COLUMNS}) VALUES (
       @id, @name, @started_at, @ended_at, @cut_short_by, @server, @load, @machine, @levels)`,
  );
  const selectById = database.prepare<[string], MeasurementRow>(
    `SELECT ${COLUMNS} FROM measurements WHERE id = ? AND deleted_at IS NULL`,
  );
  const selectByName = database.prepare<[string], MeasurementRow>(
    `SELECT ${COLUMNS} FROM measurements WHERE name = ? AND deleted_at IS NULL`,
  );
  const selectAll = database.prepare<[], MeasurementRow>(
    `SELECT ${COLUMNS} FROM measurements
     WHERE deleted_at IS NULL ORDER BY started_at DESC, id DESC`,
  );
  const selectTrash = database.prepare<[], Trashed<MeasurementId>>(
    `SELECT id, name, deleted_at AS deletedAt FROM measurements
     WHERE deleted_at IS NOT NULL ORDER BY deleted_at`,
  );
  const renameRow = database.prepare<[string, string]>(
    'UPDATE measurements SET name = ? WHERE id = ? AND deleted_at IS NULL',
  );
  const markRow = database.prepare<[string, string]>(
    'UPDATE measurements SET deleted_at = ? WHERE id = ? AND deleted_at IS NULL',
  );
  const unmarkRow = database.prepare<[string]>(
    'UPDATE measurements SET deleted_at = NULL WHERE id = ? AND deleted_at IS NOT NULL',
  );
  const deleteRow = database.prepare<[string]>(
    'DELETE FROM measurements WHERE id = ? AND deleted_at IS NOT NULL',
  );

  function get(id: MeasurementId): Result<Measurement> {
    const row = selectById.get(id);
    return row === undefined ? notFound(id) : ok(measurementOf(row));
  }

  /** By id, or by a name that only one has. Fails with `measurement/not-found` or `…/name-ambiguous`. */
  function find(text: string): Result<Measurement> {
    const byId = selectById.get(text);
    if (byId !== undefined) return ok(measurementOf(byId));
    const [only, ...others] = selectByName.all(text);
    if (only === undefined) return notFound(text);
    return others.length === 0
      ? ok(measurementOf(only))
      : fail({
          code: 'measurement/name-ambiguous',
          measurement: text,
          matches: others.length + 1,
        });
  }

  function insert(measurement: Measurement): Result<Measurement> {
    return transaction(() => {
      insertRow.run(rowOf(measurement));
      return ok(measurement);
    });
  }

  /** The newest first. */
  function list(): readonly Measurement[] {
    return selectAll.all().map(measurementOf);
  }

  function rename(id: MeasurementId, name: string): Result<Measurement> {
    return transaction(() => {
      const renamed = changedOne(id, renameRow.run(name, id).changes);
      return renamed.ok ? get(id) : renamed;
    });
  }

  /** To the trash. */
  function markDeleted(id: MeasurementId, deletedAt: string): Result<null> {
    return transaction(() => changedOne(id, markRow.run(deletedAt, id).changes));
  }

  function undelete(id: MeasurementId): Result<Measurement> {
    return transaction(() => {
      const back = changedOne(id, unmarkRow.run(id).changes);
      return back.ok ? get(id) : back;
    });
  }

  function trash(): readonly Trashed<MeasurementId>[] {
    return selectTrash.all();
  }

  /** Out of the trash for good. */
  function purge(id: MeasurementId): Result<null> {
    return transaction(() => changedOne(id, deleteRow.run(id).changes));
  }

  return { get, find, insert, list, rename, markDeleted, undelete, trash, purge };
}

function changedOne(id: MeasurementId, changes: number): Result<null> {
  return changes === 1 ? ok(null) : notFound(id);
}

function notFound(measurement: string): Result<never> {
  return fail({ code: 'measurement/not-found', measurement });
}

function rowOf(measurement: Measurement): MeasurementRow {
  return {
    id: measurement.id,
    name: measurement.name,
    started_at: measurement.startedAt,
    ended_at: measurement.endedAt,
    cut_short_by: toJsonOrNull(measurement.cutShortBy),
    server: toJson(measurement.server),
    load: toJson(measurement.load),
    machine: toJson(measurement.machine),
    levels: toJson(measurement.levels),
  };
}

function measurementOf(row: MeasurementRow): Measurement {
  return {
    id: row.id as MeasurementId,
    name: row.name,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    cutShortBy: fromJsonOrNull<AppError>(row.cut_short_by),
    server: fromJson<Measurement['server']>(row.server),
    load: fromJson<Measurement['load']>(row.load),
    machine: fromJson<Measurement['machine']>(row.machine),
    levels: fromJson<Measurement['levels']>(row.levels),
  };
}
