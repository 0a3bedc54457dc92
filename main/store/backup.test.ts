import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { aDataset, aPoint } from '../../app/testing/builders.ts';
import { backupFile, isWholeAtStart, restoreStore } from './backup.ts';
import { connect } from './connection.ts';
import { migrate, readMigrations } from './migrate.ts';
import { openStore, type Store } from './open.ts';
import {
  MIGRATIONS,
  storeWithRun,
  temporaryFolder,
  temporaryStore,
  unwrap,
} from './testing/temporary-store.ts';

const DAY_MS = 24 * 3600 * 1000;
const NOW_MS = Date.UTC(2026, 7, 1, 9);

function open(file: string): Store {
  const store = unwrap(openStore(file, { migrationsFolder: MIGRATIONS }));
  onTestFinished(() => store.close());
  return store;
}

function names(store: Store): readonly string[] {
  return store.datasets.list().map((dataset) => dataset.name);
}

/** A closed store holding iris, with a backup taken before digits was added. */
async function closedStoreWithBackup(): Promise<string> {
  const store = temporaryStore();
  unwrap(store.datasets.insert(aDataset()));
  unwrap(await store.backupDaily(NOW_MS));
  unwrap(store.datasets.insert(aDataset({ id: 'dataset-2' as never, name: 'digits' })));
  store.close();
  return store.file;
}

function overwrite(file: string, position: number, bytes: Uint8Array): void {
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, bytes, 0, bytes.length, position);
  closeSync(descriptor);
}

test('a backup is a store of its own, in one file', async () => {
  const store = temporaryStore();
  unwrap(store.datasets.insert(aDataset()));
  const folder = temporaryFolder();
  const file = join(folder, 'copy.db');
  writeFileSync(file, 'an older backup');
  unwrap(await store.backup(file));
  expect(readdirSync(folder)).toEqual(['copy.db']);
  expect(names(open(file))).toEqual(['iris']);
});

test('a backup into a folder that is not there says so', async () => {
  const folder = join(temporaryFolder(), 'nowhere');
  const result = await temporaryStore().backup(join(folder, 'copy.db'));
  expect(result).toEqual({ ok: false, error: { code: 'file/not-found', path: folder } });
});

test('closing the store gives up a backup that is under way', async () => {
  const { store, runId } = storeWithRun();
  const points = Array.from({ length: 20_000 }, (_, step) => aPoint({ step }));
  unwrap(store.series.append(runId, points));
  const folder = temporaryFolder();
  const backup = store.backup(join(folder, 'copy.db'));
  store.close();
  expect(await backup).toEqual({ ok: false, error: { code: 'cancelled' } });
  expect(readdirSync(folder)).toEqual([]);
});

test('there is one daily backup, and the newest three stay', async () => {
  const store = temporaryStore();
  const folder = join(dirname(store.file), 'backups');
  const written: string[] = [];
  for (const day of [0, 0.5, 1, 2, 3]) {
    const file = unwrap(await store.backupDaily(NOW_MS + day * DAY_MS));
    if (file !== null) written.push(basename(file));
  }
  expect(written).toHaveLength(4);
  expect(readdirSync(folder).sort()).toEqual(written.slice(1));
});

test('the store is backed up before its schema changes', () => {
  const file = join(temporaryFolder(), 'hearth.db');
  const connection = connect(file);
  unwrap(migrate(connection, readMigrations(MIGRATIONS).slice(0, 2)));
  connection.database.close();
  open(file);
  const [backup] = readdirSync(join(dirname(file), 'backups'));
  expect(backup).toMatch(/-before-3\.db$/);
  const copy = new Database(join(dirname(file), 'backups', String(backup)), { readonly: true });
  expect(copy.pragma('user_version', { simple: true })).toBe(2);
  copy.close();
});

test.each([
  ['its header is overwritten', (file: string) => overwrite(file, 0, Buffer.alloc(100, 7))],
  [
    'pages in its middle are overwritten',
    (file: string) => overwrite(file, 8192, Buffer.alloc(statSync(file).size - 16_384, 0xa5)),
  ],
  ['its end is cut off', (file: string) => truncateSync(file, statSync(file).size - 8192)],
  ['it is emptied', (file: string) => truncateSync(file, 0)],
])('a backup takes the place of a store when %s', async (_, damage) => {
  const file = await closedStoreWithBackup();
  damage(file);
  const damaged = readFileSync(file);
  const store = open(file);
  expect(names(store)).toEqual(['iris']);
  expect(store.restoration?.backup).toContain('-daily.db');
  expect(readFileSync(store.restoration?.replacedFile ?? '')).toEqual(damaged);
  unwrap(store.datasets.insert(aDataset({ id: 'dataset-3' as never, name: 'wine' })));
});

