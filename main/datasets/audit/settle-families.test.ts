import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { AuditFinding } from '../../../app/dataset/audit/finding.ts';
import { SPLITS } from '../../../app/dataset/dataset.ts';
import { randomStream } from '../../../app/random.ts';
import { readManifest } from '../../shards/manifest.ts';
import { readSplit } from '../../shards/read.ts';
import { readSourceRows } from '../read-rows.ts';
import { cocoFiles, shapePictures, writeFiles } from '../testing/shape-pictures.ts';
import { unwrap, useWorkspace } from '../testing/workspace.ts';
import {
  type Audited,
  findingOf,
  fixingFor,
  importAudited,
  leftOf,
  settleEach,
} from './testing/settle.ts';

const workspace = useWorkspace();
const stream = () => randomStream(5, 'families');
const BOTH = ['keep-together', 'exclude-rows'];

/** Every fix of a finding is taken, and leaves nothing of its kind. */
async function settles(from: Audited, kind: AuditFinding['kind'], column?: string) {
  const finding = findingOf(from, kind, column);
  expect(finding.examples).not.toEqual([]);
  const settled = await settleEach(workspace, from, finding);
  for (const [fix, one] of settled) expect([fix, leftOf(one, kind, column)]).toEqual([fix, []]);
  return settled;
}

/** Lines of thirty words, the first third of which come again: half as they are, half with a word changed. */
function proseTwice(count: number): readonly string[] {
  const random = stream();
  const word = () => `word${random.nextBelow(3000)}`;
  const prose = Array.from({ length: count }, () => Array.from({ length: 30 }, word));
  const again = prose
    .slice(0, count / 3)
    .map((words, at) => (at % 2 === 0 ? words : [...words.slice(1), '变']));
  return [...prose, ...again].map((words) => words.join(' '));
}

describe('texts that are told apart', () => {
  async function texts(classOf: (at: number) => string, lines = proseTwice(120)) {
    const rows = lines.map((text, at) => `${text}\t${classOf(at)}`);
    const path = await workspace.write('t.tsv', `text\tlabel\n${rows.join('\n')}\n`);
    return importAudited(workspace, path, { task: 'text-classification', target: 'label' });
  }

  test('equal and nearly equal ones are brought together, or left out', async () => {
    const from = await texts((at) => (at % 2 === 0 ? 'a' : 'b'));
    const exact = await settles(from, 'exact-duplicates');
    expect([...exact.keys()]).toEqual(BOTH);
    const near = await settles(from, 'near-duplicates');
    expect([...near.keys()]).toEqual(BOTH);
    // What is alike in either way is one group, so that settling one does not bring out another.
    for (const kind of ['exact-duplicates', 'near-duplicates'] as const) {
      expect(leftOf(exact.get('keep-together') ?? from, kind)).toEqual([]);
    }
    const {
      train,
      val,
      test: tested,
    } = exact.get('keep-together')?.dataset.rows ?? from.dataset.rows;
    expect(train + val + tested).toBe(160);
  });

  test('a rare class is balanced in three ways', async () => {
    const from = await texts((at) => (at % 20 === 0 ? 'rare' : 'usual'));
    const settled = await settles(from, 'class-imbalance');
    expect([...settled.keys()]).toEqual(['class-weights', 'oversample', 'undersample']);
    const weighted = settled.get('class-weights') ?? from;
    expect(unwrap(await readManifest(weighted.folder)).weighted).toBe(true);
    expect(settled.get('oversample')?.dataset.rows.train).toBeGreaterThan(150);
  });

  test('a split by the source’s folders whose texts are longer is dealt anew', async () => {
    const random = stream();
    for (const [part, words] of [
      ['train', 8],
      ['test', 30],
    ] as const) {
      for (let at = 0; at < 80; at += 1) {
        const line = Array.from({ length: words }, () => `word${random.nextBelow(3000)}`);
        await workspace.write(
          `folder/${part}/${at % 2 === 0 ? 'a' : 'b'}/${at}.txt`,
          line.join(' '),
        );
      }
    }
    const from = await importAudited(workspace, workspace.path('folder'));
    expect(findingOf(from, 'drift')).toMatchObject({ aspect: 'length', split: 'test' });
    const settled = await settles(from, 'drift');
    expect([...settled.keys()]).toEqual(['split-anew']);
  });
});

