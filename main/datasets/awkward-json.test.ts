import { expect, test } from 'vitest';
import { previewDataset } from './preview-dataset.ts';
import { unwrap, useWorkspace } from './testing/workspace.ts';

const workspace = useWorkspace();

const ROWS = 30;
const records = Array.from({ length: ROWS }, (_, at) => ({
  a: at % 7,
  b: `"${at}", {it} is [${at % 3}]`,
  label: ['no', 'yes'][at % 2],
}));
const column = (name: 'a' | 'b' | 'label') => records.map((record) => record[name]);
const byRow = (name: 'a' | 'b' | 'label') => Object.fromEntries(column(name).entries());
const names = ['a', 'b', 'label'] as const;
const lists = Object.fromEntries(names.map((name) => [name, column(name)]));
const frame = Object.fromEntries(names.map((name) => [name, byRow(name)]));
const wrapped = { version: '1.0', about: { by: ['x', '{'] }, data: records, next: [{ a: 1 }] };

test.each<readonly [string, string, object]>([
  ['in an object, on lines', JSON.stringify(wrapped, null, 2), { kind: 'json-list', key: 'data' }],
  ['in an object, on one line', JSON.stringify(wrapped), { kind: 'json-list', key: 'data' }],
  ['by columns', JSON.stringify(lists), { kind: 'json-columns' }],
  ['by columns on lines', JSON.stringify(lists, null, 1), { kind: 'json-columns' }],
  ['by columns, as pandas writes them', JSON.stringify(frame), { kind: 'json-columns' }],
])('records of JSON are found %s', async (_, text, why) => {
  const path = await workspace.write('t.json', text);
  const preview = unwrap(await previewDataset(path, {}));
  expect(preview).toMatchObject({
    format: 'jsonl',
    totalRows: ROWS,
    target: 'label',
    source: { why },
  });
  expect(preview.columns.map(({ name }) => name)).toEqual(names);
  expect(preview.sampleRows[2]).toEqual(['2', '"2", {it} is [2]', 'no']);
  expect(unwrap(await workspace.importFile(path)).rows.train).toBe(21);
});

test('objects in records become columns, and lists in them text, which is told', async () => {
  const nested = records.map(({ a, label }, at) => ({
    size: { width: a, of: { depth: at } },
    tags: [`t${at % 2}`],
    none: {},
    label,
  }));
  const path = await workspace.write(
    't.jsonl',
    nested.map((each) => `${JSON.stringify(each)}\n`).join(''),
  );
  const preview = unwrap(await previewDataset(path, {}));
  expect(preview.columns.map(({ name }) => name)).toEqual([
    'size.width',
    'size.of.depth',
    'tags',
    'none',
    'label',
  ]);
  expect(preview.columns[0]).toMatchObject({ type: 'number', role: 'feature' });
  expect(preview.sampleRows[1]).toEqual(['1', '1', '["t1"]', '{}', 'yes']);
  expect(preview.warnings).toContainEqual({ kind: 'lists-as-text', column: 'tags' });
  const taken = '{"a.b":1,"a":{"b":2},"y":1}\n{"a.b":2,"a":{"b":3},"y":0}\n';
  const kept = unwrap(await previewDataset(await workspace.write('u.jsonl', taken), {}));
  expect(kept.sampleRows[0]).toEqual(['1', '{"b":2}', '1']);
});

test('long records a line stay such, and what does not end is told', async () => {
  const long = { v: Array.from({ length: 30_000 }, (_, at) => at / 7), y: 1 };
  const lines = Array.from({ length: 3 }, (_, at) => JSON.stringify({ ...long, y: at })).join('\n');
  const path = await workspace.write('t.jsonl', lines);
  expect(unwrap(await previewDataset(path, { target: 'y' })).totalRows).toBe(3);
  for (const text of [JSON.stringify(wrapped).slice(0, -1), `${JSON.stringify(wrapped)}x`]) {
    const broken = await workspace.write('b.json', text);
    expect(await previewDataset(broken, {})).toMatchObject({
      error: { code: 'dataset/json-invalid' },
    });
  }
});
