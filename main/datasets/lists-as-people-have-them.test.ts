import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { previewWarningText } from '../../app/dataset/preview-warning-text.ts';
import { readManifest } from '../shards/manifest.ts';
import { readSplit } from '../shards/read.ts';
import { previewDataset } from './preview-dataset.ts';
import { sheetData, workbookOf } from './testing/archive-files.ts';
import { DATASET_ID, unwrap, useWorkspace } from './testing/workspace.ts';

const workspace = useWorkspace();
const ROWS = 20;

/** Pictures that are as grey as their number says. */
const PICTURES = await Promise.all(
  Array.from({ length: ROWS }, (_, row) => {
    const grey = { r: row * 10, g: row * 10, b: row * 10 };
    const create = { width: 4, height: 4, channels: 3, background: grey } as const;
    return sharp({ create }).toColourspace('b-w').png().toBuffer();
  }),
);
const label = (row: number) => ['cat', 'dog'][row % 2] ?? '';
const lines = (row: (at: number) => string, header?: string, from = 0, end = ROWS) =>
  `${[...(header === undefined ? [] : [header]), ...Array.from({ length: end - from }, (_, at) => row(from + at))].join('\n')}\n`;

async function writePictures(place = '', name = (row: number) => `${row}.png`): Promise<string> {
  for (const [row, picture] of PICTURES.entries()) {
    await workspace.write(`set/${place}${name(row)}`, picture);
  }
  return workspace.path('set');
}

/** Imports, and holds every picture to its label. */
async function checkLabels(path: string, target?: string) {
  const preview = unwrap(await previewDataset(path, { target }));
  expect(preview).toMatchObject({ format: 'label-list', totalRows: ROWS });
  expect(preview.classCounts).toEqual([
    { name: 'cat', count: ROWS / 2 },
    { name: 'dog', count: ROWS / 2 },
  ]);
  // As the page does, which hands back what the preview says.
  const dataset = unwrap(await workspace.importFile(path, { target: preview.target ?? undefined }));
  const folder = join(workspace.datasetsFolder(), DATASET_ID);
  const manifest = unwrap(await readManifest(folder));
  for (const split of ['train', 'val', 'test'] as const) {
    const { features, target: labels } = unwrap(await readSplit(folder, manifest, split));
    for (const [at, found] of labels.entries()) {
      expect(found).toBe(Math.round((features[at * 16] ?? 0) / 10) % 2);
    }
  }
  return { preview, dataset };
}

const rows = (row: number) => `${row}.png,${label(row)}`;
const objects = Array.from({ length: ROWS }, (_, row) => ({
  file_name: `${row}.png`,
  label: label(row),
}));
const pairs = Object.fromEntries(objects.map((each) => [each.file_name, each.label]));
const sheet = workbookOf({
  Notes: sheetData([['What this is']]),
  List: sheetData([['IMAGE', 'Label'], ...objects.map((each) => [each.file_name, each.label])]),
});

