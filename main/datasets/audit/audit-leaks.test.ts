import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { REQUEST_RESULTS } from '../../../app/contract/schemas/requests.ts';
import { findingText, remedyText } from '../../../app/dataset/audit/finding-text.ts';
import { fixingOf } from '../../../app/dataset/audit/fixes.ts';
import type { ImportOptions } from '../../../app/dataset/dataset.ts';
import { randomStream } from '../../../app/random.ts';
import { DATASET_ID, unwrap, useWorkspace } from '../testing/workspace.ts';
import { auditDataset } from './audit-dataset.ts';

const workspace = useWorkspace();

async function audited(path: string, options?: ImportOptions) {
  const dataset = unwrap(await workspace.importFile(path, options));
  const folder = join(workspace.datasetsFolder(), DATASET_ID);
  const report = unwrap(await auditDataset(folder, dataset, () => {}));
  expect(REQUEST_RESULTS['datasets.audit'].parse(report)).toEqual(report);
  await rm(folder, { recursive: true });
  return { dataset, report };
}

describe('of several series', () => {
  const DAYS = 120;
  const day = (at: number) => new Date(Date.UTC(2024, 0, 1 + at)).toISOString().slice(0, 10);

  /** Three walks of their own, day by day, with a column that is made of each. */
  async function walks(plant: (walk: readonly number[], at: number) => number) {
    const stream = randomStream(9, 'series');
    const shops = ['a', 'b', 'c'].map((shop) => {
      let level = 100;
      const step = () => {
        level += stream.nextFloat() * 4 - 2;
        return Number(level.toFixed(3));
      };
      return { shop, walk: Array.from({ length: DAYS + 5 }, step) };
    });
    const lines = Array.from({ length: DAYS }, (_, at) =>
      shops.map(({ shop, walk }) => [day(at), shop, plant(walk, at), walk[at]].join(',')),
    );
    const path = await workspace.write(
      's.csv',
      `day,shop,other,sold\n${lines.flat().join('\n')}\n`,
    );
    const series = { time: 'day', id: 'shop', window: 8, horizon: 2 };
    return audited(path, { task: 'forecasting', target: 'sold', series });
  }

  test('a column that is a series’ own target of the day after is told', async () => {
    const { report } = await walks((walk, at) => walk[at + 1] ?? 0);
    expect(report.checks).toContain('future-column');
    const found = report.findings.filter(({ kind }) => kind === 'future-column');
    expect(found).toMatchObject([{ column: 'other', how: 'later-target', ahead: 1 }]);
    // The first row with a window before it, and that of the same shop on the day after, three rows down.
    const [first] = found[0]?.examples ?? [];
    expect(first?.places.map(({ row }) => row)).toEqual([24, 27]);
  });

  test('one that goes with it in another unit is told, and one of the day before is none', async () => {
    const coming = await walks((walk, at) => Number(((walk[at + 2] ?? 0) * 0.3 + 7).toFixed(4)));
    expect(coming.report.findings.filter(({ kind }) => kind === 'future-column')).toMatchObject([
      { column: 'other', how: 'leads', ahead: 2 },
    ]);
    const before = await walks((walk, at) => walk[Math.max(0, at - 1)] ?? 0);
    expect(before.report.findings.filter(({ kind }) => kind === 'future-column')).toEqual([]);
  });
});