describe('pictures', () => {
  const SIDE = 24;

  /** Grey noise, brighter by some; each by its name. */
  async function picture(name: string, pixels: Uint8Array, brighter = 0) {
    const raw = { width: SIDE, height: SIDE, channels: 1 as const };
    const shown = pixels.map((value) => Math.min(255, value + brighter));
    await workspace.write(`pictures/${name}.png`, await sharp(shown, { raw }).png().toBuffer());
  }
  const noise = (random: ReturnType<typeof stream>) =>
    Uint8Array.from({ length: SIDE * SIDE }, () => 10 + random.nextBelow(180));

  async function copied() {
    const random = stream();
    for (let at = 0; at < 60; at += 1) {
      const pixels = noise(random);
      const of = at % 4 < 2 ? 'a' : 'b';
      await picture(`${of}/${at}-0`, pixels);
      await picture(`${of}/${at}-1`, pixels, at % 2 === 0 ? 0 : 3);
    }
    return importAudited(workspace, workspace.path('pictures'));
  }

  test('equal and nearly equal ones are brought together, or left out, without loss of any', async () => {
    const from = await copied();
    for (const kind of ['exact-duplicates', 'near-duplicates'] as const) {
      expect(findingOf(from, kind).examples[0]?.images).toHaveLength(2);
      const settled = await settles(from, kind);
      expect([...settled.keys()]).toEqual(BOTH);
      const together = settled.get('keep-together') ?? from;
      expect(leftOf(together, 'near-duplicates')).toEqual([]);
      const { rows } = together.dataset;
      expect(rows.train + rows.val + rows.test).toBe(120);
      const all = Array.from({ length: 120 }, (_, row) => row);
      expect(unwrap(await readSourceRows(together.folder, together.dataset, all))).toEqual(
        unwrap(await readSourceRows(from.folder, from.dataset, all)),
      );
    }
  });

  test('a rare class is weighed or repeated; repeated ones can be dealt out again', async () => {
    const random = stream();
    for (let at = 0; at < 120; at += 1) {
      await picture(`${at % 15 === 0 ? 'rare' : 'usual'}/${at}`, noise(random));
    }
    const from = await importAudited(workspace, workspace.path('pictures'));
    expect(findingOf(from, 'class-imbalance').examples[0]?.images).toHaveLength(1);
    const settled = await settles(from, 'class-imbalance');
    expect([...settled.keys()]).toEqual(['class-weights', 'oversample']);
    const repeated = settled.get('oversample') ?? from;
    const manifest = unwrap(await readManifest(repeated.folder));
    const { target } = unwrap(await readSplit(repeated.folder, manifest, 'train'));
    const ofFirst = target.filter((label) => label === 0).length;
    expect(ofFirst).toBe(target.length / 2);
    const drift = { ...repeated, report: { ...repeated.report, split: null } };
    const again = fixingFor(drift, {
      ...{ kind: 'drift', severity: 'high', column: 'image', aspect: 'brightness', split: 'test' },
      difference: { by: 'median', train: 1, other: 2 },
      ...{ distance: 1, threshold: 0.2, measure: 'kolmogorov-smirnov', examples: [] },
    } as const);
    expect(again.fixes.map(({ kind }) => kind)).toEqual(['split-anew']);
  });

  test('of which those that test are darker are dealt anew, in every class alike', async () => {
    const random = stream();
    for (let at = 0; at < 160; at += 1) {
      const part = at % 4 === 0 ? 'test' : 'train';
      await picture(
        `${part}/${at % 8 < 4 ? 'a' : 'b'}/${at}`,
        noise(random),
        part === 'test' ? 0 : 40,
      );
    }
    const from = await importAudited(workspace, workspace.path('pictures'));
    const finding = findingOf(from, 'drift');
    expect(finding).toMatchObject({ aspect: 'brightness', split: 'test' });
    expect(finding.examples[0]?.images).toHaveLength(1);
    const settled = await settles(from, 'drift');
    expect([...settled.keys()]).toEqual(['split-anew']);
  });

  test('with boxes are brought together with what is marked in them, or left out', async () => {
    const pictures = await shapePictures(60);
    await writeFiles(workspace.path('coco'), cocoFiles([...pictures, ...pictures.slice(0, 15)]));
    const from = await importAudited(workspace, workspace.path('coco'));
    const settled = await settles(from, 'exact-duplicates');
    expect([...settled.keys()]).toEqual(BOTH);
    const together = settled.get('keep-together') ?? from;
    const all = Array.from({ length: 75 }, (_, row) => row);
    const shown = unwrap(await readSourceRows(together.folder, together.dataset, all));
    expect(shown).toEqual(unwrap(await readSourceRows(from.folder, from.dataset, all)));
    expect(together.dataset.classCounts).toEqual(from.dataset.classCounts);
    const boxesOf = async ({ folder }: Audited) => {
      const manifest = unwrap(await readManifest(folder));
      const sums = await Promise.all(
        SPLITS.map(async (split) => {
          const { target } = unwrap(await readSplit(folder, manifest, split));
          return Array.from(target).reduce((sum, value) => sum + value, 0);
        }),
      );
      return sums.reduce((sum, value) => sum + value, 0);
    };
    expect(await boxesOf(together)).toBeCloseTo(await boxesOf(from), 2);
    const without = settled.get('exclude-rows') ?? from;
    const boxes = (one: Audited) =>
      one.dataset.classCounts.reduce((sum, { count }) => sum + count, 0);
    expect(boxes(without)).toBeLessThan(boxes(from));
  });

  test('with boxes of which a given split has more in each are dealt anew', async () => {
    const files: Record<string, string | Uint8Array> = {};
    for (const [split, most, seed] of [
      ['train2017', 1, 1],
      ['val2017', 6, 2],
    ] as const) {
      const some = cocoFiles(await shapePictures(60, { most, seed }));
      files[`annotations/instances_${split}.json`] = some['annotations.json'] ?? '';
      for (const [name, content] of Object.entries(some)) {
        if (name.startsWith('images/')) files[name.replace('images', split)] = content;
      }
    }
    await writeFiles(workspace.path('given'), files);
    const from = await importAudited(workspace, workspace.path('given'));
    expect(findingOf(from, 'drift', 'boxes')).toMatchObject({ aspect: 'boxes', split: 'val' });
    const settled = await settles(from, 'drift', 'boxes');
    expect([...settled.keys()]).toEqual(['split-anew']);
  });

  test('to be given back are brought together, or left out', async () => {
    const random = stream();
    for (let at = 0; at < 50; at += 1) {
      const pixels = noise(random);
      await picture(`${at}`, pixels);
      if (at % 2 === 0) await picture(`${at}-again`, pixels);
    }
    const from = await importAudited(workspace, workspace.path('pictures'), {
      task: 'reconstruction',
    });
    const settled = await settles(from, 'exact-duplicates');
    expect([...settled.keys()]).toEqual(BOTH);
  });
});

