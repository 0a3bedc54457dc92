import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ImportOptions } from '../../../app/dataset/dataset.ts';
import type { RawInput } from '../../../app/dataset/raw-input.ts';
import { openTokenizer, PADDING, UNKNOWN } from '../../../app/text/tokenizer.ts';
import { readManifest } from '../../shards/manifest.ts';
import { readSplit } from '../../shards/read.ts';
import { prepareInput } from '../prepare-input.ts';
import { readDatasetRows, readSourceRows } from '../read-rows.ts';
import { DATASET_ID, SAMPLES, unwrap, useWorkspace } from '../testing/workspace.ts';

const workspace = useWorkspace();

async function imported(path: string, options: ImportOptions = {}) {
  const dataset = unwrap(await workspace.importFile(path, options));
  const folder = join(workspace.datasetsFolder(), DATASET_ID);
  const manifest = unwrap(await readManifest(folder));
  const { text } = manifest.recipe;
  if (text === undefined) throw new Error('The recipe has no text');
  return {
    dataset,
    folder,
    manifest,
    text,
    tokenizer: openTokenizer(text.tokenizer),
    prepare: (input: RawInput) => prepareInput(manifest, dataset, input),
  };
}

describe('texts to be told apart', () => {
  test('become tokens, of which a row and the same text give the same', async () => {
    const { dataset, folder, manifest, prepare } = await imported(join(SAMPLES, 'sms.tsv'));
    expect(dataset).toMatchObject({ task: 'text-classification', classes: ['ham', 'spam'] });
    const { features, sourceRows } = unwrap(await readSplit(folder, manifest, 'test'));
    if (manifest.input.kind !== 'tokens') throw new Error('The samples are no tokens');
    const { length } = manifest.input;
    const first = [...sourceRows.slice(0, 5)];
    const rows = unwrap(await readSourceRows(folder, dataset, first));
    for (const [at, { values = {} }] of rows.entries()) {
      const text = values.column_2 ?? '';
      const own = features.slice(at * length, (at + 1) * length);
      expect(unwrap(await prepare({ kind: 'text', text })).features).toEqual(own);
      const row = { kind: 'row', values: { column_2: text } } as const;
      expect(unwrap(await prepare(row)).features).toEqual(own);
    }
  });

  test('have their vocabulary and length from the training split only', async () => {
    const lines = Array.from(
      { length: 200 },
      (_, row) => `the word${row} ${'is '.repeat(row % 7)},${row % 2}`,
    );
    const file = await workspace.write('a.csv', `text,label\n${lines.join('\n')}\n`);
    const { folder, manifest, text } = await imported(file);
    const { sourceRows } = unwrap(await readSplit(folder, manifest, 'test'));
    const changed = lines.map((line, row) =>
      sourceRows.includes(row) ? `other${row} ${'long '.repeat(90)},${row % 2}` : line,
    );
    const other = await workspace.write('b.csv', `text,label\n${changed.join('\n')}\n`);
    await rm(folder, { recursive: true });
    expect((await imported(other)).text).toEqual(text);
  });

  test('words that training did not have are unknown, and a short text is filled up', async () => {
    const { prepare, text } = await imported(join(SAMPLES, 'sms.tsv'));
    const { features } = unwrap(await prepare({ kind: 'text', text: 'call zzyzx' }));
    expect(features[1]).toBe(UNKNOWN);
    expect([...features.slice(2)]).toEqual(Array(text.length - 2).fill(PADDING));
  });

  test('a chosen column that is not there is named with those that are', async () => {
    const file = await workspace.write('a.csv', 'text,label\nfine words,a\nother words,b\n');
    const options = { task: 'text-classification', text: { column: 'body' } } as const;
    const refused = await workspace.importFile(file, options);
    expect(refused).toMatchObject({
      ok: false,
      error: { code: 'dataset/column-missing', column: 'body', columns: ['text'] },
    });
  });
});

describe('a folder with a folder of texts per class', () => {
  async function folderOf(parts: readonly string[]) {
    for (const part of parts) {
      for (const [name, word] of [
        ['news', 'minister'],
        ['诗', '明月'],
      ]) {
        for (let at = 0; at < 8; at += 1) {
          await workspace.write(`texts/${part}/${name}/${at}.txt`, `${word} ${at}\nand more`);
        }
      }
    }
    return workspace.path('texts');
  }

  test('becomes texts with their classes', async () => {
    const { dataset } = await imported(await folderOf(['.']));
    expect(dataset).toMatchObject({
      format: 'text-folder',
      task: 'text-classification',
      classes: ['news', '诗'],
      rows: { train: 11, val: 3, test: 2 },
    });
  });

  test('keeps the parts that it comes in', async () => {
    const { dataset, folder } = await imported(await folderOf(['train', 'val', 'test']));
    expect(dataset.rows).toEqual({ train: 16, val: 16, test: 16 });
    const shown = unwrap(await readDatasetRows(folder, dataset, 'test', 0, 1));
    expect(shown.rows[0]?.values).toEqual({
      text: 'minister 0\nand more',
      label: 'news',
      split: 'test',
    });
  });

  test('names the file that is no text', async () => {
    const path = await folderOf(['.']);
    const bad = await workspace.write('texts/news/9.txt', Uint8Array.of(0, 1, 2, 255, 0, 0));
    expect(await workspace.importFile(path)).toMatchObject({ ok: false, error: { path: bad } });
    expect(await workspace.left()).toEqual([]);
  });
});

