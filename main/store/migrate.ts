import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AppError, fail, ok, type Result } from '../../app/errors.ts';
import type { Connection } from './connection.ts';

/** One numbered file of `migrations/`. */
export interface Migration {
  /** From 1, without gaps. */
  readonly version: number;
  /** File name without `.sql`. */
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the text, hex. */
  readonly checksum: string;
}

/** All migrations of a folder, in order. Throws if a file is misnamed or a number is missing. */
export function readMigrations(folder: string): readonly Migration[] {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort();
  return files.map((file, index) => {
    const version = index + 1;
    if (!/^\d{4}_[a-z0-9_]+\.sql$/.test(file) || Number(file.slice(0, 4)) !== version) {
      throw new Error(`Migration ${file} stands where number ${version} was expected`);
    }
    // Git may check text out with other line ends; the migration is the same.
    const sql = readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n');
    const checksum = createHash('sha256').update(sql).digest('hex');
    return { version, name: file.slice(0, -'.sql'.length), sql, checksum };
  });
}

/** Number of the last migration applied; 0 for a new file. */
export function schemaVersion({ database }: Connection): number {
  return Number(database.pragma('user_version', { simple: true }));
}

/** Why the file's schema does not fit these migrations; null if what was applied is what stands here. */
export function schemaConflict(
  connection: Connection,
  migrations: readonly Migration[],
): AppError | null {
  const found = schemaVersion(connection);
  if (found === 0) return null;
  if (found > migrations.length) {
    return { code: 'store/schema-newer-than-app', found, supported: migrations.length };
  }
  const applied = connection.database
    .prepare<[], { version: number; checksum: string }>(
      'SELECT version, checksum FROM schema_migrations ORDER BY version',
    )
    .all();
  const checksums = new Map(applied.map((row) => [row.version, row.checksum]));
  const changed = migrations
    .slice(0, found)
    .find((migration) => checksums.get(migration.version) !== migration.checksum);
  return changed === undefined
    ? null
    : { code: 'store/migration-changed', migration: changed.name };
}

/** Applies what the file has not seen yet, each migration in a transaction of its own. */
export function migrate(connection: Connection, migrations: readonly Migration[]): Result<null> {
  for (const migration of migrations.slice(schemaVersion(connection))) {
    const applied = connection.transaction(() => ok(apply(connection, migration)));
    if (!applied.ok) return fail(applied.error);
  }
  return ok(null);
}

function apply({ database }: Connection, migration: Migration): void {
  database.exec(
    `CREATE TABLE IF NOT EXISTS schema_migrations (
       version    INTEGER NOT NULL PRIMARY KEY,
       name       TEXT    NOT NULL,
       checksum   TEXT    NOT NULL,
       applied_at TEXT    NOT NULL
     ) STRICT`,
  );
  database.exec(migration.sql);
  database
    .prepare(
      'INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (?, ?, ?, ?)',
    )
    .run(migration.version, migration.name, migration.checksum, new Date().toISOString());
  database.pragma(`user_version = ${migration.version}`);
}
