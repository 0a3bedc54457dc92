import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { ImportOptions } from '../../../app/dataset/dataset.ts';
import { readManifest } from '../../shards/manifest.ts';
import { readSplit, readTensor } from '../../shards/read.ts';
import { prepareInput } from '../prepare-input.ts';
import { previewDataset } from '../preview-dataset.ts';
import { zipOf } from '../testing/archive-files.ts';
import { DATASET_ID, unwrap, useWorkspace } from '../testing/workspace.ts';

const workspace = useWorkspace();
const DAYS = 40;
const WINDOW: ImportOptions = { series: { window: 3 } };

const dayOf = (at: number) => new Date(Date.UTC(2024, 0, 1 + at));
const two = (value: number) => String(value).padStart(2, '0');
const partsOf = (day: Date) =>
  [day.getUTCFullYear(), day.getUTCMonth() + 1, day.getUTCDate()] as const;

async function imported(path: string, options: ImportOptions = WINDOW) {
  await rm(workspace.datasetsFolder(), { recursive: true, force: true });
  const dataset = unwrap(await workspace.importFile(path, options));
  const folder = join(workspace.datasetsFolder(), DATASET_ID);
  return { dataset, folder, manifest: unwrap(await readManifest(folder)) };
}

/** Days out of order, and what was measured on each: its number. */
function shuffled(write: (day: Date) => string, header = 'time,measured'): string {
  const order = Array.from({ length: DAYS }, (_, at) => (at * 17) % DAYS);
  const lines = order.map((at) => `"${write(dayOf(at))}",${at + 0.5}`);
  return `${header}\n${lines.join('\n')}\n`;
}

