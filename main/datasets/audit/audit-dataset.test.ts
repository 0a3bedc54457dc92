import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { REQUEST_RESULTS } from '../../../app/contract/schemas/requests.ts';
import type { AuditFinding } from '../../../app/dataset/audit/finding.ts';
import type { ImportOptions } from '../../../app/dataset/dataset.ts';
import { randomStream } from '../../../app/random.ts';
import { readManifest } from '../../shards/manifest.ts';
import { DATASET_ID, SAMPLES, unwrap, useWorkspace } from '../testing/workspace.ts';
import { auditDataset } from './audit-dataset.ts';
import { sampleRows } from './read-sample.ts';

const workspace = useWorkspace();

async function audited(path: string, options?: ImportOptions) {
  const dataset = unwrap(await workspace.importFile(path, options));
  const report = unwrap(
    await auditDataset(join(workspace.datasetsFolder(), DATASET_ID), dataset, () => {}),
  );
  expect(REQUEST_RESULTS['datasets.audit'].parse(report)).toEqual(report);
  return report;
}

type Row = Readonly<Record<string, string | number>>;

/** 400 rows of noise: a number, a colour, a class that neither tells; half of them train. */
function noise(plant: (row: Row, at: number) => Row = (row) => row): readonly Row[] {
  const stream = randomStream(3, 'audit');
  return Array.from({ length: 400 }, (_, at) => {
    const row = {
      size: stream.nextFloat().toFixed(6),
      colour: ['red', 'green', 'blue'][stream.nextBelow(3)] ?? '',
      part: ['train', 'train', 'val', 'test'][at % 4] ?? '',
      kind: stream.nextBelow(2) === 0 ? 'good' : 'bad',
    };
    return plant(row, at);
  });
}

async function findings(rows: readonly Row[], target = 'kind'): Promise<readonly AuditFinding[]> {
  const names = Object.keys(rows[0] ?? {});
  const lines = [names, ...rows.map((row) => names.map((name) => row[name]))];
  const path = await workspace.write('a.csv', lines.map((line) => line.join(',')).join('\n'));
  const recipe = {
    version: 1,
    target,
    split: { kind: 'column', column: 'part' },
    steps: [
      { kind: 'drop', columns: ['part'] },
      { kind: 'encode', columns: { type: ['category', 'boolean'] }, method: 'one-hot' },
    ],
  } as const;
  return (await audited(path, { recipe })).findings;
}

