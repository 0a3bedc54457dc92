import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readManifest } from '../shards/manifest.ts';
import { readSplit } from '../shards/read.ts';
import { previewDataset } from './preview-dataset.ts';
import { tarOf } from './testing/archive-files.ts';
import { cifarOf, cifarPixel } from './testing/cifar-files.ts';
import { DATASET_ID, unwrap, useWorkspace } from './testing/workspace.ts';

const workspace = useWorkspace();
const labelled = (rows: number, ...before: number[]) =>
  Array.from({ length: rows }, (_, row) => [...before, row % 2]);

async function readAll(split: 'train' | 'test') {
  const folder = join(workspace.datasetsFolder(), DATASET_ID);
  return unwrap(await readSplit(folder, unwrap(await readManifest(folder)), split));
}

async function writeCifar10(): Promise<string> {
  await workspace.write('set/data_batch_1.bin', cifarOf(labelled(70)));
  await workspace.write('set/data_batch_2.bin', cifarOf(labelled(10), 70));
  await workspace.write('set/test_batch.bin', cifarOf(labelled(8), 80));
  await workspace.write('set/batches.meta.txt', 'airplane\nautomobile\nbird\n\n');
  return workspace.path('set');
}

describe('CIFAR-10', () => {
  test('keeps pixels, names and the test split, from its folder or a file in it', async () => {
    const path = await writeCifar10();
    const dataset = unwrap(await workspace.importFile(join(path, 'data_batch_2.bin')));
    expect(dataset).toMatchObject({
      format: 'cifar',
      classes: ['airplane', 'automobile'],
      input: { kind: 'image', height: 32, width: 32, channels: 3 },
      rows: { test: 8 },
    });
    expect(dataset.rows.train + dataset.rows.val).toBe(80);
    for (const split of ['train', 'test'] as const) {
      const { features, target, sourceRows } = await readAll(split);
      for (const [at, row] of sourceRows.entries()) {
        expect(target[at]).toBe(row % 2);
        const wanted = Array.from({ length: 3072 }, (_, byte) =>
          cifarPixel(row, byte % 3, Math.floor(byte / 3)),
        );
        expect([...features.subarray(at * 3072, at * 3072 + 3072)]).toEqual(wanted);
      }
    }
    const preview = unwrap(await previewDataset(path, {}));
    expect(preview).toMatchObject({
      format: 'cifar',
      totalRows: 88,
      source: { why: { kind: 'cifar' } },
    });
    expect(preview.sampleImages.length).toBeGreaterThan(20);
  });

  test('comes out of an archive, and a file of test images stands alone', async () => {
    const path = await writeCifar10();
    const names = ['data_batch_1.bin', 'batches.meta.txt'];
    const contents = [cifarOf(labelled(40)), 'cat\ndog\n'];
    const tar = tarOf(
      names.map((name, at) => ({ name: `cifar/${name}`, content: contents[at] ?? '' })),
    );
    const archive = await workspace.write('cifar.tar.gz', gzipSync(tar));
    const preview = unwrap(await previewDataset(archive, {}));
    expect(preview).toMatchObject({ format: 'cifar', totalRows: 40 });
    expect(preview.classCounts).toEqual([
      { name: 'cat', count: 20 },
      { name: 'dog', count: 20 },
    ]);
    const alone = unwrap(await previewDataset(join(path, 'test_batch.bin'), {}));
    expect(alone.totalRows).toBe(8);
  });

  test('is refused where a label has no name, a record is cut, or Python has pickled it', async () => {
    const path = await writeCifar10();
    const refused = async (problem: string, at: string, found: string) => {
      expect(await workspace.importFile(path)).toEqual({
        ok: false,
        error: { code: 'dataset/image-data-invalid', path: join(path, at), problem, found },
      });
      expect(await workspace.left()).toEqual([]);
    };
    await workspace.write('set/batches.meta.txt', 'airplane\n');
    await refused('label', 'data_batch_1.bin', '1 (2)');
    await workspace.write('set/data_batch_1.bin', cifarOf(labelled(4)).subarray(0, 9000));
    await refused('length', 'data_batch_1.bin', '9000 ≠ n × 3073');
    await workspace.write('python/data_batch_1', '\u0080\u0002}q');
    await workspace.write('python/batches.meta', '\u0080\u0002}q');
    expect(await workspace.importFile(workspace.path('python'))).toMatchObject({
      ok: false,
      error: { problem: 'pickle', found: 'data_batch_1' },
    });
  });
});

test('CIFAR-100 is labelled by its second byte', async () => {
  await workspace.write('train.bin', cifarOf(labelled(60, 19)));
  await workspace.write('test.bin', cifarOf(labelled(6, 19), 60));
  await workspace.write('fine_label_names.txt', 'apple\naquarium_fish\n');
  const dataset = unwrap(await workspace.importFile(workspace.path('train.bin')));
  expect(dataset).toMatchObject({ format: 'cifar', classes: ['apple', 'aquarium_fish'] });
  const { features, target, sourceRows } = await readAll('test');
  expect([...sourceRows]).toEqual([60, 61, 62, 63, 64, 65]);
  expect([...target]).toEqual([0, 1, 0, 1, 0, 1]);
  expect(features[1]).toBe(cifarPixel(60, 1, 0));
});