describe('texts', () => {
  /** Sentences of chance words, with something of their class in them. */
  async function texts(mark: (label: string, at: number) => string, labels = ['ham', 'spam']) {
    const stream = randomStream(4, 'words');
    const word = () => `word${stream.nextBelow(900)}`;
    const rows = Array.from({ length: 300 }, (_, at) => {
      const label = labels[stream.nextBelow(labels.length)] ?? '';
      const words = [...Array.from({ length: 12 }, word), mark(label, at)];
      return `${words.join(' ')}\t${label}`;
    });
    const path = await workspace.write('t.tsv', `text\tlabel\n${rows.join('\n')}\n`);
    const found = await audited(path, { task: 'text-classification', target: 'label' });
    expect(found.report.checks).toContain('target-leak');
    return { ...found, leaks: found.report.findings.filter(({ kind }) => kind === 'target-leak') };
  }

  test('a word that only one class has, and all of it, is told with how to be rid of it', async () => {
    const { leaks, dataset, report } = await texts((label) =>
      label === 'spam' ? '[Filtered]' : 'x',
    );
    // Of two classes, each has a word that the other lacks.
    expect(leaks).toMatchObject([
      { column: 'text', score: 1, word: 'x', of: 'ham' },
      { column: 'text', score: 1, word: 'filtered', of: 'spam' },
    ]);
    const [first] = leaks;
    if (first === undefined) throw new Error('None is told');
    expect(first.examples[0]?.value).toContain('x');
    expect(findingText(first, 'en')).toContain('“x” in “text” alone tells “ham”');
    expect(findingText(first, 'zh')).toContain('“x”一词');
    expect(remedyText(first, 'en')).toContain('take it out of the texts');
    const { split } = report;
    expect(fixingOf(first, { ...dataset, split })).toEqual({ fixes: [], notes: ['word'] });
  });

  test('of three classes one is told by a word in Chinese', async () => {
    const classes = ['体育', '财经', '科技'];
    const { leaks } = await texts((label) => (label === '财经' ? '本报财经讯' : '本报讯'), classes);
    expect(leaks).toMatchObject([{ of: '财经', score: 1 }]);
    expect(leaks[0]).toHaveProperty('word', expect.stringMatching(/财|经/));
  });

  test('a word that mostly goes with a class is none, as honest texts have them', async () => {
    const { leaks } = await texts((label, at) =>
      label === 'spam' && at % 10 > 0 ? 'winner' : 'x',
    );
    expect(leaks).toEqual([]);
  });
});

describe('dates', () => {
  const month = (at: number) =>
    `${2020 + Math.floor(at / 12)}-${String(1 + (at % 12)).padStart(2, '0')}`;

  async function dated(monthAt: (row: number, part: string, label: string) => string) {
    const stream = randomStream(6, 'dates');
    const rows = Array.from({ length: 400 }, (_, at) => {
      const part = ['train', 'train', 'val', 'test'][at % 4] ?? '';
      const label = stream.nextBelow(2) === 0 ? 'open' : 'closed';
      return [
        stream.nextFloat().toFixed(4),
        monthAt(stream.nextBelow(48), part, label),
        part,
        label,
      ];
    });
    const lines = [['size', 'seen', 'part', 'label'], ...rows].map((row) => row.join(','));
    const path = await workspace.write('d.csv', `${lines.join('\n')}\n`);
    const recipe = {
      version: 1,
      target: 'label',
      split: { kind: 'column', column: 'part' },
      steps: [
        { kind: 'drop', columns: ['part'] },
        { kind: 'date-parts', columns: { type: 'datetime' }, parts: ['year', 'month'] },
        { kind: 'missing', columns: { type: 'number' }, strategy: 'constant', value: 0 },
      ],
    } as const;
    const { dataset, report } = await audited(path, { recipe });
    expect(dataset.columns.find(({ name }) => name === 'seen')?.type).toBe('datetime');
    return report.findings;
  }

  test('of a year and a month are compared as times: later ones in a split have drifted', async () => {
    expect(await dated((at) => month(at))).toEqual([]);
    const found = await dated((at, part) => month(part === 'test' ? 60 + at : at));
    expect(found).toMatchObject([
      { kind: 'drift', column: 'seen', split: 'test', measure: 'kolmogorov-smirnov' },
    ]);
    const [drifted] = found;
    if (drifted?.kind !== 'drift' || drifted.difference.by !== 'date') throw new Error('No date');
    expect(drifted.difference.train < drifted.difference.other).toBe(true);
    expect(findingText(drifted, 'en')).toContain(drifted.difference.other);
  });

  test('that are missing for one class alone, or later, give it away', async () => {
    const missing = await dated((at, _, label) => (label === 'open' ? '' : month(at)));
    expect(missing).toMatchObject([{ kind: 'target-leak', column: 'seen', score: 1 }]);
    const later = await dated((at, _, label) => month(label === 'open' ? at : 60 + at));
    expect(later).toMatchObject([{ kind: 'target-leak', column: 'seen', score: 1 }]);
  });
});
