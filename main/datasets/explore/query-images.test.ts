import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { REQUEST_RESULTS } from '../../../app/contract/schemas/requests.ts';
import type { ImagesQuery } from '../../../app/dataset/explore/images-query.ts';
import { DATASET_ID, SAMPLES, unwrap, useWorkspace } from '../testing/workspace.ts';
import { ImageShelf } from './query-images.ts';

const workspace = useWorkspace();
const folder = () => join(workspace.datasetsFolder(), DATASET_ID);
const ALL: ImagesQuery = { split: null, className: null };

test('images come in the order of the source, by split and class, with thumbnails', async () => {
  const dataset = unwrap(await workspace.importFile(join(SAMPLES, 'digits-images-idx3-ubyte.gz')));
  const shelf = new ImageShelf();
  const ask = async (query: Partial<ImagesQuery>, limit = 2000) =>
    unwrap(
      await shelf.page(
        folder(),
        dataset,
        { ...ALL, ...query },
        { offset: 0, limit, thumbnails: false },
      ),
    );
  const all = await ask({});
  expect(all.total).toBe(1797);
  expect(all.images.map(({ row }) => row)).toEqual([...Array(1797).keys()]);
  for (const { name, count } of dataset.classCounts) {
    const some = await ask({ className: name });
    expect(some.total).toBe(count);
    expect(some.images.every(({ label }) => label === name)).toBe(true);
  }
  const shown = { offset: 1790, limit: 3, thumbnails: true };
  const page = unwrap(await shelf.page(folder(), dataset, ALL, shown));
  expect(REQUEST_RESULTS['explore.images'].parse(page)).toEqual(page);
  const url = page.images[0]?.thumbnail ?? '';
  const { width, height } = await sharp(Buffer.from(url.split(',')[1] ?? '', 'base64')).metadata();
  expect({ width, height }).toEqual({ width: 8, height: 8 });
  // Kept, and the same again.
  expect(unwrap(await shelf.page(folder(), dataset, ALL, shown))).toEqual(page);
  const none = await shelf.page(folder(), dataset, { ...ALL, className: 'x' }, shown);
  expect(none).toMatchObject({ ok: false, error: { code: 'dataset/class-missing' } });
});

test('thumbnails of larger images are scaled down', async () => {
  for (const [name, colour] of [
    ['all/red/a.png', '#ff0000'],
    ['all/red/b.png', '#ee0000'],
    ['all/blue/a.png', '#0000ff'],
    ['all/blue/b.png', '#0000ee'],
    ...Array.from({ length: 8 }, (_, at) => [
      `all/${at % 2 ? 'red' : 'blue'}/${at}.png`,
      '#808080',
    ]),
  ] as const) {
    const create = { width: 300, height: 200, channels: 3, background: colour } as const;
    await workspace.write(name, await sharp({ create }).png().toBuffer());
  }
  const imageSize = { height: 200, width: 300 };
  const dataset = unwrap(await workspace.importFile(workspace.path('all'), { images: imageSize }));
  const shown = { offset: 0, limit: 1, thumbnails: true };
  const { images } = unwrap(await new ImageShelf().page(folder(), dataset, ALL, shown));
  const { thumbnail = '' } = images[0] ?? {};
  expect(thumbnail.startsWith('data:image/webp')).toBe(true);
  const read = await sharp(Buffer.from(thumbnail.split(',')[1] ?? '', 'base64')).metadata();
  expect({ width: read.width, height: read.height }).toEqual({ width: 128, height: 85 });
});
