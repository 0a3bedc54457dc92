import { expect, test } from 'vitest';
import { previewDataset } from '../preview-dataset.ts';
import { unwrap, useWorkspace } from '../testing/workspace.ts';

const workspace = useWorkspace();

const pairs = Array.from({ length: 40 }, (_, number) => ({
  en: `The number ${number}`,
  zh: `数字 ${number}`,
}));
const linesOf = (records: readonly object[]) =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('');

test.each([
  ['alone', (pair: object) => ({ translation: pair })],
  ['beside a number', (pair: object, at: number) => ({ id: String(at), translation: pair })],
])('lines with an object of both languages are parallel text: %s', async (name, record) => {
  const path = await workspace.write(`${name}.jsonl`, linesOf(pairs.map(record)));
  const preview = unwrap(await previewDataset(path, {}));
  expect(preview.columns.map((column) => column.name)).toEqual(
    expect.arrayContaining(['en', 'zh']),
  );
  expect(preview.possibleTasks).toContain('translation');
  const dataset = unwrap(await workspace.importFile(path, { task: 'translation' }));
  expect(dataset).toMatchObject({ format: 'jsonl', task: 'translation', target: 'zh' });
});

test('alone they are taken for parallel text without being told', async () => {
  const lines = linesOf(pairs.map((pair) => ({ translation: pair })));
  const path = await workspace.write('pairs.json', lines);
  expect(unwrap(await previewDataset(path, {}))).toMatchObject({ task: 'translation' });
});

test.each([
  ['not called by languages', { translation: { left: 'a', right: 'b' } }],
  ['of one language only', { translation: { en: 'a' } }],
  ['with more than texts', { translation: { en: 'a', zh: ['b'] } }],
  ['of which a column has the name already', { en: 'a', translation: { en: 'a', zh: 'b' } }],
])('an object %s is read as any other', async (_, record) => {
  const rows = Array.from({ length: 12 }, (_row, at) => ({ ...record, y: at % 2 ? 'p' : 'q' }));
  const path = await workspace.write('rows.jsonl', linesOf(rows));
  const { columns } = unwrap(await previewDataset(path, { target: 'y' }));
  expect(columns.filter(({ name }) => /^translation(\.|$)/.test(name))).not.toEqual([]);
});
