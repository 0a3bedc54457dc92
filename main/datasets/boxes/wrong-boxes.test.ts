import { beforeAll, describe, expect, test } from 'vitest';
import type { AppError } from '../../../app/errors.ts';
import {
  cocoFiles,
  type Files,
  type ShapePicture,
  shapePictures,
  vocFiles,
  vocXml,
  writeFiles,
  yoloFiles,
} from '../testing/shape-pictures.ts';
import { useWorkspace } from '../testing/workspace.ts';

const workspace = useWorkspace();
let pictures: readonly ShapePicture[];
beforeAll(async () => {
  pictures = await shapePictures(8);
});

/** What importing a folder fails with; the path by its last part. */
async function failureOf(files: Files): Promise<AppError & { path?: string }> {
  await writeFiles(workspace.path('set'), files);
  const imported = await workspace.importFile(workspace.path('set'));
  if (imported.ok) throw new Error('It was imported');
  expect(await workspace.left()).toEqual([]);
  const { error } = imported;
  return 'path' in error ? { ...error, path: error.path.replace(/^.*[/\\]/, '') } : error;
}

const boxes = (path: string, place: string, problem: string, found?: string) => ({
  code: 'dataset/boxes-invalid',
  path,
  place,
  problem,
  ...(found !== undefined && { found }),
});

interface Coco {
  images: Record<string, unknown>[];
  annotations: Record<string, unknown>[];
  categories: Record<string, unknown>[];
}

describe('COCO', () => {
  const changed = (change: (coco: Coco) => void): Files => {
    const files = cocoFiles(pictures);
    const coco = JSON.parse(String(files['annotations.json'])) as Coco;
    change(coco);
    return { ...files, 'annotations.json': JSON.stringify(coco) };
  };
  const annotation = (fields: Record<string, unknown>) =>
    changed(({ annotations }) => Object.assign(annotations[2] ?? {}, fields));
  const image = (fields: Record<string, unknown>) =>
    changed(({ images }) => Object.assign(images[1] ?? {}, fields));
  const at = 'annotations[2]';

  test('an image of a kind that is not read is named as such', async () => {
    const files = { ...image({ file_name: 'a.heic' }), 'images/a.heic': 'of another kind' };
    expect(await failureOf(files)).toMatchObject(
      boxes('annotations.json', 'images[1].file_name', 'picture-unread', 'images/a.heic'),
    );
  });

  test.each<[string, () => Files, string, string, string?]>([
    [
      'a box outside its image',
      () => annotation({ bbox: [60, 4, 20, 20] }),
      `${at}.bbox`,
      'outside',
      '60, 4, 80, 24',
    ],
    ['a box left of it', () => annotation({ bbox: [-9, 4, 20, 20] }), `${at}.bbox`, 'outside'],
    [
      'a negative size',
      () => annotation({ bbox: [30, 4, -20, 20] }),
      `${at}.bbox`,
      'negative',
      '[30,4,-20,20]',
    ],
    ['three numbers', () => annotation({ bbox: [30, 4, 20] }), `${at}.bbox`, 'four'],
    ['words for numbers', () => annotation({ bbox: ['1', '2', '3', '4'] }), `${at}.bbox`, 'four'],
    [
      'a number beyond all',
      () => annotation({ bbox: [1e308, 4, 1e308, 5] }),
      `${at}.bbox`,
      'outside',
    ],
    ['no box', () => annotation({ bbox: undefined }), `${at}.bbox`, 'missing'],
    ['an unknown class', () => annotation({ category_id: 99 }), `${at}.category_id`, 'class', '99'],
    [
      'an unknown image',
      () => annotation({ image_id: 'x' }),
      `${at}.image_id`,
      'image-unknown',
      'x',
    ],
    ['an id that is none', () => annotation({ image_id: [1] }), `${at}.image_id`, 'number'],
    ['two annotations of one id', () => annotation({ id: 1 }), `${at}.id`, 'id-twice', '1'],
    ['two images of one id', () => image({ id: 1 }), 'images[1].id', 'id-twice', '1'],
    [
      'a missing picture',
      () => image({ file_name: 'none.png' }),
      'images[1].file_name',
      'picture-missing',
      'none.png',
    ],
    [
      'a picture elsewhere',
      () => image({ file_name: '../../etc/passwd' }),
      'images[1].file_name',
      'picture-missing',
    ],
    ['a picture twice', () => image({ file_name: 'shape-000.png' }), 'images[1]', 'picture-twice'],
    ['a size that lies', () => image({ width: 640 }), 'images[1]', 'size', '640 × 64 ≠ 64 × 64'],
    ['a size that is none', () => image({ width: -1 }), 'images[1].width', 'number', '-1'],
    [
      'two categories of one id',
      () => changed(({ categories }) => Object.assign(categories[1] ?? {}, { id: 10 })),
      'categories[1].id',
      'id-twice',
      '10',
    ],
    [
      'a category without a name',
      () => changed(({ categories }) => Object.assign(categories[0] ?? {}, { name: ' ' })),
      'categories[0].name',
      'name',
      ' ',
    ],
    [
      'nothing marked',
      () => changed((coco) => Object.assign(coco, { annotations: [] })),
      '',
      'none',
    ],
  ])('%s is named', async (_, files, place, problem, found) => {
    const failure = await failureOf(files());
    const path = problem === 'none' ? 'set' : 'annotations.json';
    expect(failure).toMatchObject(boxes(path, place, problem, found));
  });

  test.each<[string, (text: string) => string, string, string]>([
    ['is cut', (text) => text.slice(0, -40), 'categories', 'ends-early'],
    [
      'holds numbers for objects',
      (text) => text.replace('"annotations":[', '"annotations":[7,'),
      'annotations[0]',
      'object',
    ],
    [
      'holds lists for objects',
      (text) => text.replace('"annotations":[', '"annotations":[[],'),
      'annotations[0]',
      'object',
    ],
    [
      'holds what is no JSON',
      (text) => text.replace('"bbox":', '"bbox"='),
      'annotations[0]',
      'syntax',
    ],
    [
      'is deep',
      (text) =>
        text.replace('"annotations":[', `"x":${'['.repeat(90)}${']'.repeat(90)},"annotations":[`),
      'x',
      'too-deep',
    ],
    ['goes on', (text) => `${text}{}`, 'categories', 'syntax'],
  ])('a file that %s is named', async (_, change, place, problem) => {
    const files = cocoFiles(pictures);
    const text = change(String(files['annotations.json']));
    expect(await failureOf({ ...files, 'annotations.json': text })).toMatchObject({
      path: 'annotations.json',
      place: expect.stringContaining(place),
      problem,
    });
  });

  test('crowds and boxes without an area are left out and counted', async () => {
    const files = changed(({ annotations }) => {
      Object.assign(annotations[0] ?? {}, { iscrowd: 1 });
      Object.assign(annotations[1] ?? {}, { bbox: [5, 5, 0, 9] });
    });
    await writeFiles(workspace.path('set'), files);
    const imported = await workspace.importFile(workspace.path('set'));
    expect(imported).toMatchObject({ ok: true, value: { boxes: { leftOut: 2 } } });
  });

  test('__proto__ is an id and a name like others', async () => {
    const files = changed(({ categories, annotations }) => {
      Object.assign(categories[0] ?? {}, { name: '__proto__' });
      for (const each of annotations) each.category_id = 10;
    });
    await writeFiles(workspace.path('set'), files);
    const imported = await workspace.importFile(workspace.path('set'));
    expect(imported).toMatchObject({ ok: true, value: { classes: ['__proto__'] } });
  });
});

