import { readFile, writeFile } from 'node:fs/promises';
import Database from 'better-sqlite3';
import { type Rows, writeParquet, writeSqlite } from '../testing/table-files.ts';
import { GOOD_ROWS, hostileFiles } from './hostile-file.ts';

const TABLE: Rows = [
  ['a', 'y'],
  ...GOOD_ROWS.map((row) => row.split(',').map((cell, at) => (at === 0 ? Number(cell) : cell))),
];

const database = (change: (file: Database.Database) => void) => async (path: string) => {
  writeSqlite(path, 't', TABLE);
  const file = new Database(path);
  file.unsafeMode(true);
  change(file);
  file.close();
};
const bytesOf =
  (write: (path: string) => Promise<void>, change: (bytes: Buffer) => Uint8Array) =>
  async (path: string) => {
    await write(path);
    await writeFile(path, change(await readFile(path)));
  };
const plain = database(() => undefined);
const filled = (from: number, to: number) => (bytes: Buffer) =>
  bytes.fill(0xee, Math.min(from, bytes.length), Math.min(to, bytes.length));

/** SQLite databases. */
export const SQLITE_FILES = hostileFiles('sqlite', 'data.db', {
  'cut after its header': [bytesOf(plain, (bytes) => bytes.subarray(0, 100)), 'file-damaged'],
  'cut in a page': [bytesOf(plain, (bytes) => bytes.subarray(0, 5000)), 'file-damaged'],
  'a schema overwritten': [bytesOf(plain, filled(100, 3000)), 'file-damaged', 'no-tables'],
  'a table overwritten': [bytesOf(plain, filled(4096, 8192)), 'file-damaged', 'empty'],
  'a header alone': ['SQLite format 3\0', 'file-damaged', 'no-tables'],
  'no tables': [database((file) => file.exec('DROP TABLE t')), 'no-tables'],
  'only a view that never ends': [
    database((file) =>
      file.exec(
        'DROP TABLE t; CREATE VIEW v AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x FROM c) SELECT * FROM c',
      ),
    ),
    'no-tables',
  ],
  'a computed column of a hundred megabytes': [
    database((file) =>
      file.exec(
        'CREATE TABLE a (y, big AS (zeroblob(100000000))); INSERT INTO a SELECT y FROM t; DROP TABLE t',
      ),
    ),
    'no-features',
    'too-few-rows',
    'target-one-class',
  ],
  'a value of two megabytes': [
    database((file) => file.exec("INSERT INTO t VALUES (zeroblob(2000000), 'x')")),
    'value-too-long',
  ],
  'two thousand columns': [
    database((file) =>
      file.exec(
        `DROP TABLE t; CREATE TABLE w (${Array.from({ length: 2000 }, (_, at) => `c${at}`).join(',')})`,
      ),
    ),
    'empty',
  ],
  'a table named in quotes': [
    database((file) => file.exec(`ALTER TABLE t RENAME TO "a'""; DROP"`)),
  ],
  'a trigger': [
    database((file) => file.exec('CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM t; END')),
  ],
  'text in a column of numbers': [
    database((file) => file.exec("INSERT INTO t VALUES ('1_0', 'x')")),
    'bad-value',
  ],
  infinity: [database((file) => file.exec("INSERT INTO t VALUES (9e999, 'x')")), 'bad-value'],
});

const parquet = (path: string) => writeParquet(path, TABLE);

/** Parquet files. */
export const PARQUET_FILES = hostileFiles('parquet', 'data.parquet', {
  'a mark alone': ['PAR1', 'file-damaged'],
  'two marks': ['PAR1PAR1', 'file-damaged'],
  'a footer longer than the file': [
    bytesOf(parquet, (bytes) => {
      bytes.writeUInt32LE(0x7fff_ffff, bytes.length - 8);
      return bytes;
    }),
    'file-damaged',
  ],
  'a footer of nothing': [
    bytesOf(parquet, (bytes) => {
      bytes.writeUInt32LE(0, bytes.length - 8);
      return bytes;
    }),
    'file-damaged',
  ],
  'no footer': [bytesOf(parquet, (bytes) => bytes.subarray(0, -20)), 'file-damaged'],
  'pages overwritten': [bytesOf(parquet, filled(4, 120)), 'file-damaged'],
  'a footer overwritten': [
    bytesOf(parquet, (bytes) => filled(bytes.length - 200, bytes.length - 60)(bytes)),
    'file-damaged',
  ],
  'cut in the middle': [
    bytesOf(parquet, (bytes) => bytes.subarray(0, bytes.length / 2)),
    'file-damaged',
  ],
  'names in quotes': [
    (path: string) => writeParquet(path, [[`"; DROP`, `it's`], ...TABLE.slice(1)]),
  ],
});
