import { readFile, writeFile } from 'node:fs/promises';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { errorText } from '../../../app/error-text.ts';
import { type Rows, writeParquet, writeSqlite } from '../testing/table-files.ts';
import { useWorkspace } from '../testing/workspace.ts';

const workspace = useWorkspace();
const TABLE: Rows = [['a', 'y'], ...Array.from({ length: 3000 }, (_, at) => [at, `v${at % 3}`])];
/** What `change` makes of bytes. */
const changed = (change: (bytes: Buffer) => unknown) => (bytes: Buffer) => {
  change(bytes);
  return bytes;
};

test.each<[string, string, (bytes: Buffer) => Uint8Array]>([
  ['not-parquet', '', () => Buffer.from('a,b\n1,2\n')],
  ['cut', '', (bytes) => bytes.subarray(0, -9)],
  ['encrypted', '', changed((bytes) => bytes.write('PARE', bytes.length - 4))],
  ['footer', 'Footer length', changed((bytes) => bytes.writeUInt32LE(0, bytes.length - 8))],
  ['column', 'a', changed((bytes) => bytes.fill(0xee, 4, 60))],
])('a Parquet file with damage %s is told as that', async (damage, reason, change) => {
  const path = workspace.path('a.parquet');
  await writeParquet(path, TABLE);
  await writeFile(path, change(await readFile(path)));
  const refused = await workspace.importFile(path, { format: 'parquet' });
  expect(refused).toMatchObject({
    error: { code: 'dataset/file-damaged', path, damage, reason: expect.stringContaining(reason) },
  });
  if (!refused.ok) expect(errorText(refused.error, 'zh')).not.toMatch(/\{|undefined/);
});

test.each<[string, (bytes: Buffer) => Uint8Array]>([
  ['not-database', () => Buffer.from('hello world\n'.repeat(100))],
  ['version', changed((bytes) => bytes.fill(9, 18, 20))],
  ['version', changed((bytes) => bytes.writeUInt32BE(9, 44))],
  ['pages', changed((bytes) => bytes.fill(0xee, 4096, 8192))],
])('an SQLite file with damage %s is told as that', async (damage, change) => {
  const path = workspace.path('a.db');
  writeSqlite(path, 't', TABLE);
  await writeFile(path, change(await readFile(path)));
  expect(await workspace.importFile(path, { format: 'sqlite' })).toMatchObject({
    error: { code: 'dataset/file-damaged', path, damage },
  });
});

test('a database that another program has locked is told as that', async () => {
  const path = workspace.path('a.db');
  writeSqlite(path, 't', TABLE);
  const other = new Database(path);
  other.exec('BEGIN EXCLUSIVE');
  try {
    expect(await workspace.importFile(path)).toMatchObject({
      error: { code: 'dataset/file-damaged', damage: 'locked', reason: '' },
    });
  } finally {
    other.close();
  }
});
