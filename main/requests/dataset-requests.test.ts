import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Events } from '../../app/contract/events.ts';
import { TestWorkbench } from '../testing/test-workbench.ts';

let workbench: TestWorkbench;
beforeAll(async () => {
  workbench = await TestWorkbench.open();
});
afterAll(() => workbench.close());

async function writeTable(name: string, rows: number): Promise<string> {
  const path = join(workbench.home, name);
  const lines = Array.from({ length: rows }, (_, row) => `${Math.sin(row)},${row % 2}\n`);
  await writeFile(path, `a,y\n${lines.join('')}`);
  return path;
}

const partials = async () =>
  (await readdir(join(workbench.home, 'datasets'))).filter((name) => name.endsWith('.partial'));

test('the same bytes with the same choices are one dataset, unless they are meant again', async () => {
  const path = await writeTable('one.csv', 60);
  const wish = { path, name: 'one', options: {}, token: 't' };
  await workbench.answer('datasets.import', wish);
  const copy = await writeTable('copy.csv', 60);
  expect(await workbench.request('datasets.import', { ...wish, path: copy, name: 'two' })).toEqual({
    ok: false,
    error: { code: 'dataset/already-imported', path: copy, name: 'one' },
  });
  const options = { target: 'a' };
  await workbench.answer('datasets.import', { ...wish, path: copy, name: 'two', options });
  await workbench.answer('datasets.import', { ...wish, name: 'three', again: true });
});

test('an import tells how far it is, and can be cancelled by its token', async () => {
  const path = await writeTable('large.csv', 100_000);
  const wish = { path, name: 'large', options: {}, token: 'large' };
  const told: Events['import.progress'][] = [];
  const unsubscribe = workbench.subscribe((name, payload) => {
    if (name !== 'import.progress') return;
    told.push(payload as Events['import.progress']);
    void workbench.request('datasets.cancel-import', { token: 'large' });
  });
  const error = { code: 'cancelled' };
  expect(await workbench.request('datasets.import', wish)).toEqual({ ok: false, error });
  unsubscribe();
  expect(told[0]).toMatchObject({ token: 'large', done: 0 });
  expect(await partials()).toEqual([]);
  await workbench.answer('datasets.cancel-import', { token: 'nothing' });
});

test('a dataset tells what of its source was not read as it stands', async () => {
  const lines = Array.from({ length: 30 }, (_, row) => `${row},${row * 3},${'ab'[row % 2]}`);
  const path = join(workbench.home, 'sales.csv');
  await writeFile(path, `Sales of the year\n\nday,sold,shop\n${lines.join('\n')}\n,,\n`);
  const wish = { path, name: 'sales', options: { target: 'shop' }, token: 's' };
  const { id, warnings } = await workbench.answer('datasets.import', wish);
  expect(warnings?.map(({ kind }) => kind)).toEqual(['lines-passed-over', 'rows-blank']);
  expect((await workbench.answer('datasets.get', { dataset: id })).warnings).toEqual(warnings);
  const { warnings: seen } = await workbench.answer('datasets.preview', { path, options: {} });
  expect(seen).toEqual(expect.arrayContaining([...(warnings ?? [])]));
  await workbench.answer('datasets.delete', { dataset: id });
});

test('a dataset tells why its source was taken for its format, and what it takes on disk now', async () => {
  const path = await writeTable('told.csv', 80);
  const wish = { path, name: 'told', options: {}, token: 't' };
  const imported = await workbench.answer('datasets.import', wish);
  const why = { kind: 'columns', rows: 81, columns: 2 };
  expect(imported.recognised).toEqual({ why, archive: null });
  await workbench.answer('explore.profile', { dataset: 'told' });
  const asked = await workbench.answer('datasets.get', { dataset: 'told' });
  expect(asked.recognised).toEqual({ why, archive: null });
  const folder = join(workbench.home, 'datasets', imported.id);
  const sizes = await Promise.all(
    (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size),
  );
  const total = sizes.reduce((sum, size) => sum + size);
  expect(total).toBeGreaterThan(imported.sizeBytes);
  expect(asked.sizeBytes).toBe(total);
  const listed = await workbench.answer('datasets.list', null);
  expect(listed.find(({ id }) => id === imported.id)?.sizeBytes).toBe(total);
});
