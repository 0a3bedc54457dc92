import type { Stored } from '../../app/contract/scenarios.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import type { ScenarioId } from '../../app/ids.ts';
import type { Connection } from './connection.ts';
import type { Trashed } from './datasets-table.ts';
import { fromJson, toJson } from './json-text.ts';

interface ScenarioRow {
  readonly id: string;
  readonly version: number;
  readonly body: string;
  readonly created_at: string;
  readonly saved_at: string;
}

const VERSIONS = `SELECT id, version, body, created_at, saved_at
  FROM scenarios JOIN scenario_versions ON scenario_id = id`;
const NEWEST = 'version = (SELECT MAX(version) FROM scenario_versions WHERE scenario_id = id)';

export type ScenariosTable<Body extends { readonly name: string }> = ReturnType<
  typeof scenariosTable<Body>
>;

/** Kept decisions, or questions of the market lab, every version of them. Those in the trash are found by `undelete`, `purge` and `trash` only. */
export function scenariosTable<Body extends { readonly name: string }>(
  { database, transaction }: Connection,
  kind: 'cost' | 'market',
) {
  const ofKind = `kind = '${kind}' AND deleted_at IS`;
  const upsertRow = database.prepare<[{ id: string; name: string; at: string }]>(
    `INSERT INTO scenarios (id, name, created_at, kind) VALUES (@id, @name, @at, '${kind}')
     ON CONFLICT (id) DO UPDATE SET name = @name`,
  );
  const insertVersion = database.prepare<[string, number, string, string]>(
    'INSERT INTO scenario_versions (scenario_id, version, body, saved_at) VALUES (?, ?, ?, ?)',
  );
  const selectById = database.prepare<[string], ScenarioRow>(
    `${VERSIONS} WHERE id = ? AND ${ofKind} NULL AND ${NEWEST}`,
  );
  const selectByName = database.prepare<[string], ScenarioRow>(
    `${VERSIONS} WHERE name = ? AND ${ofKind} NULL AND ${NEWEST}`,
  );
  const selectAll = database.prepare<[], ScenarioRow>(
    `${VERSIONS} WHERE ${ofKind} NULL AND ${NEWEST} ORDER BY saved_at DESC, id DESC`,
  );
  const selectVersions = database.prepare<[string], ScenarioRow>(
    `${VERSIONS} WHERE id = ? AND ${ofKind} NULL ORDER BY version DESC`,
  );
  const selectTrash = database.prepare<[], Trashed<ScenarioId>>(
    `SELECT id, name, deleted_at AS deletedAt FROM scenarios
     WHERE ${ofKind} NOT NULL ORDER BY deleted_at`,
  );
  const markRow = database.prepare<[string, string]>(
    `UPDATE scenarios SET deleted_at = ? WHERE id = ? AND ${ofKind} NULL`,
  );
  const unmarkRow = database.prepare<[string]>(
    `UPDATE scenarios SET deleted_at = NULL WHERE id = ? AND ${ofKind} NOT NULL`,
  );
  const deleteRow = database.prepare<[string]>(
    `DELETE FROM scenarios WHERE id = ? AND ${ofKind} NOT NULL`,
  );

  function scenarioOf(row: ScenarioRow): Stored<Body> {
    return {
      id: row.id as ScenarioId,
      scenario: fromJson<Body>(row.body),
      version: row.version,
      createdAt: row.created_at,
      changedAt: row.saved_at,
    };
  }

  function get(id: ScenarioId): Result<Stored<Body>> {
    const row = selectById.get(id);
    return row === undefined ? notFound(id) : ok(scenarioOf(row));
  }

  /** By id, or by a name that only one has. Fails with `scenario/not-found` or `…/name-ambiguous`. */
  function find(text: string): Result<Stored<Body>> {
    const byId = selectById.get(text);
    if (byId !== undefined) return ok(scenarioOf(byId));
    const [only, ...others] = selectByName.all(text);
    if (only === undefined) return notFound(text);
    return others.length === 0
      ? ok(scenarioOf(only))
      : fail({ code: 'scenario/name-ambiguous', scenario: text, matches: others.length + 1 });
  }

  /** Keeps a scenario under an id: a new version, unless nothing changed. */
  function save(id: ScenarioId, scenario: Body, at: string): Result<Stored<Body>> {
    return transaction(() => {
      const newest = selectById.get(id);
      const body = toJson(scenario);
      if (newest?.body === body) return ok(scenarioOf(newest));
      upsertRow.run({ id, name: scenario.name, at });
      insertVersion.run(id, (newest?.version ?? 0) + 1, body, at);
      return get(id);
    });
  }

  /** The last changed first. */
  function list(): readonly Stored<Body>[] {
    return selectAll.all().map(scenarioOf);
  }

  /** Every version of a scenario, the newest first. */
  function versions(id: ScenarioId): readonly Stored<Body>[] {
    return selectVersions.all(id).map(scenarioOf);
  }

  /** To the trash. */
  function markDeleted(id: ScenarioId, deletedAt: string): Result<null> {
    return transaction(() => changedOne(id, markRow.run(deletedAt, id).changes));
  }

  function undelete(id: ScenarioId): Result<Stored<Body>> {
    return transaction(() => {
      const back = changedOne(id, unmarkRow.run(id).changes);
      return back.ok ? get(id) : back;
    });
  }

  function trash(): readonly Trashed<ScenarioId>[] {
    return selectTrash.all();
  }

  /** Out of the trash for good, with all versions. */
  function purge(id: ScenarioId): Result<null> {
    return transaction(() => changedOne(id, deleteRow.run(id).changes));
  }

  return { get, find, save, list, versions, markDeleted, undelete, trash, purge };
}

function changedOne(id: ScenarioId, changes: number): Result<null> {
  return changes === 1 ? ok(null) : notFound(id);
}

function notFound(scenario: string): Result<never> {
  return fail({ code: 'scenario/not-found', scenario });
}
