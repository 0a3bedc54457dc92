import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, sampleFile, test } from './fixtures/host.ts';
import { go } from './fixtures/looks.ts';
import { DatasetsPage } from './pages/datasets-page.ts';

const writer = fileURLToPath(
  new URL('../main/datasets/testing/write-families.ts', import.meta.url),
);

/** A source of one family, and what the page says of it, from the preview to the stored dataset. */
interface Family {
  readonly name: string;
  /** In the written folder, or a bundled sample's file. */
  readonly path: string;
  readonly recognisedAs: string;
  /** Of the wizard's choice of tasks, where there is one to be looked at. */
  readonly task: string;
  /** Chosen where it is not the one that is found. */
  readonly choose?: string;
  /** What the wizard shows of it, at once or where it tells how the data is read. */
  readonly preview: string | RegExp;
  /** What the stored dataset's page shows of it. */
  readonly shown: string | RegExp;
}

const IMAGES = { task: 'image-classification' } as const;
const BOXES = { task: 'object-detection' } as const;

const FAMILIES: readonly Family[] = [
  {
    ...IMAGES,
    name: 'labelled',
    path: 'list',
    recognisedAs: 'Images with a list of labels',
    preview: 'labels.csv in it names its images and their labels.',
    shown: '狗',
  },
  {
    ...IMAGES,
    name: 'phone',
    path: 'phone',
    recognisedAs: 'Folder of images',
    preview: /3 pictures are passed over.*2 × HEIC, 1 × PSD/,
    shown: '狗',
  },
  {
    ...IMAGES,
    name: 'digits',
    path: 'digits-images-idx3-ubyte.gz',
    recognisedAs: 'IDX (MNIST)',
    preview: 'First images',
    shown: /1,797/,
  },
  {
    ...IMAGES,
    name: 'cifar',
    path: 'cifar',
    recognisedAs: 'CIFAR-10, CIFAR-100',
    preview: 'First images',
    shown: 'automobile',
  },
  {
    ...IMAGES,
    name: 'arrays',
    path: 'arrays',
    recognisedAs: 'NumPy arrays (NPY, NPZ)',
    preview: 'First images',
    shown: /12 × 12/,
  },
  {
    ...IMAGES,
    name: 'packed',
    path: 'packed.npz',
    recognisedAs: 'NumPy arrays (NPY, NPZ)',
    preview: 'First images',
    shown: /12 × 12/,
  },
  {
    ...BOXES,
    name: 'coco',
    path: 'coco',
    recognisedAs: 'COCO (JSON)',
    preview: 'First images',
    shown: 'Boxes in an image',
  },
  {
    ...BOXES,
    name: 'yolo',
    path: 'yolo',
    recognisedAs: 'YOLO (text)',
    preview: 'data.yaml names the classes of its boxes.',
    shown: 'Boxes in an image',
  },
  {
    ...BOXES,
    name: 'voc',
    path: 'voc',
    recognisedAs: 'Pascal VOC (XML)',
    preview: /describes an image as Pascal VOC does/,
    shown: 'Boxes in an image',
  },
  {
    name: 'reviews',
    path: 'texts',
    recognisedAs: 'Folder of texts',
    task: 'text-classification',
    preview: /这部电影很好看|情节无聊/,
    shown: '差评',
  },
  {
    name: 'numbers',
    path: 'pairs.tsv',
    recognisedAs: 'TSV',
    task: 'translation',
    choose: 'translation',
    preview: '数字零',
    shown: 'Translation',
  },
  {
    name: 'films',
    path: 'u.data',
    recognisedAs: 'CSV',
    task: 'recommendation',
    preview: 'Column of users',
    shown: 'Recommendation',
  },
  {
    name: 'warmth',
    path: 'warmth.csv',
    recognisedAs: 'CSV',
    task: 'forecasting',
    choose: 'forecasting',
    preview: 'Rows ahead',
    shown: 'Forecasting',
  },
  {
    name: 'measured',
    path: 'table.sqlite',
    recognisedAs: 'SQLite database',
    task: 'classification',
    preview: 'length',
    shown: '狗',
  },
  {
    name: 'sheet',
    path: 'table.xlsx',
    recognisedAs: 'Excel workbook',
    task: 'classification',
    preview: 'length',
    shown: '狗',
  },
  {
    name: 'columns',
    path: 'table.parquet',
    recognisedAs: 'Parquet',
    task: 'classification',
    preview: 'length',
    shown: '狗',
  },
];

let folder = '';
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearth-e2e-families-'));
  execFileSync(process.execPath, [writer, folder]);
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('each family becomes a dataset with a page of its own', async ({ page, host }) => {
  test.setTimeout(300_000);
  await page.goto(await host.start());
  const datasets = new DatasetsPage(page);
  await test.step('a folder of images, uploaded', async () => {
    await datasets.chooseFolder(join(folder, 'folder'));
    await expect(
      page.getByRole('heading', { name: 'Recognised as Folder of images' }),
    ).toBeVisible();
    await datasets.storePreview('pets');
    await expect(page.getByRole('heading', { name: 'pets', level: 1 })).toBeVisible();
  });
  for (const { name, path, recognisedAs, task, choose, preview, shown } of FAMILIES) {
    await test.step(name, async () => {
      await go(page, '#/datasets');
      const isSample = path.endsWith('.gz');
      await datasets.readPath(isSample ? sampleFile(path) : join(folder, path));
      await expect(
        page.getByRole('heading', { name: `Recognised as ${recognisedAs}` }),
      ).toBeVisible();
      const tasks = page.getByRole('combobox', { name: 'Task' });
      if (choose !== undefined) await tasks.selectOption(choose);
      await expect(tasks).toHaveValue(task);
      const seen = page.getByText(preview).first();
      if (!(await seen.isVisible())) await page.getByText('How the data is read').click();
      await expect(seen).toBeVisible();
      await datasets.storePreview(name);
      await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
      await expect(page.getByText(shown).first()).toBeVisible();
    });
  }
  await go(page, '#/datasets');
  for (const { name } of FAMILIES) {
    await expect(page.getByRole('link', { name, exact: true })).toBeVisible();
  }
});
