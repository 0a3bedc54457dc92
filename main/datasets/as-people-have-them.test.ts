import { describe, expect, test } from 'vitest';
import type { DatasetPreview, SplitCounts } from '../../app/dataset/dataset.ts';
import { previewDataset } from './preview-dataset.ts';
import { unwrap, useWorkspace } from './testing/workspace.ts';

const workspace = useWorkspace();

type Files = Readonly<Record<string, string | Uint8Array>>;

interface Case {
  readonly files: Files;
  /** What to import; the folder where left out. */
  readonly path?: string;
  readonly preview: Partial<Record<keyof DatasetPreview, unknown>>;
  readonly rows: SplitCounts;
}

function table(rows: number, names: string, row: (at: number) => string): string {
  return `${[names, ...Array.from({ length: rows }, (_, at) => row(at))].join('\n')}\n`;
}

const labelled = (rows: number) =>
  table(rows, 'a,b,label', (at) => `${at % 7},${at * 1.5},${at % 2 === 0 ? 'yes' : 'no'}`);
const chapter = (name: string) =>
  Array.from({ length: 60 }, (_, at) => `${name}, line ${at} of a story that goes on\n`).join('');

/** Splits that files are called for. */
const SPLIT_FILES: Readonly<Record<string, Case>> = {
  'train, val and test': {
    files: { 'test.csv': labelled(20), 'train.csv': labelled(60), 'val.csv': labelled(10) },
    preview: {
      format: 'csv',
      target: 'label',
      totalRows: 90,
      source: {
        why: { kind: 'split-files', files: ['train.csv', 'val.csv', 'test.csv'], beside: [] },
      },
    },
    rows: { train: 60, val: 10, test: 20 },
  },
  'two of them, by longer names': {
    files: { 'titanic_test.csv': labelled(20), 'titanic_train.csv': labelled(60) },
    preview: { target: 'label' },
    rows: { train: 49, val: 11, test: 20 },
  },
  'a test without the target, as competitions have it': {
    files: {
      'test.csv': table(20, 'a,b', (at) => `${at % 7},${at}`),
      'train.csv': labelled(60),
      'sample_submission.csv': table(20, 'a,label', (at) => `${at},yes`),
    },
    preview: {
      source: {
        why: { files: ['train.csv', 'test.csv'], beside: ['sample_submission.csv'] },
      },
      totalRows: 60,
      warnings: [{ kind: 'split-unlabelled', file: 'test.csv', column: 'label' }],
    },
    rows: { train: 42, val: 9, test: 9 },
  },
  'objects, numbered within a split': {
    files: Object.fromEntries(
      ['train-00000-of-00002', 'train-00001-of-00002', 'validation-00000-of-00001'].map((name) => [
        `${name}.jsonl`,
        table(30, '{"text":"it is so","label":"x"}', (at) =>
          JSON.stringify({ text: `it is ${at} so`, label: at % 2 === 0 ? 'x' : 'y' }),
        ),
      ]),
    ),
    preview: { format: 'jsonl', target: 'label', totalRows: 93 },
    rows: { train: 51, val: 31, test: 11 },
  },
  texts: {
    files: {
      'train.txt': chapter('one').repeat(3),
      'test.txt': chapter('three'),
      'valid.txt': chapter('two'),
      'README.txt': 'what it is\n',
    },
    preview: { format: 'text', task: 'language-modeling', totalRows: 300 },
    rows: { train: 104, val: 35, test: 37 },
  },
};

/** Files that are read together, or passed over. */
const FOLDERS: Readonly<Record<string, Case>> = {
  'texts in natural order': {
    files: {
      'book10.txt': chapter('ten'),
      'book2.txt': chapter('two').trimEnd(),
      'book1.txt': chapter('one'),
    },
    preview: {
      format: 'text',
      totalRows: 180,
      source: { why: { kind: 'text-files', files: ['book1.txt', 'book2.txt', 'book10.txt'] } },
    },
    rows: { train: 73, val: 16, test: 16 },
  },
};

async function check({ files, path = '', preview, rows }: Case): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await workspace.write(`given/${name}`, content);
  }
  const source = workspace.path(`given/${path}`);
  expect(unwrap(await previewDataset(source, {}))).toMatchObject(preview);
  expect(unwrap(await workspace.importFile(source)).rows).toEqual(rows);
}

describe('files called for splits are those splits:', () => {
  test.each(Object.entries(SPLIT_FILES))('%s', (_, each) => check(each));
});

describe('a folder:', () => {
  test.each(Object.entries(FOLDERS))('%s', (_, each) => check(each));
});
