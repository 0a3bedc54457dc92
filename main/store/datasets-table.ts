import type { Column, Dataset } from '../../app/dataset/dataset.ts';
import {
  IMPORTER_VERSION,
  importFault,
  measuredColumns,
} from '../../app/dataset/importer-version.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import type { DatasetId } from '../../app/ids.ts';
import type { Connection } from './connection.ts';
import { fromJson, toJson } from './json-text.ts';

/** Something in the trash, until it comes back or is purged. */
export interface Trashed<Id> {
  readonly id: Id;
  readonly name: string;
  readonly deletedAt: string;
}

interface DatasetRow {
  readonly id: string;
  readonly name: string;
  readonly task: Dataset['task'];
  readonly format: Dataset['format'];
  readonly source: string;
  readonly created_at: string;
  readonly size_bytes: number;
  readonly train_rows: number;
  readonly val_rows: number;
  readonly test_rows: number;
  readonly train_fraction: number;
  readonly val_fraction: number;
  readonly test_fraction: number;
  readonly split_seed: number;
  readonly target: string | null;
  readonly fingerprint: string;
  readonly input: string;
  readonly columns: string;
  readonly classes: string;
  readonly class_counts: string;
  readonly sample_target: string | null;
  readonly boxes: string | null;
  readonly importer_version: number;
  readonly fold_of: string | null;
  readonly fold: number | null;
  readonly folds: number | null;
}

const COLUMNS = `id, name, task, format, source, created_at, size_bytes,
  train_rows, val_rows, test_rows, train_fraction, val_fraction, test_fraction,
  split_seed, target, fingerprint, input, columns, classes, class_counts, sample_target, boxes,
  importer_version, fold_of, fold, folds`;

export type DatasetsTable = ReturnType<typeof datasetsTable>;

/** Facts of the imported datasets. Those in the trash are found by `undelete`, `purge` and `trash` only. */
export function datasetsTable({ database, transaction }: Connection) {
  const insertRow = database.prepare<[DatasetRow]>(
    `INSERT INTO datasets (${COLUMNS}) VALUES (
       @id, @name, @task, @format, @source, @created_at, @size_bytes,
       @train_rows, @val_rows, @test_rows, @train_fraction, @val_fraction, @test_fraction,
       @split_seed, @target, @fingerprint, @input, @columns, @classes, @class_counts, @sample_target, @boxes,
       @importer_version, @fold_of, @fold, @folds)`,
  );
  const selectById = database.prepare<[string], DatasetRow>(
    `SELECT ${COLUMNS} FROM datasets WHERE id = ? AND deleted_at IS NULL`,
  );
  const selectByName = database.prepare<[string], DatasetRow>(
    `SELECT ${COLUMNS} FROM datasets WHERE name = ? AND deleted_at IS NULL AND fold_of IS NULL`,
  );
  const selectAll = database.prepare<[], DatasetRow>(
    `SELECT ${COLUMNS} FROM datasets WHERE deleted_at IS NULL AND fold_of IS NULL ORDER BY name`,
  );
  const selectFolds = database.prepare<[string], DatasetRow>(
    `SELECT ${COLUMNS} FROM datasets WHERE fold_of = ? ORDER BY folds, fold`,
  );
  const selectTrash = database.prepare<[], Trashed<DatasetId>>(
    `SELECT id, name, deleted_at AS deletedAt FROM datasets
     WHERE deleted_at IS NOT NULL AND fold_of IS NULL ORDER BY deleted_at`,
  );
  const selectTrashed = database.prepare<[string], Trashed<DatasetId>>(
    `SELECT id, name, deleted_at AS deletedAt FROM datasets
     WHERE id = ? AND deleted_at IS NOT NULL AND fold_of IS NULL`,
  );
  const updateName = database.prepare<[string, string]>(
    'UPDATE datasets SET name = ? WHERE id = ?',
  );
  const updateFoldNames = database.prepare<[string, string]>(
    `UPDATE datasets SET name = ? || ' · ' || (fold + 1) || '/' || folds WHERE fold_of = ?`,
  );
  const updateDeleted = database.prepare<[string | null, string, string]>(
    'UPDATE datasets SET deleted_at = ? WHERE id = ? OR fold_of = ?',
  );
  const deleteFolds = database.prepare<[string]>('DELETE FROM datasets WHERE fold_of = ?');
  const deleteRow = database.prepare<[string]>('DELETE FROM datasets WHERE id = ?');
  const familyOf = 'dataset_id IN (SELECT id FROM datasets WHERE id = @id OR fold_of = @id)';
  const countRuns = database
    .prepare<[{ id: string }], number>(
      `SELECT count(*) FROM runs WHERE ${familyOf} AND deleted_at IS NULL`,
    )
    .pluck();
  const countAllRuns = database
    .prepare<[{ id: string }], number>(`SELECT count(*) FROM runs WHERE ${familyOf}`)
    .pluck();

  function get(id: DatasetId): Dataset | null {
    const row = selectById.get(id);
    return row === undefined ? null : datasetOf(row);
  }

  function byName(name: string): Dataset | null {
    const row = selectByName.get(name);
    return row === undefined ? null : datasetOf(row);
  }

  /** By id or name. */
  function find(idOrName: string): Result<Dataset> {
    const found = get(idOrName as DatasetId) ?? byName(idOrName);
    return found === null ? fail({ code: 'dataset/not-found', name: idOrName }) : ok(found);
  }

  function freeName(name: string): Result<null> {
    return byName(name) === null ? ok(null) : fail({ code: 'dataset/name-taken', name });
  }

  function insert(dataset: Dataset): Result<null> {
    return transaction(() => {
      const free = dataset.fold === undefined ? freeName(dataset.name) : ok(null);
      if (!free.ok) return free;
      insertRow.run(rowOf(dataset));
      return ok(null);
    });
  }

  function list(): readonly Dataset[] {
    return selectAll.all().map(datasetOf);
  }

  /** The same rows with one fold each as their test, also those in the trash. */
  function foldsOf(id: DatasetId): readonly Dataset[] {
    return selectFolds.all(id).map(datasetOf);
  }

  function rename(id: DatasetId, name: string): Result<Dataset> {
    return transaction(() => {
      const found = find(id);
      if (!found.ok || found.value.name === name) return found;
      const free = freeName(name);
      if (!free.ok) return free;
      updateName.run(name, id);
      updateFoldNames.run(name, id);
      return find(id);
    });
  }

  /** With its folds to the trash; refused while runs outside the trash use it. */
  function markDeleted(id: DatasetId, deletedAt: string): Result<null> {
    return transaction(() => {
      const found = find(id);
      if (!found.ok) return found;
      const runs = countRuns.get({ id }) ?? 0;
      if (runs > 0) return fail({ code: 'dataset/in-use', name: found.value.name, runs });
      updateDeleted.run(deletedAt, id, id);
      return ok(null);
    });
  }

  /** With its folds back from the trash, unless another dataset has the name by now. */
  function undelete(id: DatasetId): Result<Dataset> {
    return transaction(() => {
      const trashed = selectTrashed.get(id);
      if (trashed === undefined) return fail({ code: 'dataset/not-found', name: id });
      const free = freeName(trashed.name);
      if (!free.ok) return free;
      updateDeleted.run(null, id, id);
      return find(id);
    });
  }

  function trash(): readonly Trashed<DatasetId>[] {
    return selectTrash.all();
  }

  /** Out of the trash for good; refused while any run, also in the trash, was made with it. */
  function purge(id: DatasetId): Result<null> {
    return transaction(() => {
      const trashed = selectTrashed.get(id);
      if (trashed === undefined) return fail({ code: 'dataset/not-found', name: id });
      const runs = countAllRuns.get({ id }) ?? 0;
      if (runs > 0) return fail({ code: 'dataset/in-use', name: trashed.name, runs });
      deleteFolds.run(id);
      deleteRow.run(id);
      return ok(null);
    });
  }

  return { insert, get, byName, find, list, foldsOf, rename, markDeleted, undelete, trash, purge };
}

