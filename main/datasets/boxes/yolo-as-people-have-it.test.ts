import { beforeAll, describe, expect, test } from 'vitest';
import { previewWarningText } from '../../../app/dataset/preview-warning-text.ts';
import { previewDataset } from '../preview-dataset.ts';
import {
  type Files,
  type ShapePicture,
  shapePictures,
  writeFiles,
  yoloFiles,
} from '../testing/shape-pictures.ts';
import { unwrap, useWorkspace } from '../testing/workspace.ts';

const COUNT = 24;
const workspace = useWorkspace();
let pictures: readonly ShapePicture[];
beforeAll(async () => {
  pictures = await shapePictures(COUNT);
});

/** The files but for the one that names classes, with every row of a file of boxes changed. */
function changed(row: (numbers: readonly number[]) => string = (numbers) => numbers.join(' ')) {
  const { 'data.yaml': _, ...files } = yoloFiles(pictures);
  return Object.fromEntries(
    Object.entries(files).map(([name, content]) => {
      if (typeof content !== 'string') return [name, content];
      const rows = content.trim().split('\n');
      return [name, rows.map((each) => row(each.split(' ').map(Number))).join('\n')];
    }),
  );
}

/** Points of an outline that fills its box. */
const outline = ([label = 0, x = 0, y = 0, width = 0, height = 0]: readonly number[]) =>
  [
    ...[label, x, y - height / 2, x + width / 2, y],
    ...[x, y + height / 2, x - width / 2, y, x - width / 4, y - height / 4],
  ].join(' ');

async function previewOf(files: Files) {
  await writeFiles(workspace.path('set'), files);
  return unwrap(await previewDataset(workspace.path('set'), {}));
}

const NUMBERED = { kind: 'classes-numbered', count: 3 } as const;

describe('boxes in the form of YOLO', () => {
  test('without names of classes are called by number', async () => {
    const preview = await previewOf(changed());
    expect(preview).toMatchObject({
      format: 'yolo',
      totalRows: COUNT,
      source: { why: { kind: 'yolo-boxes', file: 'labels/shape-000.txt' } },
    });
    expect(preview.classCounts.map(({ name }) => name)).toEqual(['0', '1', '2']);
    expect(preview.warnings).toEqual([NUMBERED]);
    expect(previewWarningText(NUMBERED, 'en')).toContain('the 3 classes');
    expect(previewWarningText(NUMBERED, 'zh')).toContain('3 个类别');
    const dataset = unwrap(await workspace.importFile(workspace.path('set')));
    expect(dataset.classes).toEqual(['0', '1', '2']);
  });

  test('whose data file counts classes and does not name them are called by number too', async () => {
    const preview = await previewOf({ ...changed(), 'data.yaml': 'train: images\nnc: 3\n' });
    expect(preview).toMatchObject({ format: 'yolo', warnings: [NUMBERED] });
  });

  test('beside their pictures, without a folder of their own, are found as well', async () => {
    const files = Object.entries(changed()).map(([name, content]) => [
      name.replace(/^(images|labels)\//, ''),
      content,
    ]);
    const preview = await previewOf(Object.fromEntries(files));
    expect(preview).toMatchObject({ format: 'yolo', totalRows: COUNT, warnings: [NUMBERED] });
  });

  test('are put round outlines, which are counted', async () => {
    const named = await previewOf(yoloFiles(pictures));
    const data = { 'data.yaml': yoloFiles(pictures)['data.yaml'] ?? '' };
    const preview = await previewOf({ ...changed(outline), ...data });
    const count = pictures.flatMap(({ shapes }) => shapes).length;
    const warning = { kind: 'boxes-from-outlines', count } as const;
    expect(preview.warnings).toEqual([warning]);
    expect(previewWarningText(warning, 'en')).toContain(`${count} outlines are read as the boxes`);
    expect(preview.classCounts).toEqual(named.classCounts);
    for (const [at, { boxes }] of preview.sampleImages.entries()) {
      for (const [index, box] of (boxes ?? []).entries()) {
        const other = named.sampleImages[at]?.boxes?.[index];
        expect(box.label).toBe(other?.label);
        for (const edge of ['left', 'top', 'right', 'bottom'] as const) {
          expect(box[edge]).toBeCloseTo(other?.[edge] ?? -1, 6);
        }
      }
    }
  });

  test('of poses are the boxes, not an outline of the points', async () => {
    const posed = changed((numbers) => [...numbers, 0.5, 0.5, 0.1, 0.1].join(' '));
    const data = 'names: [a, b, c]\nkpt_shape: [2, 2]\n';
    const named = await previewOf(yoloFiles(pictures));
    const preview = await previewOf({ ...posed, 'data.yaml': data });
    expect(preview.warnings).toEqual([]);
    expect(preview.boxes?.perImage).toEqual(named.boxes?.perImage);
    expect(preview.sampleImages[0]?.boxes?.[0]?.right).toBe(
      named.sampleImages[0]?.boxes?.[0]?.right,
    );
  });

  test('of pictures that are not read are passed over with them', async () => {
    const row = '0 0.5 0.5 0.25 0.25\n';
    const preview = await previewOf({
      ...yoloFiles(pictures),
      'images/phone.heic': 'of another kind',
      'labels/phone.txt': row,
    });
    expect(preview).toMatchObject({
      totalRows: COUNT,
      warnings: [{ kind: 'pictures-passed-over', endings: [{ ending: 'heic', count: 1 }] }],
    });
  });

  test('are not seen in texts that tell of pictures', async () => {
    const files = Object.fromEntries(
      pictures.flatMap(({ png }, at) => [
        [`${at}.png`, png],
        [`${at}.txt`, 'a cat on a mat'],
      ]),
    );
    expect((await previewOf(files)).format).toBe('image-folder');
  });
});
