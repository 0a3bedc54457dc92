import type { StoredModel } from '../../app/contract/requests.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import type { ModelId } from '../../app/ids.ts';
import type { Connection } from './connection.ts';
import type { Trashed } from './datasets-table.ts';
import { fromJson, toJson } from './json-text.ts';

interface ModelRow {
  readonly id: string;
  readonly name: string;
  readonly spec: string;
  readonly created_at: string;
  readonly changed_at: string;
}

export type ModelsTable = ReturnType<typeof modelsTable>;

/** Networks that users saved. Those in the trash are found by `undelete`, `purge` and `trash` only. */
export function modelsTable({ database, transaction }: Connection) {
  const upsertRow = database.prepare<[ModelRow]>(
    `INSERT INTO models (id, name, spec, created_at, changed_at)
     VALUES (@id, @name, @spec, @created_at, @changed_at)
     ON CONFLICT (id) DO UPDATE SET name = @name, spec = @spec, changed_at = @changed_at`,
  );
  const selectById = database.prepare<[string], ModelRow>(
    `SELECT id, name, spec, created_at, changed_at FROM models WHERE id = ? AND deleted_at IS NULL`,
  );
  const selectAll = database.prepare<[], ModelRow>(
    `SELECT id, name, spec, created_at, changed_at FROM models
     WHERE deleted_at IS NULL ORDER BY name, id`,
  );
  const selectTrash = database.prepare<[], Trashed<ModelId>>(
    `SELECT id, name, deleted_at AS deletedAt FROM models
     WHERE deleted_at IS NOT NULL ORDER BY deleted_at`,
  );
  const markRow = database.prepare<[string, string]>(
    'UPDATE models SET deleted_at = ? WHERE id = ? AND deleted_at IS NULL',
  );
  const unmarkRow = database.prepare<[string]>(
    'UPDATE models SET deleted_at = NULL WHERE id = ? AND deleted_at IS NOT NULL',
  );
  const deleteRow = database.prepare<[string]>(
    'DELETE FROM models WHERE id = ? AND deleted_at IS NOT NULL',
  );

  function get(id: ModelId): Result<StoredModel> {
    const row = selectById.get(id);
    return row === undefined ? notFound(id) : ok(modelOf(row));
  }

  /** Inserts a model, or gives the one with this id its new name and layers. */
  function save(model: StoredModel): Result<StoredModel> {
    return transaction(() => {
      upsertRow.run(rowOf(model));
      return get(model.id);
    });
  }

  function list(): readonly StoredModel[] {
    return selectAll.all().map(modelOf);
  }

  function rename(id: ModelId, name: string, changedAt: string): Result<StoredModel> {
    return transaction(() => {
      const found = get(id);
      return found.ok ? save({ ...found.value, name, changedAt }) : found;
    });
  }

  /** To the trash. */
  function markDeleted(id: ModelId, deletedAt: string): Result<null> {
    return transaction(() => changedOne(id, markRow.run(deletedAt, id).changes));
  }

  function undelete(id: ModelId): Result<StoredModel> {
    return transaction(() => {
      const back = changedOne(id, unmarkRow.run(id).changes);
      return back.ok ? get(id) : back;
    });
  }

  function trash(): readonly Trashed<ModelId>[] {
    return selectTrash.all();
  }

  /** Out of the trash for good. */
  function purge(id: ModelId): Result<null> {
    return transaction(() => changedOne(id, deleteRow.run(id).changes));
  }

  return { save, get, list, rename, markDeleted, undelete, trash, purge };
}

function changedOne(id: ModelId, changes: number): Result<null> {
  return changes === 1 ? ok(null) : notFound(id);
}

function notFound(id: ModelId): Result<never> {
  return fail({ code: 'model/not-found', model: id });
}

function rowOf(model: StoredModel): ModelRow {
  return {
    id: model.id,
    name: model.name,
    spec: toJson(model.spec),
    created_at: model.createdAt,
    changed_at: model.changedAt,
  };
}

function modelOf(row: ModelRow): StoredModel {
  return {
    id: row.id as ModelId,
    name: row.name,
    spec: fromJson<StoredModel['spec']>(row.spec),
    createdAt: row.created_at,
    changedAt: row.changed_at,
  };
}