function rowOf(dataset: Dataset): DatasetRow {
  return {
    id: dataset.id,
    name: dataset.name,
    task: dataset.task,
    format: dataset.format,
    source: dataset.source,
    created_at: dataset.createdAt,
    size_bytes: dataset.sizeBytes,
    train_rows: dataset.rows.train,
    val_rows: dataset.rows.val,
    test_rows: dataset.rows.test,
    train_fraction: dataset.splitFractions.train,
    val_fraction: dataset.splitFractions.val,
    test_fraction: dataset.splitFractions.test,
    split_seed: dataset.splitSeed,
    target: dataset.target,
    fingerprint: dataset.fingerprint,
    input: toJson(dataset.input),
    columns: toJson(dataset.columns),
    classes: toJson(dataset.classes),
    class_counts: toJson(dataset.classCounts),
    boxes: dataset.boxes === undefined ? null : toJson(dataset.boxes),
    importer_version: IMPORTER_VERSION,
    fold_of: dataset.fold?.of ?? null,
    fold: dataset.fold?.index ?? null,
    folds: dataset.fold?.folds ?? null,
    sample_target: dataset.sampleTarget === undefined ? null : toJson(dataset.sampleTarget),
  };
}

function datasetOf(row: DatasetRow): Dataset {
  const recorded = importedOf(row);
  const dataset = { ...recorded, columns: measuredColumns(row.importer_version, recorded) };
  const fault = importFault(row.importer_version, dataset);
  return fault === undefined ? dataset : { ...dataset, importFault: fault };
}

function importedOf(row: DatasetRow): Dataset {
  return {
    id: row.id as DatasetId,
    name: row.name,
    task: row.task,
    format: row.format,
    source: row.source,
    createdAt: row.created_at,
    sizeBytes: row.size_bytes,
    rows: { train: row.train_rows, val: row.val_rows, test: row.test_rows },
    columns: fromJson<readonly Column[]>(row.columns),
    target: row.target,
    classes: fromJson<Dataset['classes']>(row.classes),
    classCounts: fromJson<Dataset['classCounts']>(row.class_counts),
    input: fromJson<Dataset['input']>(row.input),
    ...(row.sample_target !== null && {
      sampleTarget: fromJson<NonNullable<Dataset['sampleTarget']>>(row.sample_target),
    }),
    ...(row.boxes !== null && { boxes: fromJson<NonNullable<Dataset['boxes']>>(row.boxes) }),
    ...(row.fold_of !== null &&
      row.fold !== null &&
      row.folds !== null && {
        fold: { of: row.fold_of as DatasetId, index: row.fold, folds: row.folds },
      }),
    splitSeed: row.split_seed,
    splitFractions: { train: row.train_fraction, val: row.val_fraction, test: row.test_fraction },
    fingerprint: row.fingerprint,
  };
}