test('a damaged backup is passed over for an older one', async () => {
  const file = await closedStoreWithBackup();
  const newer = join(dirname(file), 'backups', 'hearth-2027-01-01T00-00-00.000Z-daily.db');
  writeFileSync(newer, 'not a database');
  overwrite(file, 0, Buffer.alloc(100, 7));
  const store = open(file);
  expect(store.restoration?.backup).not.toBe(newer);
  expect(names(store)).toEqual(['iris']);
});

test('without a backup a damaged store is an error, and the file stays', () => {
  const file = join(temporaryFolder(), 'hearth.db');
  writeFileSync(file, 'x'.repeat(5000));
  const result = openStore(file, { migrationsFolder: MIGRATIONS });
  expect(result).toEqual({ ok: false, error: { code: 'store/damaged', path: file } });
  expect(readFileSync(file, 'utf8')).toBe('x'.repeat(5000));
});

test('only a store can be restored from', async () => {
  const file = await closedStoreWithBackup();
  const other = join(temporaryFolder(), 'other.db');
  const foreign = new Database(other);
  foreign.exec('CREATE TABLE things (id INTEGER)');
  foreign.close();
  const missing = join(dirname(other), 'missing.db');
  expect(restoreStore(file, other, NOW_MS)).toMatchObject({
    error: { code: 'store/backup-invalid', path: other },
  });
  expect(restoreStore(file, missing, NOW_MS)).toEqual({
    ok: false,
    error: { code: 'file/not-found', path: missing },
  });
  expect(names(open(file))).toEqual(['digits', 'iris']);
});

test('a store that cannot be opened is named, not thrown', async () => {
  const file = join(temporaryFolder(), 'hearth.db');
  writeFileSync(file, 'x'.repeat(5000));
  expect(await backupFile(file, join(dirname(file), 'copy.db'))).toEqual({
    ok: false,
    error: { code: 'store/damaged', path: file },
  });
  expect(readdirSync(dirname(file))).toEqual(['hearth.db']);
});

test('a backup makes the store of a home that has none', async () => {
  const file = await closedStoreWithBackup();
  const [name] = readdirSync(join(dirname(file), 'backups'));
  const backup = join(dirname(file), 'backups', String(name));
  const elsewhere = join(temporaryFolder(), 'hearth.db');
  expect(restoreStore(elsewhere, backup, NOW_MS)).toEqual({
    ok: true,
    value: { backup, replacedFile: null },
  });
  expect(names(open(elsewhere))).toEqual(['iris']);
});

test('a log left by a killed host does not leak into the restored store', async () => {
  const file = await closedStoreWithBackup();
  const [name] = readdirSync(join(dirname(file), 'backups'));
  writeFileSync(`${file}-wal`, readFileSync(file));
  const backup = join(dirname(file), 'backups', String(name));
  const { replacedFile } = unwrap(restoreStore(file, backup, NOW_MS));
  expect(existsSync(`${file}-wal`)).toBe(false);
  expect(existsSync(`${replacedFile}-wal`)).toBe(true);
  expect(names(open(file))).toEqual(['iris']);
});

test('a large store is checked at start but for its points', () => {
  const { store, runId } = storeWithRun();
  const points = Array.from({ length: 5000 }, (_, step) => aPoint({ step }));
  unwrap(store.series.append(runId, points));
  store.close();
  const database = new Database(store.file);
  const pagesOf = (table: string) =>
    database
      .prepare<[string], number>('SELECT max(pageno) FROM dbstat WHERE name = ?')
      .pluck()
      .get(table) ?? 0;
  const pages = { points: pagesOf('metric_points'), runs: pagesOf('runs') };
  database.close();

  const wholeAfterDamage = (page: number, sizeBytes: number) => {
    overwrite(store.file, (page - 1) * 4096, Buffer.alloc(4096, 0xa5));
    const damaged = new Database(store.file);
    onTestFinished(() => {
      damaged.close();
    });
    return isWholeAtStart(damaged, sizeBytes);
  };
  const large = 1024 ** 3;
  expect(wholeAfterDamage(pages.points, large)).toBe(true);
  expect(wholeAfterDamage(pages.points, 4096)).toBe(false);
  expect(wholeAfterDamage(pages.runs, large)).toBe(false);
});
