import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { ImportOptions } from '../../../app/dataset/dataset.ts';
import { END, openTokenizer, START } from '../../../app/text/tokenizer.ts';
import { readManifest } from '../../shards/manifest.ts';
import { readSplit } from '../../shards/read.ts';
import { previewDataset } from '../preview-dataset.ts';
import { readDatasetRows } from '../read-rows.ts';
import { tarOf, zipOf } from '../testing/archive-files.ts';
import { DATASET_ID, unwrap, useWorkspace } from '../testing/workspace.ts';

const workspace = useWorkspace();

const NUMBERS = Array.from({ length: 40 }, (_, row) => row);
const ENGLISH = NUMBERS.map((row) => `Number ${row} is a number, it is said.`);
const CHINESE = NUMBERS.map((row) => `据说，第 ${row} 号是一个数。`);
const lines = (rows: readonly string[]) => `${rows.join('\n')}\n`;

async function imported(path: string, options: ImportOptions = {}) {
  const dataset = unwrap(await workspace.importFile(path, options));
  const folder = join(workspace.datasetsFolder(), DATASET_ID);
  const manifest = unwrap(await readManifest(folder));
  const { translation } = manifest.recipe;
  if (translation === undefined) throw new Error('The recipe translates nothing');
  return { dataset, folder, manifest, translation };
}

/** The first row of a split as texts again: what is read of both sides, and what is answered. */
async function firstRow({ folder, manifest, translation }: Awaited<ReturnType<typeof imported>>) {
  const { features, target } = unwrap(await readSplit(folder, manifest, 'train'));
  const { source, target: side } = translation;
  const [from, to] = [openTokenizer(source.tokenizer), openTokenizer(side.tokenizer)];
  return {
    source: from.decode(features.slice(0, source.length)),
    read: features.slice(source.length, source.length + side.length),
    answered: target.slice(0, side.length),
    told: to.decode(target.slice(0, side.length)),
  };
}

describe('two files that are aligned line by line', () => {
  test.each([
    ['a.en', 'a.zh', 'a'],
    ['en.txt', 'zh.txt', 'en-zh'],
    ['corpus.en.txt', 'corpus.zh.txt', 'corpus'],
    ['source.txt', 'target.txt', 'source-target'],
    ['news-v1.en-zh.en', 'news-v1.en-zh.zh-CN', 'news-v1.en-zh'],
    ['英文.txt', '中文.txt', expect.stringMatching(/文-.文$/)],
  ])('%s and %s are recognised in their folder', async (left, right, name) => {
    await workspace.write(`both/${left}`, lines(ENGLISH));
    await workspace.write(`both/${right}`, lines(CHINESE));
    await workspace.write('both/README', 'Made up.');
    const preview = unwrap(await previewDataset(workspace.path('both'), {}));
    expect(preview).toMatchObject({
      format: 'parallel-text',
      task: 'translation',
      totalRows: 40,
      suggestedName: name,
      source: { why: { kind: 'parallel-files' } },
      warnings: [],
    });
  });

  test('become the tokens of both, the target read one place behind what is answered', async () => {
    await workspace.write('a.en', lines(ENGLISH));
    await workspace.write('a.zh', lines(CHINESE).replaceAll('\n', '\r\n'));
    const given = await imported(workspace.path('a.en'));
    const { dataset, manifest, translation } = given;
    expect(dataset).toMatchObject({
      task: 'translation',
      format: 'parallel-text',
      target: 'zh',
      classes: [],
      rows: { train: 28, val: 6, test: 6 },
    });
    expect(manifest.input).toMatchObject({
      length: translation.source.length + translation.target.length,
      parts: [{ length: translation.source.length }, { length: translation.target.length }],
    });
    const row = await firstRow(given);
    const { rows } = unwrap(await readDatasetRows(given.folder, dataset, 'train', 0, 1));
    expect(row.source).toBe(rows[0]?.values?.en);
    expect(row.told.replaceAll(' ', '')).toBe(rows[0]?.values?.zh?.replaceAll(' ', ''));
    expect(rows[0]?.actual).toBe(rows[0]?.values?.zh);
    const said = row.answered.indexOf(END);
    expect(row.read[0]).toBe(START);
    expect([...row.read.slice(1, said + 1)]).toEqual([...row.answered.slice(0, said)]);
  });

  test('are translated the other way where the other one is the target', async () => {
    await workspace.write('a.en', lines(ENGLISH));
    await workspace.write('a.zh', lines(CHINESE));
    const { dataset, translation } = await imported(workspace.path('a.zh'), { target: 'en' });
    expect(dataset.target).toBe('en');
    expect(translation).toMatchObject({ source: { column: 'zh' }, target: { column: 'en' } });
  });

  test('keep the parts that they come in', async () => {
    for (const [part, from] of [
      ['train', 0],
      ['dev', 20],
      ['test', 30],
    ] as const) {
      await workspace.write(`set/${part}.en`, lines(ENGLISH.slice(from, from + 10)));
      await workspace.write(`set/${part}.zh`, lines(CHINESE.slice(from, from + 10)));
    }
    const { dataset } = await imported(workspace.path('set'));
    expect(dataset.rows).toEqual({ train: 10, val: 10, test: 10 });
  });

  test('are read from archives, packed one by one, and in GB18030', async () => {
    // 「据说，第」 and the rest, in GB18030.
    const bytes = Buffer.from('beddcbb5a3acb5da', 'hex');
    const english = Buffer.from(lines(ENGLISH));
    const chinese = Buffer.concat(
      NUMBERS.map((row) => Buffer.concat([bytes, Buffer.from(`${row}\n`)])),
    );
    const packed = [
      { name: 'set/a.en', content: english },
      { name: 'set/a.zh', content: chinese },
    ];
    const folders = await Promise.all([
      workspace.write('a.zip', zipOf(packed)),
      workspace.write('a.tar.gz', gzipSync(tarOf(packed))),
      workspace.write('both/a.en.gz', gzipSync(english)),
    ]);
    await workspace.write('both/a.zh.gz', gzipSync(chinese));
    for (const path of [...folders.slice(0, 2), workspace.path('both')]) {
      const { dataset, folder } = await imported(path);
      expect(dataset).toMatchObject({ format: 'parallel-text', rows: { train: 28 } });
      const { rows } = unwrap(await readDatasetRows(folder, dataset, 'train', 0, 1));
      expect(rows[0]?.actual).toBe('据说，第0');
      await rm(folder, { recursive: true });
    }
  });

  test.each([
    [40, 37],
    [37, 40],
    [38, 39],
  ])('of %i and %i lines are refused with both counts', async (left, right) => {
    await workspace.write('a.en', lines(ENGLISH.slice(0, left)));
    await workspace.write('a.zh', lines(CHINESE.slice(0, right)));
    expect(await workspace.importFile(workspace.path('a.en'))).toMatchObject({
      ok: false,
      error: { code: 'dataset/lines-unequal', lines: left, other: 'a.zh', otherLines: right },
    });
    expect(await workspace.left()).toEqual([]);
  });

  test('that are not there are asked for by name', async () => {
    await workspace.write('a/notes.txt', 'nothing');
    const format = 'parallel-text';
    expect(await workspace.importFile(workspace.path('a'), { format })).toMatchObject({
      ok: false,
      error: { code: 'dataset/no-parallel-files' },
    });
  });
});