describe('a table', () => {
  test('of noise is clean', async () => {
    expect(await findings(noise())).toEqual([]);
  });

  test('rows of training that stand in another split as well are shown with both places', async () => {
    const rows = noise();
    const twins = rows.map((row, at) => (at % 40 === 2 ? { ...rows[at - 2], part: 'val' } : row));
    const found = await findings(twins as readonly Row[]);
    expect(found).toMatchObject([
      { kind: 'exact-duplicates', severity: 'high', rows: 10, of: 200 },
    ]);
    const [first] = found[0]?.examples ?? [];
    expect(first?.places).toEqual([
      { split: 'train', row: 0 },
      { split: 'val', row: 2 },
    ]);
  });

  test('a copy of the target in other words is told, and not once more as a leak', async () => {
    const copy = noise((row) => ({ ...row, verdict: row.kind === 'good' ? 'A' : 'B' }));
    expect(await findings(copy)).toMatchObject([{ kind: 'target-copy', column: 'verdict' }]);
  });

  test('a number that alone tells the class is a leak; one that often does is none', async () => {
    const leak = noise((row, at) => ({
      ...row,
      after: (row.kind === 'good' ? 10 : 0) + (at % 7) / 7,
      often: ((row.kind === 'good') !== (at % 20 === 0) ? 10 : 0) + (at % 7) / 7,
    }));
    expect((await findings(leak)).filter(({ kind }) => kind === 'target-leak')).toMatchObject([
      { column: 'after', score: 1, target: 'class' },
    ]);
  });

  test('a number that goes with the target is a leak; the target in another unit is a copy', async () => {
    const rows = noise((row, at) => ({
      ...row,
      near: Number(row.size) + (at % 5) / 100,
      copy: Number(row.size) * 1.8 + 32,
    }));
    expect((await findings(rows, 'size')).map(({ kind, ...rest }) => [kind, rest])).toMatchObject([
      ['target-copy', { column: 'copy' }],
      ['target-leak', { column: 'near', target: 'number' }],
    ]);
  });

  test('an identifier that became a feature is told', async () => {
    const rows = noise((row, at) => ({ ...row, user_id: (at * 7919) % 4001 }));
    expect(await findings(rows)).toMatchObject([{ kind: 'identifier', column: 'user_id' }]);
  });

  test('features that are the same throughout training are told', async () => {
    const rows = noise((row, at) => ({
      ...row,
      flag: row.part === 'train' ? 'no' : at % 8 < 4 ? 'no' : 'yes',
      site: 'north',
    }));
    const found = (await findings(rows)).filter(({ kind }) => kind === 'constant');
    expect(found).toMatchObject([
      { column: 'flag', used: true },
      { column: 'site', used: true },
    ]);
  });

  test('a code for "missing" among the numbers lies out of range', async () => {
    const rows = noise((row, at) => (at === 17 ? { ...row, size: -999 } : row));
    const found = await findings(rows);
    expect(found).toMatchObject([{ kind: 'out-of-range', column: 'size', rows: 1 }]);
    expect(found[0]?.examples).toMatchObject([{ places: [{ row: 17 }], value: '-999' }]);
  });

  test('numbers and categories that are spread otherwise in one split have drifted', async () => {
    const rows = noise((row) => ({
      ...row,
      size: row.part === 'test' ? Number(row.size) + 0.5 : (row.size ?? ''),
      colour: row.part === 'val' ? 'red' : (row.colour ?? ''),
    }));
    expect(await findings(rows)).toMatchObject([
      { kind: 'drift', column: 'size', split: 'test', measure: 'kolmogorov-smirnov' },
      { kind: 'drift', column: 'colour', split: 'val', measure: 'total-variation' },
    ]);
  });

  test('a class that is rare is told', async () => {
    const rows = noise((row, at) => ({ ...row, kind: at % 25 < 2 ? 'bad' : 'good' }));
    const told = (await findings(rows)).filter(({ kind }) => kind === 'class-imbalance');
    expect(told).toMatchObject([{ largest: 'good', smallest: 'bad', ratio: 11.5 }]);
  });
});

describe('rows that are split by time', () => {
  const DAY_MS = 86_400_000;
  const day = (at: number) =>
    new Date(Date.UTC(2024, 0, 1) + at * DAY_MS).toISOString().slice(0, 10);

  async function inTime(plant: (at: number, demand: readonly number[]) => Row) {
    const stream = randomStream(9, 'time');
    let level = 100;
    const demand = Array.from({ length: 220 }, () => {
      level += stream.nextFloat() * 4 - 2;
      return Number(level.toFixed(3));
    });
    const rows = Array.from({ length: 200 }, (_, at) => ({
      ordered: day(at),
      weather: stream.nextFloat().toFixed(4),
      ...plant(at, demand),
      demand: demand[at] ?? 0,
    }));
    const names = Object.keys(rows[0] ?? {});
    const lines = [names, ...rows.map((row) => Object.values(row))].map((line) => line.join(','));
    const path = await workspace.write('time.csv', lines.join('\n'));
    const recipe = {
      version: 1,
      task: 'regression',
      target: 'demand',
      split: {
        kind: 'time',
        column: 'ordered',
        fractions: { train: 0.7, val: 0.15, test: 0.15 },
      },
      steps: [{ kind: 'date-parts', columns: { type: 'datetime' }, parts: ['month', 'day'] }],
    } as const;
    const report = await audited(path, { recipe });
    expect(report.checks).toContain('future-column');
    return report.findings.filter(({ kind }) => kind === 'future-column');
  }

  test('what is known in time is no fault: yesterday’s demand, and dates before the row’s', async () => {
    const found = await inTime((at, demand) => ({
      yesterday: demand[Math.max(0, at - 1)] ?? 0,
      registered: day(at - 3),
    }));
    expect(found).toEqual([]);
  });

  test('a date after the row’s time is told, with both dates', async () => {
    const found = await inTime((at) => ({ delivered: day(at + (at % 3)) }));
    expect(found).toMatchObject([{ column: 'delivered', how: 'later-date', severity: 'medium' }]);
    expect(found[0]?.examples[0]).toMatchObject({ value: '2024-01-02 < 2024-01-03' });
  });

  test('tomorrow’s target is told, and so is a column that goes with it in another unit', async () => {
    const found = await inTime((at, demand) => ({
      tomorrow: demand[at + 1] ?? 0,
      coming: (0.3 * (demand[at + 2] ?? 0) + (at % 2) / 50).toFixed(4),
    }));
    expect(found).toMatchObject([
      { column: 'tomorrow', how: 'later-target', ahead: 1, score: 1 },
      { column: 'coming', how: 'leads', ahead: 2 },
    ]);
    expect(found[0]?.examples[0]?.places).toMatchObject([{ row: 0 }, { row: 1 }]);
  });
});

