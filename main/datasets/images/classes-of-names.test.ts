import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { previewDataset } from '../preview-dataset.ts';
import { unwrap, useWorkspace } from '../testing/workspace.ts';

const workspace = useWorkspace();
const create = { width: 6, height: 4, channels: 3, background: '#963' } as const;
const PNG = await sharp({ create }).png().toBuffer();

async function write(names: readonly string[]): Promise<string> {
  for (const name of names) await workspace.write(`set/${name}`, PNG);
  return workspace.path('set');
}
/** Eight pictures of each class. */
const each = (classes: readonly string[], nameOf: (name: string, at: number) => string) =>
  classes.flatMap((name) => Array.from({ length: 8 }, (_, at) => nameOf(name, at)));

describe('classes in names of pictures', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['points', each(['cat', 'dog'], (name, at) => `${name}.${at}.jpg`), ['cat', 'dog']],
    [
      'lines',
      each(['Abyssinian', 'great_pyrenees'], (name, at) => `${name}_${at + 1}.jpg`),
      ['Abyssinian', 'great_pyrenees'],
    ],
    ['copies', each(['猫', '狗'], (name, at) => `${name} (${at}).png`), ['狗', '猫']],
    ['digits alone', each(['b', 'a1x'], (name, at) => `${name}${at}.png`), ['a1x', 'b']],
    [
      'numbers that are classes',
      each(['0', '10', '2'], (name, at) => `${name}_${at}.png`),
      ['0', '2', '10'],
    ],
    [
      'numbers in front',
      each(['frog', 'ship'], (name, at) => `${at}0_${name}.png`),
      ['frog', 'ship'],
    ],
  ])('are offered, counted, and taken when asked for: %s', async (_, names, classes) => {
    const path = await write(names);
    const plain = unwrap(await previewDataset(path, {}));
    expect(plain.possibleTasks).toEqual(['reconstruction']);
    const told = { pictures: names.length, classes: classes.length };
    expect(plain.warnings).toMatchObject([{ kind: 'names-tell-classes', ...told }]);
    const asked = unwrap(await previewDataset(path, { classesFromNames: true }));
    expect(asked.task).toBe('image-classification');
    expect(asked.warnings).toMatchObject([{ kind: 'classes-from-names', ...told }]);
    expect(new Set(asked.classCounts.map(({ name }) => name))).toEqual(new Set(classes));
    expect(asked.classCounts.every(({ count }) => count === 8)).toBe(true);
    const dataset = unwrap(await workspace.importFile(path, { classesFromNames: true }));
    expect(dataset).toMatchObject({ classes, warnings: [{ kind: 'classes-from-names' }] });
  });

  test.each<[string, readonly string[]]>([
    ['one class', each(['cat'], (name, at) => `${name}.${at}.jpg`)],
    [
      'a class with one picture',
      [...each(['cat', 'dog'], (name, at) => `${name}.${at}.jpg`), 'cow.1.jpg'],
    ],
    [
      'one name of another form',
      [...each(['cat', 'dog'], (name, at) => `${name}.${at}.jpg`), 'cover.jpg'],
    ],
    ['numbers', Array.from({ length: 8 }, (_, at) => `${at}.jpg`)],
    ['days', each(['IMG_20240101', 'IMG_20240102'], (name, at) => `${name}_${at}.jpg`)],
  ])('are neither offered nor taken where there are none: %s', async (_, names) => {
    const path = await write(names);
    expect(unwrap(await previewDataset(path, {})).warnings).toEqual([]);
    expect(await workspace.importFile(path, { classesFromNames: true })).toMatchObject({
      error: { code: 'dataset/image-data-invalid', problem: 'names-untold' },
    });
    expect(await workspace.left()).toEqual([]);
  });

  test('are taken below splits, of which those without are left out', async () => {
    const names = each(['cat', 'dog'], (name, at) => `train/${name}.${at}.jpg`);
    const path = await write([...names, 'test/1.jpg', 'test/2.jpg']);
    const asked = unwrap(await previewDataset(path, { classesFromNames: true }));
    expect(asked.totalRows).toBe(16);
    expect(asked.warnings).toMatchObject([
      { kind: 'classes-from-names', pictures: 16 },
      { kind: 'folder-left-out', folder: 'test', count: 2 },
    ]);
  });

  test('are not asked for where folders, or other formats, say it', async () => {
    const path = await write(each(['cat', 'dog'], (name, at) => `${name}/${name}.${at}.jpg`));
    const table = await workspace.write('t.csv', 'a,b\n1,2\n2,3\n');
    for (const source of [path, table]) {
      expect(await previewDataset(source, { classesFromNames: true })).toMatchObject({
        error: { code: 'recipe/invalid', place: 'classesFromNames' },
      });
    }
  });
});