describe('YOLO', () => {
  const row = (text: string): Files => ({ ...yoloFiles(pictures), 'labels/shape-003.txt': text });
  test.each<[string, string, string, string, string?]>([
    ['an unknown class', '0 .5 .5 .2 .2\n3 .5 .5 .2 .2\n', '2', 'class', '3'],
    ['a class that is no index', '0.5 .5 .5 .2 .2\n', '1', 'class'],
    ['four numbers', '0 .5 .5 .2\n', '1', 'five', '0 .5 .5 .2'],
    ['an outline of half a point', '0 .5 .5 .2 .2 .1 .1 .3\n', '1', 'five'],
    ['words', '\n0 .5 NaN .2 .2\n', '2', 'five'],
    ['a negative size', '0 .5 .5 -.2 .2\n', '1', 'negative'],
    ['a box outside', '0 .95 .5 .2 .2\n', '1', 'outside'],
    ['pixels for fractions', '0 32 32 10 10\n', '1', 'outside'],
    ['a NUL', '0 .5 .5\0 .2 .2\n', '', 'syntax'],
    ['too many boxes', '0 .5 .5 .2 .2\n'.repeat(1001), '1001', 'too-many'],
  ])('%s is named by its row', async (_, text, place, problem, found) => {
    expect(await failureOf(row(text))).toMatchObject(boxes('shape-003.txt', place, problem, found));
  });

  test.each<[string, string, string, string]>([
    ['an anchor', 'names: &a [x]\n', '1', 'yaml'],
    ['a tag that makes objects', 'names: !!python/object/apply:os.system [x]\n', '1', 'yaml'],
    ['an alias', 'x: 1\nnames: *a\n', '2', 'yaml'],
    ['a key twice', 'names: [a, b, c]\nnames: [d]\n', '2', 'key-twice'],
    ['names out of order', 'names:\n  0: a\n  2: b\n', '3', 'names'],
    ['a list in a list', 'names: [[a]]\n', '1', 'yaml'],
    ['a list that does not end', 'names: [a, b\n', '1', 'yaml'],
    ['no names', 'names:\nnc: 3\n', '1', 'names'],
  ])('a data file with %s is refused', async (_, yaml, place, problem) => {
    const failure = await failureOf({ ...yoloFiles(pictures), 'data.yaml': yaml });
    expect(failure).toMatchObject(boxes('data.yaml', place, problem));
  });

  test('boxes without their image are named', async () => {
    const files = { ...yoloFiles(pictures), 'labels/none.txt': '0 .5 .5 .2 .2\n' };
    expect(await failureOf(files)).toMatchObject(boxes('none.txt', '', 'picture-missing'));
  });

  test('names and files may be in Chinese, and in GB18030', async () => {
    const files = {
      ...yoloFiles(pictures),
      // 圆, 方, 三角 in GB18030.
      'data.yaml': Buffer.from('names: [\xd4\xb2, \xb7\xbd, \xc8\xfd\xbd\xc7]\n', 'latin1'),
    };
    await writeFiles(workspace.path('set'), files);
    const imported = await workspace.importFile(workspace.path('set'));
    expect(imported).toMatchObject({ ok: true, value: { classes: ['圆', '方', '三角'] } });
  });
});

