import { join } from 'node:path';
import { expect, test } from 'vitest';
import { aDataset, anImageDataset } from '../../app/testing/builders.ts';
import { connect } from './connection.ts';
import { migrate, readMigrations } from './migrate.ts';
import { openStore } from './open.ts';
import { MIGRATIONS, temporaryFolder, unwrap } from './testing/temporary-store.ts';

const MANY = { train: 60_000, val: 5_000, test: 5_000 };

test('large tables that an older version imported are told; what this one imports is not', () => {
  const file = join(temporaryFolder(), 'hearth.db');
  const before = connect(file);
  // As the version before recorded them.
  unwrap(migrate(before, readMigrations(MIGRATIONS).slice(0, 11)));
  const insert = before.database.prepare(
    `INSERT INTO datasets (id, name, task, format, source, created_at, size_bytes, train_rows,
       val_rows, test_rows, train_fraction, val_fraction, test_fraction, split_seed, target,
       fingerprint, input, columns, classes, class_counts)
     VALUES (?, ?, ?, 'csv', 'x.csv', '2026-10-01T00:00:00.000Z', 1, ?, 5000, 5000, 0.7, 0.15, 0.15, 1,
       'y', 'f', ?, '[]', '[]', '[]')`,
  );
  const tabular = JSON.stringify({ kind: 'tabular', features: 1 });
  const image = JSON.stringify({ kind: 'image', height: 1, width: 1, channels: 1 });
  const tokens = JSON.stringify({ kind: 'tokens', length: 8, vocabulary: 9 });
  insert.run('d1', 'large', 'classification', 60_000, tabular);
  insert.run('d2', 'small', 'classification', 55_536, tabular);
  insert.run('d3', 'pictures', 'image-classification', 60_000, image);
  insert.run('d4', 'texts', 'text-classification', 60_000, tokens);
  insert.run('d5', 'prose', 'language-modeling', 60_000, tokens);
  before.database.close();

  const store = unwrap(openStore(file, { migrationsFolder: MIGRATIONS }));
  unwrap(store.datasets.insert(aDataset({ rows: MANY })));
  unwrap(store.datasets.insert(anImageDataset({ rows: MANY })));
  const told = store.datasets.list().filter(({ importFault }) => importFault !== undefined);
  expect(told.map(({ name, importFault }) => [name, importFault])).toEqual([
    ['large', 'rows-mixed'],
    ['texts', 'rows-mixed'],
  ]);
  expect(unwrap(store.datasets.find('iris'))).not.toHaveProperty('importFault');
  store.close();
});

test('figures that an older version recorded without measuring them are not told', () => {
  const file = join(temporaryFolder(), 'hearth.db');
  const store = unwrap(openStore(file, { migrationsFolder: MIGRATIONS }));
  const columns = [
    { name: 'image', type: 'image', role: 'feature', missing: 0, distinct: 1797 },
    { name: 'label', type: 'category', role: 'target', missing: 0, distinct: 10 },
  ] as const;
  const text = { name: 'text', type: 'text', role: 'feature', missing: 0, distinct: 900 } as const;
  unwrap(store.datasets.insert(anImageDataset({ columns })));
  unwrap(store.datasets.insert(aDataset({ task: 'language-modeling', columns: [text] })));
  store.close();
  const told = () => {
    const opened = unwrap(openStore(file, { migrationsFolder: MIGRATIONS }));
    const list = opened.datasets.list().map((dataset) => dataset.columns);
    opened.close();
    return list.map((some) => some.map(({ distinct }) => distinct));
  };
  expect(told()).toEqual([[1797, 10], [900]]);

  const before = connect(file);
  before.database.exec('UPDATE datasets SET importer_version = 2');
  before.database.close();
  expect(told()).toEqual([[null, 10], [null]]);
});