test('a constant column that the import left out is told as settled', async () => {
  const lines = noise().map(({ size, kind }) => `${size},${kind},north`);
  const path = await workspace.write('b.csv', `size,kind,site\n${lines.join('\n')}`);
  const { findings: found } = await audited(path, { target: 'kind' });
  expect(found).toMatchObject([{ kind: 'constant', severity: 'low', column: 'site', used: false }]);
});

test.each([
  ['iris.csv', 'species'],
  ['wine.csv', 'cultivar'],
])('%s is clean, and all of it was looked at', async (file, target) => {
  const report = await audited(join(SAMPLES, file), { target });
  expect(report.findings).toEqual([]);
  expect(report.checkedRows).toBe(report.totalRows);
  expect(report.checks).toContain('target-leak');
});

test('a sample takes as many rows as it may from all splits, each with its place, and knows of how many', async () => {
  unwrap(await workspace.importFile(join(SAMPLES, 'wine.csv'), { target: 'cultivar' }));
  const folder = join(workspace.datasetsFolder(), DATASET_ID);
  const manifest = unwrap(await readManifest(folder));
  const sample = unwrap(await sampleRows(folder, manifest, 60));
  expect(sample.totalRows).toBe(178);
  expect(sample.splits.length).toBeGreaterThan(50);
  expect(sample.splits.length).toBeLessThanOrEqual(62);
  expect(new Set(sample.splits)).toEqual(new Set([0, 1, 2]));
});

test('texts that were copied, and copied with a word changed, are told apart', async () => {
  const stream = randomStream(5, 'texts');
  const word = () => `word${stream.nextBelow(3000)}`;
  const prose = Array.from({ length: 120 }, () => Array.from({ length: 30 }, word));
  const changed = prose
    .slice(0, 60)
    .map((words, at) => (at < 30 ? words : [...words.slice(1), '变']));
  const lines = [...prose, ...changed].map(
    (words, at) => `${words.join(' ')}\t${at % 2 === 0 ? 'a' : 'b'}`,
  );
  const path = await workspace.write('t.tsv', `text\tlabel\n${lines.join('\n')}\n`);
  const report = await audited(path, { task: 'text-classification', target: 'label' });
  expect(report.findings).toMatchObject([
    { kind: 'exact-duplicates', severity: 'high' },
    { kind: 'near-duplicates', severity: 'high' },
  ]);
});

test('pictures that were copied, and copied a little brighter, are told apart and shown', async () => {
  const stream = randomStream(7, 'pictures');
  for (let at = 0; at < 60; at += 1) {
    const pixels = Uint8Array.from({ length: 24 * 24 }, () => 10 + stream.nextBelow(200));
    for (const [copy, brighter] of [0, at % 2 === 0 ? 0 : 3].entries()) {
      const raw = { width: 24, height: 24, channels: 1 as const };
      const png = await sharp(
        pixels.map((value) => value + brighter),
        { raw },
      )
        .png()
        .toBuffer();
      await workspace.write(`pictures/${at % 4 < 2 ? 'a' : 'b'}/${at}-${copy}.png`, png);
    }
  }
  const { findings: found } = await audited(workspace.path('pictures'));
  expect(found).toMatchObject([{ kind: 'exact-duplicates' }, { kind: 'near-duplicates' }]);
  for (const { examples } of found) {
    expect(examples[0]?.images).toHaveLength(2);
    expect(examples[0]?.images[0]).toMatch(/^data:image\/png/);
  }
});