describe('a time', () => {
  test.each<[string, (day: Date) => string]>([
    ['2024-01-05', (day) => day.toISOString().slice(0, 10)],
    ['2024-01-05T00:00:00.000Z', (day) => day.toISOString()],
    ['2024-01-05T08:00:00+08:00', (day) => `${day.toISOString().slice(0, 10)}T08:00:00+08:00`],
    ['2024/1/5', (day) => partsOf(day).join('/')],
    ['2024/1/5 8:05', (day) => `${partsOf(day).join('/')} 8:05`],
    ['5.1.2024', (day) => partsOf(day).toReversed().join('.')],
    ['05.01.2024 13:45', (day) => `${partsOf(day).toReversed().map(two).join('.')} 13:45`],
    ['05/01/2024', (day) => partsOf(day).toReversed().map(two).join('/')],
    [
      '01/05/2024 1:45 PM',
      (day) => {
        const [year, month, date] = partsOf(day);
        return `${two(month)}/${two(date)}/${year} 1:45 PM`;
      },
    ],
    [
      '2024年1月5日',
      (day) => {
        const [year, month, date] = partsOf(day);
        return `${year}年${month}月${date}日`;
      },
    ],
    [
      '2024年01月05日 8时05分',
      (day) => {
        const [year, month, date] = partsOf(day);
        return `${year}年${two(month)}月${two(date)}日 8时05分`;
      },
    ],
    ['1704412800', (day) => String(day.getTime() / 1000)],
    ['1704412800000', (day) => String(day.getTime())],
    ['20240105', (day) => day.toISOString().slice(0, 10).replaceAll('-', '')],
  ])('is read as in %s, and orders rows whatever the order of the file', async (_, write) => {
    const path = await workspace.write('a.csv', shuffled(write));
    const { dataset, folder, manifest } = await imported(path);
    expect(dataset).toMatchObject({ task: 'forecasting', target: 'measured' });
    const { target } = manifest.recipe;
    if (target.kind !== 'standardize') throw new Error('No forecast');
    const inUnit = (value: number) => Math.round((value * target.stddev + target.mean) * 10) / 10;
    const split = unwrap(await readSplit(folder, manifest, 'train'));
    for (let row = 0; row < split.rows; row += 1) {
      const next = inUnit(Number(split.target[row]));
      const before = [...split.features.slice(row * 3, row * 3 + 3)].map(inUnit);
      expect(before).toEqual([next - 3, next - 2, next - 1]);
    }
  });

  test('may be a month', async () => {
    const lines = Array.from({ length: DAYS }, (_, at) => {
      const month = `${2020 + Math.floor(at / 12)}-${two((at % 12) + 1)}`;
      return `${month},${at + 0.5}`;
    });
    const path = await workspace.write('a.csv', `month,sold\n${lines.join('\n')}\n`);
    const { dataset } = await imported(path);
    expect(dataset.columns[0]).toMatchObject({ name: 'month', type: 'datetime' });
  });

  test('that does not tell the day from the month is asked about, and said by a choice', async () => {
    const lines = Array.from({ length: DAYS }, (_, at) => {
      const first = `01/${two((at % 12) + 1)}/${1980 + Math.floor(at / 12)}`;
      return `${first},${at + 0.5}`;
    });
    const path = await workspace.write('a.csv', `when,sold\n${lines.join('\n')}\n`);
    const asked: ImportOptions = {
      task: 'forecasting',
      target: 'sold',
      series: { time: 'when', window: 3 },
    };
    expect(await workspace.importFile(path, asked)).toEqual({
      ok: false,
      error: { code: 'dataset/date-unclear', path, row: 2, column: 'when', value: '01/01/1980' },
    });
    expect(await workspace.left()).toEqual([]);
    const series = { ...asked.series, dateOrder: 'dmy' } as const;
    const { dataset, folder, manifest } = await imported(path, { ...asked, series });
    expect(manifest.recipe.series?.time).toEqual({
      column: 'when',
      type: 'datetime',
      dateOrder: 'dmy',
    });
    expect(manifest.recipe.recipe?.series?.dateOrder).toBe('dmy');
    const rows = unwrap(await readTensor(folder, manifest.splits.train.sourceRows));
    expect([...rows]).toEqual(Array.from({ length: 25 }, (_, at) => at + 3));
    const later = ['01/03/1990,3', '01/01/1990,1', '01/02/1990,2'].join('\n');
    const file = await workspace.write('later.csv', `when,sold\n${later}\n`);
    const prepared = unwrap(await prepareInput(manifest, dataset, { kind: 'file', path: file }));
    expect([...prepared.features]).toEqual([...prepared.features].toSorted((a, b) => a - b));
  });

  test.each([
    ['a word', '"soon",1'],
    ['a day that there is not', '"31.02.2024",1'],
  ])('that is none is refused with its place: %s', async (_, line) => {
    const lines = shuffled((day) => partsOf(day).toReversed().join('.'))
      .trim()
      .split('\n');
    const path = await workspace.write('a.csv', `${lines.toSpliced(20, 0, line).join('\n')}\n`);
    const options: ImportOptions = {
      task: 'forecasting',
      target: 'measured',
      series: { time: 'time', window: 3 },
    };
    expect(await workspace.importFile(path, options)).toMatchObject({
      error: { code: 'dataset/bad-value', path, row: 21, column: 'time' },
    });
  });

  test('of a clock that is put back is told apart by its zone', async () => {
    // Berlin, 2024-10-27: 02:30 comes twice.
    const hours = Array.from({ length: DAYS }, (_, at) => {
      const utc = new Date(Date.UTC(2024, 9, 26, 12 + at));
      const ahead = at < 13 ? 2 : 1;
      const local = new Date(utc.getTime() + ahead * 3_600_000).toISOString().slice(0, 16);
      return `${local}+0${ahead}:00,${at + 0.5}`;
    });
    const path = await workspace.write('a.csv', `time,load\n${hours.toReversed().join('\n')}\n`);
    const { folder, manifest } = await imported(path);
    const rows = unwrap(await readTensor(folder, manifest.splits.train.sourceRows));
    expect([...rows].map((row) => DAYS - 1 - Number(row)).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 25 }, (_, at) => at + 3),
    );
    expect(unwrap(await previewDataset(path, WINDOW)).warnings).toEqual([]);
  });
});