describe('pictures are labelled by a list', () => {
  test.each<[string, string, string | Uint8Array, string]>([
    [
      'in large letters',
      'TRAIN.CSV',
      lines((row) => `${row}.PNG,${label(row)}`, 'IMAGE,Label'),
      'Label',
    ],
    [
      'with tabs',
      'labels.tsv',
      lines((row) => `${row}\t${label(row)}`, 'id\tbreed_name'),
      'breed_name',
    ],
    ['packed', 'labels.csv.gz', gzipSync(lines(rows, 'file,label')), 'label'],
    ['of a workbook', 'labels.xlsx', sheet, 'Label'],
    ['of objects', 'labels.json', JSON.stringify(objects), 'label'],
    ['of one object', 'labels.json', JSON.stringify(pairs), 'label'],
    [
      'of lines of objects',
      'metadata.jsonl',
      lines((row) => JSON.stringify(objects[row])),
      'label',
    ],
    ['of lines', 'val.txt', lines((row) => `${row}.png ${label(row)}`), 'label'],
    ['of lines with commas, and a header', 'list.txt', lines(rows, 'filename,class'), 'class'],
    ['that lies in a folder', 'annotations/labels.csv', lines(rows, 'file,label'), 'label'],
  ])('%s', async (_, name, content, target) => {
    const path = await writePictures();
    await workspace.write(`set/${name}`, content);
    const { preview, dataset } = await checkLabels(path);
    expect(preview.target).toBe(target);
    expect(preview.warnings).toEqual([]);
    expect(dataset.target).toBe(target);
  });

  test.each([
    ['absolute', (row: number) => `/home/me/data/images/${row}.png`],
    ['of Windows', (row: number) => `C:\\data\\images\\${row}.png`],
    ['relative to a program', (row: number) => `../data/images/${row}.png`],
    ['with a folder that is not there', (row: number) => `pictures/${row}.png`],
  ])('by paths that are %s', async (_, path) => {
    const folder = await writePictures('images/');
    await workspace.write(
      'set/l.csv',
      lines((row) => `${path(row)},${label(row)}`, 'path,label'),
    );
    await checkLabels(folder);
  });

  test('by the folders in paths, where several pictures have one name', async () => {
    const folder = await writePictures('', (row) => `${label(row)}s/${row >> 1}.png`);
    const path = (row: number) => `/data/${label(row)}s/${row >> 1}.png`;
    await workspace.write(
      'set/l.csv',
      lines((row) => `${path(row)},${label(row)}`, 'path,label'),
    );
    await checkLabels(folder);
    await workspace.write(
      'set/l.csv',
      lines((row) => `${row >> 1}.png,${label(row)}`, 'path,label'),
    );
    expect(await workspace.importFile(folder)).toMatchObject({
      error: { code: 'dataset/pictures-missing', row: 2 },
    });
  });

  test('that stands among captions of each of them', async () => {
    const folder = await writePictures();
    for (let row = 0; row < ROWS + 5; row += 1) await workspace.write(`set/${row}.txt`, 'a pet');
    await workspace.write('set/list.csv', lines(rows, 'file,label'));
    await checkLabels(folder);
  });

  test('spread over columns', async () => {
    const folder = await writePictures();
    const cells = (row: number) => (row % 2 === 0 ? '1.0,0.0' : '0.0,1.0');
    await workspace.write(
      'set/truth.csv',
      lines((row) => `${row},${cells(row)}`, 'image,cat,dog'),
    );
    const { preview } = await checkLabels(folder);
    expect(preview).toMatchObject({
      target: 'label',
      warnings: [{ kind: 'labels-spread', columns: 2 }],
    });
    for (const language of ['en', 'zh'] as const) {
      const [warning] = preview.warnings.map((each) => previewWarningText(each, language));
      expect(warning).toContain('2');
    }
  });

  test('spread over columns, of which a row far down has none', async () => {
    const folder = await writePictures();
    for (let row = ROWS; row < 240; row += 1) {
      await workspace.write(`set/${row}.png`, PICTURES[0] ?? '');
    }
    const cells = (row: number) => (row === 239 ? '0,0' : row % 2 === 0 ? '1,0' : '0,1');
    const text = lines((row) => `${row},${cells(row)}`, 'image,cat,dog', 0, 240);
    const path = await workspace.write('set/truth.csv', text);
    expect(await workspace.importFile(folder)).toEqual({
      ok: false,
      error: {
        code: 'dataset/image-data-invalid',
        path,
        problem: 'label-spread',
        found: '239 (241)',
      },
    });
  });
});

describe('lists that are called for splits', () => {
  test('are these splits, though pictures of both have one name', async () => {
    const name = (row: number) => (row < 14 ? `train/${row}.png` : `test/${row - 14}.png`);
    const folder = await writePictures('', name);
    await workspace.write('set/train.csv', lines(rows, 'file,label', 0, 14));
    const held = (row: number) => `${row - 14}.png,${label(row)}`;
    await workspace.write('set/test.csv', lines(held, 'file,label', 14));
    await workspace.write(
      'set/sample_submission.csv',
      lines(() => '1.png,cat', 'file,label'),
    );
    const { preview, dataset } = await checkLabels(folder);
    expect(preview.source.why).toEqual({ kind: 'label-list', list: 'train.csv, test.csv' });
    expect(preview.warnings).toEqual([]);
    expect(dataset.rows).toMatchObject({ test: 6 });
  });

  test('are left out where they have no labels, and pictures that are in none are counted', async () => {
    const name = (row: number) => (row < 14 ? `train/${row}.png` : `test/${row}.png`);
    const folder = await writePictures('', name);
    await workspace.write('set/train.csv', lines(rows, 'file,label', 0, 14));
    await workspace.write(
      'set/test.csv',
      lines((row) => `${row}.png`, 'file', 14),
    );
    const preview = unwrap(await previewDataset(folder, {}));
    expect(preview).toMatchObject({
      totalRows: 14,
      warnings: [
        { kind: 'split-unlabelled', file: 'test.csv', column: 'label' },
        { kind: 'pictures-unlisted', count: 6 },
      ],
    });
    expect(unwrap(await workspace.importFile(folder)).classes).toEqual(['cat', 'dog']);
  });
});