test('translations: one source text in several splits is brought together, or left out', async () => {
  const lines = proseTwice(120).map((text, at) => `${text}\t第 ${at} 句`);
  const path = await workspace.write('pairs.tsv', `en\tzh\n${lines.join('\n')}\n`);
  const from = await importAudited(workspace, path, { task: 'translation', target: 'zh' });
  expect([...(await settles(from, 'exact-duplicates')).keys()]).toEqual(BOTH);
  expect([...(await settles(from, 'near-duplicates')).keys()]).toEqual(BOTH);
});

describe('ratings', () => {
  async function ratings(lines: readonly string[], split?: 'time') {
    const path = await workspace.write(
      'r.csv',
      `userId,movieId,rating,timestamp\n${lines.join('\n')}\n`,
    );
    const fractions = { train: 0.7, val: 0.15, test: 0.15 };
    return importAudited(workspace, path, {
      task: 'recommendation',
      target: 'rating',
      recipe: {
        ...{ version: 1, task: 'recommendation', target: 'rating', steps: [] },
        ratings: { user: 'userId', item: 'movieId' },
        split:
          split === 'time'
            ? { kind: 'time', column: 'timestamp', fractions }
            : { kind: 'random', fractions, seed: 2 },
      },
    });
  }
  const lines = (rate: (at: number) => number) =>
    Array.from(
      { length: 300 },
      (_, at) => `${at % 30},${Math.floor(at / 10)},${rate(at)},${1000 + at}`,
    );

  test('the same user on the same item twice is brought together, or left out', async () => {
    const once = lines((at) => 1 + (at % 5));
    const from = await ratings([...once, ...once.slice(0, 60)]);
    const settled = await settles(from, 'exact-duplicates');
    expect([...settled.keys()]).toEqual(BOTH);
  });

  test('a rating out of range leaves with its row', async () => {
    const from = await ratings(lines((at) => (at === 40 ? 9999 : 1 + (at % 5))));
    const settled = await settles(from, 'out-of-range', 'rating');
    expect([...settled.keys()]).toEqual(['exclude-rows']);
  });

  test('that drift with time are not mixed', async () => {
    const from = await ratings(
      lines((at) => (at > 250 ? 5 : 1 + (at % 3))),
      'time',
    );
    const finding = findingOf(from, 'drift', 'rating');
    expect(fixingFor(from, finding)).toEqual({ fixes: [], notes: ['drift-by-time', 'target'] });
  });
});

