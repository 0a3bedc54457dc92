import { appendFileSync, cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { connect } from './connection.ts';
import { migrate, readMigrations, schemaConflict, schemaVersion } from './migrate.ts';
import { MIGRATIONS, temporaryFolder } from './testing/temporary-store.ts';

const migrations = readMigrations(MIGRATIONS);

function temporaryConnection() {
  const connection = connect(join(temporaryFolder(), 'hearth.db'));
  onTestFinished(() => {
    connection.database.close();
  });
  return connection;
}

function temporaryMigrations(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [name, sql] of Object.entries(files)) writeFileSync(join(folder, name), sql);
  return folder;
}

test.each(migrations)('migration $name applies alone, to the schema before it', (migration) => {
  const connection = temporaryConnection();
  const before = migrations.slice(0, migration.version - 1);
  expect(migrate(connection, before).ok).toBe(true);
  expect(schemaVersion(connection)).toBe(migration.version - 1);

  expect(migrate(connection, migrations.slice(0, migration.version)).ok).toBe(true);

  expect(schemaVersion(connection)).toBe(migration.version);
  const applied = connection.database
    .prepare('SELECT name, checksum FROM schema_migrations WHERE version = ?')
    .get(migration.version);
  expect(applied).toEqual({ name: migration.name, checksum: migration.checksum });
  expect(connection.database.pragma('foreign_key_check')).toEqual([]);
  expect(connection.database.pragma('quick_check', { simple: true })).toBe('ok');
});

test('every table is strict', () => {
  const connection = temporaryConnection();
  migrate(connection, migrations);
  const loose = connection.database
    .prepare(
      `SELECT name FROM pragma_table_list
       WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'`,
    )
    .all();
  expect(loose).toEqual([]);
});

test('applying again changes nothing', () => {
  const connection = temporaryConnection();
  migrate(connection, migrations);
  const changes = () => connection.database.prepare('SELECT total_changes() AS n').get();
  const before = changes();
  expect(migrate(connection, migrations).ok).toBe(true);
  expect(changes()).toEqual(before);
});

test('a migration that fails leaves the schema of the one before', () => {
  const connection = temporaryConnection();
  const folder = temporaryMigrations({
    '0001_first.sql': 'CREATE TABLE first (id TEXT) STRICT;',
    '0002_second.sql': 'CREATE TABLE second (id TEXT) STRICT; INSERT INTO nowhere VALUES (1);',
  });
  expect(() => migrate(connection, readMigrations(folder))).toThrow('nowhere');
  expect(schemaVersion(connection)).toBe(1);
  const tables = connection.database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    .pluck()
    .all();
  expect(tables).toEqual(['first', 'schema_migrations']);
});

test('a migration that was changed after it was applied is named', () => {
  const connection = temporaryConnection();
  migrate(connection, migrations);
  const folder = temporaryFolder();
  cpSync(MIGRATIONS, folder, { recursive: true });
  appendFileSync(join(folder, '0002_create_models.sql'), '-- changed\n');
  expect(schemaConflict(connection, readMigrations(folder))).toEqual({
    code: 'store/migration-changed',
    migration: '0002_create_models',
  });
});

test('a schema newer than the migrations is refused with both numbers', () => {
  const connection = temporaryConnection();
  migrate(connection, migrations);
  expect(schemaConflict(connection, migrations.slice(0, 2))).toEqual({
    code: 'store/schema-newer-than-app',
    found: migrations.length,
    supported: 2,
  });
});

test('line ends of a checkout do not change a checksum', () => {
  const sql = 'CREATE TABLE first (id TEXT) STRICT;\n';
  const [unix] = readMigrations(temporaryMigrations({ '0001_first.sql': sql }));
  const [windows] = readMigrations(
    temporaryMigrations({ '0001_first.sql': sql.replaceAll('\n', '\r\n') }),
  );
  expect(windows?.checksum).toBe(unix?.checksum);
});

test.each([
  ['a missing number', '0002_second.sql'],
  ['a misnamed file', '0001-First.sql'],
])('%s is a bug of the package', (_, name) => {
  expect(() => readMigrations(temporaryMigrations({ [name]: '' }))).toThrow(name);
});