describe('one long text', () => {
  const options = { text: { length: 16 } } as const;

  test('becomes windows, each told the token behind every one of its own', async () => {
    const { folder, manifest, tokenizer } = await imported(
      join(SAMPLES, 'tinyshakespeare.txt'),
      options,
    );
    expect(manifest.sampleTarget).toEqual(manifest.input);
    const { features, target, rows } = unwrap(await readSplit(folder, manifest, 'val'));
    for (let row = 0; row < Math.min(rows, 50); row += 1) {
      const own = features.slice(row * 16, (row + 1) * 16);
      const next = target.slice(row * 16, (row + 1) * 16);
      expect([...next.slice(0, -1)]).toEqual([...own.slice(1)]);
    }
    expect(tokenizer.decode(features.slice(0, 16))).toHaveLength(16);
  });

  test('is split where it stands and whole in its windows, and reads the same in the browser', async () => {
    const lines = Array.from({ length: 60 }, (_, row) => `line ${row} of a text\n`);
    const { dataset, folder, manifest, tokenizer } = await imported(
      await workspace.write('a.txt', lines.join('')),
      options,
    );
    const { features, rows } = unwrap(await readSplit(folder, manifest, 'train'));
    const windows = Array.from({ length: rows - 1 }, (_, row) =>
      tokenizer.decode(features.slice(row * 16, (row + 1) * 16)),
    );
    expect(lines.join('').startsWith(windows.join(''))).toBe(true);
    const shown = unwrap(await readDatasetRows(folder, dataset, 'train', 0, 2));
    expect(shown.rows.map(({ values }) => values?.text)).toEqual(windows.slice(0, 2));
  });

  test('on one line, or on few, is split within them', async () => {
    const words = Array.from({ length: 400 }, (_, at) => `word${at} 词😀`);
    for (const [at, breaks] of [400, 150].entries()) {
      const text = words.map((word, index) => word + (index % breaks === breaks - 1 ? '\n' : ' '));
      const file = await workspace.write(`${at}.txt`, text.join(''));
      const { dataset, folder, manifest, tokenizer } = await imported(file, options);
      const { train, val, test } = dataset.rows;
      const total = train + val + test;
      expect([train / total, val / total].map((share) => Math.round(share * 20) / 20)).toEqual([
        0.7, 0.15,
      ]);
      const begins = await Promise.all(
        (['val', 'test'] as const).map(async (split) => {
          const { features } = unwrap(await readSplit(folder, manifest, split));
          return tokenizer.decode(features.slice(0, 16)).trimStart();
        }),
      );
      // Between words, as far as there are spaces.
      for (const begin of begins) expect(begin).toMatch(/^(word\d|词)/u);
      await rm(folder, { recursive: true });
    }
  });

  test('too short for the asked length is refused with the longest that would do', async () => {
    const file = await workspace.write('a.txt', 'abcde '.repeat(50));
    const refused = await workspace.importFile(file, { text: { length: 64 } });
    if (refused.ok || refused.error.code !== 'dataset/text-too-short')
      throw new Error('Not refused');
    const { longest } = refused.error;
    expect(longest).toBeGreaterThan(30);
    const longer = await workspace.importFile(file, { text: { length: longest + 1 } });
    expect(longer).toMatchObject({ error: { code: 'dataset/text-too-short' } });
    expect(unwrap(await workspace.importFile(file, { text: { length: longest } })).rows.val).toBe(
      1,
    );
  });

  test('that is too short for one sample is refused with what is needed', async () => {
    const file = await workspace.write('a.txt', 'a few words\n'.repeat(3));
    expect(await workspace.importFile(file)).toMatchObject({
      ok: false,
      error: { code: 'dataset/text-too-short', split: 'train', tokens: 25, needed: 65, longest: 0 },
    });
    expect(await workspace.left()).toEqual([]);
  });

  test('goes on from the end of what is given', async () => {
    const { prepare, tokenizer } = await imported(join(SAMPLES, 'tinyshakespeare.txt'), options);
    const prompt = unwrap(await prepare({ kind: 'text', text: 'To be, or not to be' }));
    expect(prompt.continuation).toMatchObject({ filled: 16, seed: 0 });
    expect(tokenizer.decode([...prompt.features])).toBe('be, or not to be');
  });
});