describe('time series', () => {
  async function series(row: (at: number, demand: readonly number[]) => readonly number[]) {
    const random = stream();
    let level = 100;
    const demand = Array.from({ length: 320 }, () => {
      level += random.nextFloat() * 4 - 2;
      return Number(level.toFixed(3));
    });
    const lines = Array.from({ length: 300 }, (_, at) => {
      const day = new Date(Date.UTC(2024, 0, 1 + at)).toISOString().slice(0, 10);
      return [day, demand[at], ...row(at, demand)].join(',');
    });
    const path = await workspace.write('s.csv', `day,demand,beside\n${lines.join('\n')}\n`);
    return importAudited(workspace, path, {
      task: 'forecasting',
      target: 'demand',
      // An import leaves constant columns out by itself.
      recipe: {
        ...{ version: 1, steps: [] },
        series: { time: 'day', values: ['beside'], window: 8, horizon: 2 },
      },
    });
  }

  test.each([
    ['future-column', (at: number, demand: readonly number[]) => [demand[at + 1] ?? 0]],
    ['constant', () => [7]],
    ['drift', (at: number) => [(at % 10) / 10 + (at > 240 ? 3 : 0)]],
  ] as const)('%s: the windows do without the column', async (kind, row) => {
    const from = await series(row);
    const settled = await settles(from, kind, 'beside');
    expect([...settled.keys()]).toEqual(['leave-out']);
    expect(settled.get('leave-out')?.dataset.input).toMatchObject({ channels: 1 });
  });

  test('values out of range are told with why no step takes them', async () => {
    const from = await series((at) => [at === 100 ? 9999 : at % 10]);
    const finding = findingOf(from, 'out-of-range', 'beside');
    expect(finding.examples[0]?.value).toBe('9999');
    expect(fixingFor(from, finding)).toEqual({ fixes: [], notes: ['windows-range'] });
  });

  test('windows that stand in several splits are shown, and stay', async () => {
    const lines = Array.from({ length: 300 }, (_, at) => {
      const day = new Date(Date.UTC(2024, 0, 1 + at)).toISOString().slice(0, 10);
      return `${day},${at % 4}`;
    });
    const path = await workspace.write('w.csv', `day,demand\n${lines.join('\n')}\n`);
    const from = await importAudited(workspace, path, { task: 'forecasting', target: 'demand' });
    const finding = findingOf(from, 'exact-duplicates');
    expect(finding.examples[0]?.value).not.toBe('');
    expect(fixingFor(from, finding)).toEqual({ fixes: [], notes: ['windows'] });
  });
});

test('running text that says the same thing again and again is told with its words', async () => {
  const path = await workspace.write('long.txt', 'To be, or not to be.\n'.repeat(4000));
  const from = await importAudited(workspace, path, { task: 'language-modeling' });
  const finding = findingOf(from, 'exact-duplicates');
  expect(finding.examples[0]?.value).toMatch(/be/);
  expect(fixingFor(from, finding)).toEqual({ fixes: [], notes: ['running-text'] });
});