describe('a table with two columns of texts', () => {
  const table = (separator: string, header: string) =>
    `${header}\n${NUMBERS.map((row) => `${ENGLISH[row]?.replace(',', '')}${separator}${CHINESE[row]}`).join('\n')}\n`;

  test('is recognised by columns called like languages, and by having nothing else', async () => {
    for (const header of ['en\tzh', 'source\ttarget', 'left\tright']) {
      const path = await workspace.write('pairs.tsv', table('\t', header));
      const [source, target] = header.split('\t');
      const preview = unwrap(await previewDataset(path, {}));
      expect(preview).toMatchObject({ format: 'tsv', task: 'translation', target });
      expect(preview.columns.map(({ role }) => role)).toEqual(['feature', 'target']);
      const { translation } = await imported(path);
      expect(translation.source.column).toBe(source);
      await rm(join(workspace.datasetsFolder(), DATASET_ID), { recursive: true });
    }
  });

  test('without names keeps its first row, says so, and takes the word of who knows better', async () => {
    const path = await workspace.write('pairs.tsv', table('\t', 'Good morning\t早上好'));
    const preview = unwrap(await previewDataset(path, {}));
    expect(preview).toMatchObject({
      task: 'translation',
      totalRows: NUMBERS.length + 1,
      header: { header: false, why: 'texts' },
    });
    expect(preview.sampleRows[0]).toEqual(['Good morning', '早上好']);
    const named = unwrap(await previewDataset(path, { dialect: { header: true } }));
    expect(named).toMatchObject({
      totalRows: NUMBERS.length,
      target: '早上好',
      header: { header: true, why: 'chosen' },
    });
  });

  test('may be JSON Lines, with columns and tokenizers of choice', async () => {
    const rows = NUMBERS.map((row) =>
      JSON.stringify({ zh: CHINESE[row], note: `n${row % 3}`, en: ENGLISH[row] }),
    );
    const path = await workspace.write('pairs.jsonl', lines(rows));
    const { translation } = await imported(path, {
      task: 'translation',
      target: 'zh',
      text: { column: 'en', tokenizer: 'bpe', vocabulary: 60, length: 9 },
      targetText: { tokenizer: 'character' },
    });
    expect(translation).toMatchObject({
      source: { column: 'en', length: 9, tokenizer: { kind: 'bpe', lower: false } },
      target: { column: 'zh', length: 9, tokenizer: { kind: 'character' } },
    });
  });

  test('loses the rows that lack a side, and keeps those that say "none"', async () => {
    const rows = NUMBERS.map(
      (row) => `${ENGLISH[row]}\t${row < 5 ? '' : row < 10 ? 'none' : CHINESE[row]}`,
    );
    const path = await workspace.write('pairs.tsv', lines(['en\tzh', ...rows]));
    const { dataset } = await imported(path, { task: 'translation' });
    expect(Object.values(dataset.rows).reduce((sum, count) => sum + count)).toBe(35);
  });

  test('has its vocabularies and lengths from the training split only', async () => {
    const path = await workspace.write('pairs.tsv', table('\t', 'en\tzh'));
    const { folder, manifest, translation } = await imported(path);
    const { sourceRows } = unwrap(await readSplit(folder, manifest, 'test'));
    const changed = table('\t', 'en\tzh')
      .trimEnd()
      .split('\n')
      .map((row, at) => (sourceRows.includes(at - 1) ? `${'other words '.repeat(30)}\t别的` : row));
    const other = await workspace.write('changed.tsv', lines(changed));
    await rm(folder, { recursive: true });
    expect((await imported(other)).translation).toEqual(translation);
  });

  test('stays a table to tell classes by where it has some', async () => {
    const rows = NUMBERS.map((row) => `${ENGLISH[row]}\t${CHINESE[row]}\t${row % 2 ? 'a' : 'b'}`);
    const path = await workspace.write('notes.tsv', lines(['title\tbody\tlabel', ...rows]));
    const preview = unwrap(await previewDataset(path, {}));
    expect(preview.task).toBe('text-classification');
    expect(preview.possibleTasks).toContain('translation');
  });
});