describe('Pascal VOC', () => {
  const FIRST = 'shape-000.xml';
  const xml = (text: string): Files => ({ ...vocFiles(pictures), [`Annotations/${FIRST}`]: text });
  const object = (box: string, name = '<name>circle</name>') =>
    vocXml(
      'shape-000.png',
      { width: 64, height: 64, shapes: [] },
      `<object>${name}<bndbox>${box}</bndbox></object>`,
    );
  const edges = (...values: readonly (number | string)[]) =>
    ['xmin', 'ymin', 'xmax', 'ymax'].map((name, at) => `<${name}>${values[at]}</${name}>`).join('');
  const box = 'object[1]/bndbox';

  test.each<[string, () => string, string, string, string?]>([
    [
      'a box outside its image',
      () => object(edges(10, 10, 80, 30)),
      box,
      'outside',
      '10, 10, 80, 30',
    ],
    ['a box that ends before it begins', () => object(edges(30, 10, 20, 30)), box, 'negative'],
    ['a word for an edge', () => object(edges('x', 1, 2, 3)), `${box}/xmin`, 'number', 'x'],
    ['no edge', () => object(edges(1, 2, 3, 4).replace(/<ymax>.*/, '')), box, 'element', 'ymax'],
    ['no name', () => object(edges(1, 2, 3, 4), ''), 'object[1]/name', 'name'],
    [
      'a size that lies',
      () => vocXml('shape-000.png', { width: 100, height: 64, shapes: [] }),
      'size',
      'size',
    ],
    ['a missing picture', () => vocXml('none.png', { width: 64, height: 64, shapes: [] }), '', ''],
    [
      'a document type',
      () =>
        object(edges(1, 2, 3, 4)).replace(
          '<annotation>',
          '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><annotation>',
        ),
      '',
      'syntax',
    ],
    [
      'an end of another element',
      () => object(edges(1, 2, 3, 4)).replace('</xmin>', '</xmax>'),
      'annotation/object/bndbox/xmin',
      'syntax',
      '</xmax>',
    ],
    [
      'no end',
      () => object(edges(1, 2, 3, 4)).replace('</annotation>', ''),
      'annotation',
      'syntax',
    ],
    ['a second root', () => `${object(edges(1, 2, 3, 4))}<annotation/>`, 'annotation', 'syntax'],
    ['another root', () => '<annotation2/>', 'annotation2', 'element', 'annotation'],
    ['depth', () => `<annotation>${'<a>'.repeat(5000)}`, '', 'too-deep', '12'],
    [
      'width',
      () => `<annotation>${'<a/>'.repeat(50_001)}</annotation>`,
      'annotation',
      'too-many-elements',
    ],
  ])('%s is named by its element', async (_, text, place, problem, found) => {
    if (problem === '') {
      // Another name than the picture's is no fault where the file itself is called after it.
      await writeFiles(workspace.path('set'), xml(text()));
      expect((await workspace.importFile(workspace.path('set'))).ok).toBe(true);
      return;
    }
    expect(await failureOf(xml(text()))).toMatchObject({
      ...boxes(FIRST, place, problem, found),
      ...(place === '' && { place: expect.any(String) }),
    });
  });

  test('a file without an image is named', async () => {
    const files = { ...vocFiles(pictures), 'Annotations/none.xml': '<annotation/>' };
    expect(await failureOf(files)).toMatchObject(
      boxes('none.xml', 'filename', 'picture-missing', 'none.jpg'),
    );
  });

  test.each([
    ['filename', 'none.HEIC', 'none.HEIC'],
    ['filename', 'none.jpg', 'photos/none.heic'],
  ])('an image of a kind that is not read is named as such: %s %s', async (_, given, there) => {
    const text = vocXml(given, { width: 64, height: 64, shapes: [] });
    const files = {
      ...vocFiles(pictures),
      'Annotations/none.xml': text,
      [there]: 'of another kind',
    };
    expect(await failureOf(files)).toMatchObject(
      boxes('none.xml', 'filename', 'picture-unread', there),
    );
  });

  test('two files for one image are named', async () => {
    const text = vocXml('shape-001.png', { width: 64, height: 64, shapes: [] });
    expect(await failureOf(xml(text))).toMatchObject({
      problem: 'picture-twice',
      place: 'filename',
    });
  });

  test('a file of megabytes is not read', async () => {
    const text = `<annotation>${' '.repeat(3 * 1024 ** 2)}</annotation>`;
    expect(await failureOf(xml(text))).toMatchObject({ code: 'dataset/too-large', path: FIRST });
  });
});
