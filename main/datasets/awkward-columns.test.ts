import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Dataset, ImportOptions } from '../../app/dataset/dataset.ts';
import type { Shape } from '../../app/shape.ts';
import { readManifest } from '../shards/manifest.ts';
import { previewDataset } from './preview-dataset.ts';
import { sheetData, workbookOf } from './testing/archive-files.ts';
import { unwrap, useWorkspace } from './testing/workspace.ts';

const workspace = useWorkspace();

function table(rows: number, names: string, row: (at: number) => string): string {
  return `${[names, ...Array.from({ length: rows }, (_, at) => row(at))].join('\n')}\n`;
}

/** Numbers that a row is turned into. */
async function widthOf({ id }: Pick<Dataset, 'id'>): Promise<Shape> {
  const manifest = unwrap(await readManifest(join(workspace.datasetsFolder(), id)));
  return manifest.splits.train.features.shape;
}

const digits = (at: number, width: number) => String(at).padStart(width, '0');
const ROWS = 40;
/** Postcodes of the same width, of which some begin with a zero. */
const postcode = (at: number) => digits((at % 5) * 22_500 + 1234, 5);

describe('whole numbers with zeros in front are codes', () => {
  const rows = Array.from({ length: ROWS }, (_, at) => [
    postcode(at),
    at % 7,
    ['no', 'yes'][at % 2],
  ]);
  const names = ['zip', 'a', 'label'];
  const lines = (mark: string) => [names, ...rows].map((row) => `${row.join(mark)}\n`).join('');
  const objects = rows.map(([zip, a, label]) => `${JSON.stringify({ zip, a, label })}\n`).join('');
  const sheet = workbookOf({
    A: sheetData([names, ...rows.map((row) => row.map((cell) => cell ?? ''))]),
  });

  test.each<readonly [string, string | Uint8Array]>([
    ['t.csv', lines(',')],
    ['t.tsv', lines('\t')],
    ['t.jsonl', objects],
    ['t.xlsx', sheet],
  ])('in %s', async (name, content) => {
    const path = await workspace.write(name, content);
    const preview = unwrap(await previewDataset(path, {}));
    expect(preview.columns[0]).toMatchObject({
      name: 'zip',
      type: 'category',
      role: 'feature',
      distinct: 5,
    });
    expect(preview.warnings).toContainEqual({
      kind: 'leading-zeros',
      column: 'zip',
      value: '01234',
    });
    expect(preview.sampleRows[0]?.[0]).toBe('01234');
    const dataset = unwrap(await workspace.importFile(path));
    expect(await widthOf(dataset)).toEqual([6]);
  });

  test('unless a recipe says that they are numbers', async () => {
    const path = await workspace.write('t.csv', lines(','));
    const recipe: ImportOptions['recipe'] = {
      version: 1,
      task: 'classification',
      target: 'label',
      steps: [{ kind: 'type', columns: ['zip'], type: 'number' }],
    };
    const dataset = unwrap(await workspace.importFile(path, { recipe }));
    expect(await widthOf(dataset)).toEqual([2]);
  });

  test.each<readonly [string, (at: number) => string, string]>([
    ['of several widths', (at) => (at % 2 === 0 ? `00${at % 9}` : `${at % 20}`), 'category'],
    ['of as many as there are rows', (at) => digits(at * 7 + 3, 6), 'text'],
    ['but no fractions', (at) => `${digits(at, 2)}.5`, 'number'],
    [
      'nor numbers of any width with one slip',
      (at) => (at === 150 ? '07' : `${at % 50}`),
      'number',
    ],
    ['nor zero itself', (at) => `${at % 3}`, 'number'],
    [
      'nor what has signs',
      (at) => `${at % 2 === 0 ? '-' : ''}${digits((at % 9) + 1, 2)}`,
      'number',
    ],
  ])('%s', async (_, cell, type) => {
    const text = table(200, 'n,a,label', (at) => `${cell(at)},${at % 7},${['x', 'y'][at % 2]}`);
    const preview = unwrap(await previewDataset(await workspace.write('t.csv', text), {}));
    expect(preview.columns[0]).toMatchObject({ name: 'n', type });
    const told = preview.warnings.some(({ kind }) => kind === 'leading-zeros');
    expect(told).toBe(type !== 'number');
  });

  test.each([
    ['from the first rows on', 0],
    ['far below', 19_000],
  ])('in tables that are read in one go, %s', async (_, from) => {
    const cell = (at: number) => (at < from ? '90210' : postcode(at));
    const text = table(30_000, 'zip,a,label', (at) => `${cell(at)},${at % 7}.5,${at % 2}`);
    const dataset = unwrap(await workspace.importFile(await workspace.write('t.csv', text)));
    expect(dataset.columns[0]).toMatchObject({ name: 'zip', type: 'category' });
    expect(dataset.columns[1]).toMatchObject({ name: 'a', type: 'number' });
    expect(dataset.columns[0]?.top?.map(({ value }) => value)).toContain('01234');
  });
});
