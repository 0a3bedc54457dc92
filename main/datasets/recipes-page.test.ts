import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { decodeRecipe } from '../../app/contract/decode.ts';
import { AUDIT_CHECKS } from '../../app/dataset/audit/finding.ts';
import type { Recipe } from '../../app/dataset/dataset.ts';
import { SPLIT_KINDS } from '../../app/dataset/recipes/recipe-spec.ts';
import { STEP_KINDS } from '../../app/dataset/recipes/recipe-steps.ts';
import type { Task } from '../../app/dataset/tasks.ts';
import { randomStream } from '../../app/random.ts';
import { unwrap, useWorkspace } from './testing/workspace.ts';

const workspace = useWorkspace();
const pageOf = (name: string) =>
  readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
const PAGES = { en: pageOf('recipes.md'), zh: pageOf('recipes.zh-CN.md') };

/** Recipes that a page shows, in order. */
function recipesOf(page: string): readonly unknown[] {
  const blocks = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json = '']) =>
    JSON.parse(json),
  );
  return blocks.filter((block) => !Array.isArray(block));
}

const days = (at: number) => new Date(Date.UTC(2024, 0, 1 + at));
const csv = (rows: readonly (readonly (string | number)[])[]) =>
  `${rows.map((row) => row.join(',')).join('\n')}\n`;

/** Data as the example of each task is about. */
const SOURCES: Readonly<Partial<Record<Task, () => Promise<string>>>> = {
  regression: () => {
    const random = randomStream(1, 'page');
    const rows = Array.from({ length: 80 }, (_, at) => [
      ...[at, days(at).toISOString().slice(0, 10), 40 + random.nextBelow(90)],
      ...[`street ${at % 20}`, ['brick', 'wood'][at % 2] ?? '', 100 + random.nextBelow(400)],
    ]);
    const names = ['id', 'sold', 'area', 'street', 'built', 'price'];
    return workspace.write('homes.csv', csv([names, ...rows]));
  },
  'text-classification': () => {
    const rows = Array.from({ length: 60 }, (_, at) => [`word${at} and more of it`, `c${at % 2}`]);
    return workspace.write('texts.csv', csv([['text', 'label'], ...rows]));
  },
  'language-modeling': () =>
    workspace.write('prose.txt', 'once upon a time there was a fire by the hearth\n'.repeat(60)),
  translation: () => {
    const rows = Array.from({ length: 60 }, (_, at) => [`the cat number ${at}`, `第 ${at} 只猫`]);
    return workspace.write('pairs.csv', csv([['en', 'zh'], ...rows]));
  },
  'image-classification': async () => {
    for (const [name, grey] of [
      ['cat', 60],
      ['dog', 180],
    ] as const) {
      const background = { r: grey, g: grey, b: grey };
      const png = await sharp({ create: { width: 20, height: 24, channels: 3, background } })
        .png()
        .toBuffer();
      for (let at = 0; at < 20; at += 1) await workspace.write(`pets/${name}/${at}.png`, png);
    }
    return workspace.path('pets');
  },
  recommendation: () => {
    const rows = Array.from({ length: 120 }, (_, at) => [
      ...[`u${at % 12}`, `i${Math.floor(at / 12)}`, 1 + (at % 5), 1_700_000_000 + at * 60],
    ]);
    return workspace.write('ratings.csv', csv([['user', 'item', 'rating', 'time'], ...rows]));
  },
  forecasting: () => {
    const random = randomStream(2, 'page');
    const rows = Array.from({ length: 80 }, (_, at) =>
      ['a', 'b'].map((shop) => {
        const day = days(at).toISOString().slice(0, 10).split('-').toReversed().join('/');
        return [day, shop, random.nextBelow(30), random.nextBelow(100)];
      }),
    );
    return workspace.write(
      'sales.csv',
      csv([['day', 'shop', 'temperature', 'sold'], ...rows.flat()]),
    );
  },
};

const SHOWN = recipesOf(PAGES.en).map((shown) => unwrap(decodeRecipe('recipes.md', shown)));
const taskOf = ({ task = 'regression' }: Recipe): Task => task;

test('the pages show one recipe for each family, the same ones', () => {
  expect(new Set(SHOWN.map(taskOf))).toEqual(new Set(Object.keys(SOURCES)));
  expect(recipesOf(PAGES.zh)).toEqual(recipesOf(PAGES.en));
});

test.each(SHOWN.map((recipe) => [taskOf(recipe), recipe] as const))(
  'the recipe for %s prepares data',
  async (task, recipe) => {
    const path = (await SOURCES[task]?.()) ?? '';
    const dataset = unwrap(await workspace.importFile(path, { recipe: { task, ...recipe } }));
    expect(dataset.task).toBe(task);
    expect(Math.min(dataset.rows.train, dataset.rows.val, dataset.rows.test)).toBeGreaterThan(0);
  },
);

describe.each(Object.entries(PAGES))('the page in %s', (_, page) => {
  test.each(STEP_KINDS)('names the step %s', (kind) => expect(page).toContain(`\`${kind}\``));
  test.each(SPLIT_KINDS)('names the split %s', (kind) => expect(page).toContain(`\`${kind}\``));

  test('has a line for each step of a table that the other has, and for all that audits look for', () => {
    const lines = (text: string) => text.split('\n').filter((line) => line.startsWith('|')).length;
    expect(lines(page)).toBe(lines(PAGES.en));
    expect(lines(page)).toBeGreaterThan(AUDIT_CHECKS.length + STEP_KINDS.length);
  });
});