test('times that come twice in a series are told of with the row, and are not where a column parts the series', async () => {
  const lines = Array.from({ length: DAYS }, (_, at) =>
    ['北京', '上海'].map((city) => `${dayOf(at).toISOString().slice(0, 10)},${city},${at + 0.5}`),
  );
  const path = await workspace.write('a.csv', `日期,城市,温度\n${lines.flat().join('\n')}\n`);
  const asked: ImportOptions = { task: 'forecasting', target: '温度', series: { window: 3 } };
  expect(unwrap(await previewDataset(path, asked)).warnings).toContainEqual({
    kind: 'times-repeat',
    row: 3,
    column: '日期',
    value: '2024-01-01',
    count: DAYS,
  });
  const parted = { ...asked, series: { window: 3, id: '城市' } };
  const { warnings, split } = unwrap(await previewDataset(path, parted));
  expect(warnings.map(({ kind }) => kind)).not.toContain('times-repeat');
  expect(split).toMatchObject({ kind: 'time', column: '日期' });
});

test('series of different lengths and with gaps are windowed each by itself, one too short not at all', async () => {
  const rows: string[] = [];
  for (let at = 0; at < 60; at += 1) {
    const day = dayOf(at).toISOString().slice(0, 10);
    rows.push(`${day},long,${at + 0.5}`);
    // Every other day, and only half of the time.
    if (at % 2 === 0 && at < 40) rows.push(`${day},gaps,${1000 + at}`);
    if (at > 57) rows.push(`${day},new,${5000 + at}`);
  }
  const path = await workspace.write('a.csv', `day,which,sold\n${rows.toReversed().join('\n')}\n`);
  const { folder, manifest } = await imported(path, {
    task: 'forecasting',
    target: 'sold',
    series: { id: 'which', window: 3 },
  });
  const counts = { long: 0, gaps: 0, new: 0 };
  for (const split of ['train', 'val', 'test'] as const) {
    const stored = unwrap(await readTensor(folder, manifest.splits[split].sourceRows));
    for (const row of stored) {
      const name = rows.toReversed()[Number(row)]?.split(',')[1] as keyof typeof counts;
      counts[name] += 1;
    }
  }
  expect(counts).toEqual({ long: 57, gaps: 17, new: 0 });
});

test('a series comes out of archives and of GB18030 as it does out of a file', async () => {
  const content = shuffled((day) => {
    const [year, month, date] = partsOf(day);
    return `${year}年${month}月${date}日`;
  }, '日期,销量');
  const plain = await imported(await workspace.write('销量.csv', content));
  const { features } = unwrap(await readSplit(plain.folder, plain.manifest, 'train'));
  // “日期,销量” and the dates in GB18030.
  const codes: Readonly<Record<string, string>> = {
    日: 'c8d5',
    期: 'c6da',
    销: 'cffa',
    量: 'c1bf',
    年: 'c4ea',
    月: 'd4c2',
  };
  const encoded = Buffer.concat(
    Array.from(content, (letter) =>
      codes[letter] === undefined ? Buffer.from(letter) : Buffer.from(codes[letter], 'hex'),
    ),
  );
  for (const [name, bytes] of [
    ['国标.csv', encoded],
    ['销量.csv.gz', gzipSync(content)],
    ['销量.zip', zipOf([{ name: '数据/销量.csv', content: encoded }])],
  ] as const) {
    const { dataset, folder, manifest } = await imported(await workspace.write(name, bytes));
    expect(dataset).toMatchObject({ task: 'forecasting', target: '销量' });
    expect(unwrap(await readSplit(folder, manifest, 'train')).features).toEqual(features);
  }
});
