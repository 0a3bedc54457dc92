import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { aDataset, aPoint } from '../../app/testing/builders.ts';
import { connect } from './connection.ts';
import { openStore } from './open.ts';
import {
  aNewRun,
  MIGRATIONS,
  storeWithRun,
  temporaryFolder,
  temporaryStore,
  unwrap,
} from './testing/temporary-store.ts';

const WRITER = fileURLToPath(new URL('./testing/epoch-writer.ts', import.meta.url));

/** Epochs that the writer said were stored before it was killed. */
async function killedAfter(file: string, runId: string, epochs: number): Promise<number> {
  const writer = spawn(process.execPath, [WRITER, file, runId], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  writer.stdout.on('data', (chunk) => {
    output += String(chunk);
    if (output.split('\n').length > epochs) writer.kill('SIGKILL');
  });
  await new Promise((resolve) => writer.once('close', resolve));
  return output.split('\n').length - 1;
}

test('kill -9 of a writer loses no stored epoch and leaves no half of one', async () => {
  const { store, runId } = storeWithRun();
  store.close();
  const said = await killedAfter(store.file, runId, 20);
  expect(said).toBeGreaterThanOrEqual(20);

  const reopened = unwrap(openStore(store.file, { migrationsFolder: MIGRATIONS }));
  onTestFinished(() => reopened.close());
  expect(reopened.restoration).toBeNull();
  const { run, checkpoints } = unwrap(reopened.runs.get(runId));
  // The last one may have been stored but not said.
  expect(run.epochs - said).toBeOneOf([0, 1]);
  expect([...reopened.series.readAll(runId)]).toHaveLength(run.epochs * 10);
  expect(checkpoints.map((checkpoint) => checkpoint.epoch)).toEqual([run.epochs - 1]);
  expect(reopened.runs.unfinished().map((unfinished) => unfinished.id)).toEqual([runId]);
});

test.skipIf(process.platform === 'win32')(
  'a file that may not grow is a full disk, with the epochs before it intact',
  () => {
    const { store, runId } = storeWithRun();
    store.close();
    const blocks = 800;
    const limited = spawnSync(
      'sh',
      ['-c', `ulimit -f ${blocks} && exec "$@"`, 'sh', process.execPath, WRITER, store.file, runId],
      { encoding: 'utf8' },
    );
    const lines = limited.stdout.trim().split('\n');
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({ code: 'file/disk-full', path: store.file });

    const reopened = unwrap(openStore(store.file, { migrationsFolder: MIGRATIONS }));
    onTestFinished(() => reopened.close());
    expect(unwrap(reopened.runs.summary(runId)).epochs).toBe(lines.length - 1);
    expect([...reopened.series.readAll(runId)]).toHaveLength((lines.length - 1) * 10);
  },
);

test('a write that finds no room fails as a value and leaves nothing behind', () => {
  const connection = connect(join(temporaryFolder(), 'hearth.db'));
  onTestFinished(() => {
    connection.database.close();
  });
  connection.database.exec('CREATE TABLE blobs (content BLOB) STRICT');
  connection.database.pragma('max_page_count = 20');
  const insert = connection.database.prepare('INSERT INTO blobs VALUES (zeroblob(?))');

  const result = connection.transaction(() => {
    insert.run(100);
    // Failing inside is failing outside, however deep.
    return connection.transaction(() => connection.attempt(() => insert.run(200_000)));
  });

  expect(result).toEqual({ ok: false, error: { code: 'file/disk-full', path: connection.file } });
  expect(connection.database.prepare('SELECT count(*) FROM blobs').pluck().get()).toBe(0);
  expect(connection.attempt(() => insert.run(100).changes)).toEqual({ ok: true, value: 1 });
});

test('a transaction keeps all of its writes or none', () => {
  const store = temporaryStore();
  const result = store.transaction(() => {
    unwrap(store.datasets.insert(aDataset()));
    unwrap(store.runs.insert(aNewRun()));
    return store.datasets.insert(aDataset({ id: 'dataset-2' as never }));
  });
  expect(result).toEqual({ ok: false, error: { code: 'dataset/name-taken', name: 'iris' } });
  expect(store.datasets.list()).toEqual([]);
  expect(() =>
    store.transaction(() => {
      unwrap(store.datasets.insert(aDataset()));
      throw new Error('a bug');
    }),
  ).toThrow('a bug');
  expect(store.datasets.list()).toEqual([]);
});

test('what SQLite calls a mistake in a statement is a bug, not a failure of the store', () => {
  const { store } = storeWithRun();
  expect(() => store.series.append('run-nowhere' as never, [aPoint()])).toThrow('FOREIGN KEY');
  expect(store.failureOf(new Database.SqliteError('malformed', 'SQLITE_CORRUPT_INDEX'))).toEqual({
    code: 'store/damaged',
    path: store.file,
  });
  expect(store.failureOf(new TypeError('no code'))).toBeNull();
});

test('a place where no store can be is named', () => {
  const folder = temporaryFolder();
  const inTheWay = join(folder, 'file');
  writeFileSync(inTheWay, '');
  const folders = join(folder, 'folder', 'hearth.db');
  mkdirSync(folders, { recursive: true });
  for (const file of [join(inTheWay, 'hearth.db'), folders]) {
    expect(openStore(file, { migrationsFolder: MIGRATIONS })).toMatchObject({
      ok: false,
      error: { code: expect.stringMatching(/^file\//), path: file },
    });
  }
});
