import { mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PreparedSplit } from '../../app/dataset/prepared.ts';
import { readManifest } from '../shards/manifest.ts';
import { openRows } from './open-rows.ts';
import type { RowInputs, RowSource } from './row-source.ts';
import { BLOBS, IMAGES, writePreparedData } from './testing/prepared-data.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-rows-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function trainSplit(data: string): Promise<PreparedSplit> {
  const manifest = await readManifest(data);
  if (!manifest.ok) throw new Error(manifest.error.code);
  return manifest.value.splits.train;
}

async function open(
  data: string,
  split: PreparedSplit,
  memoryBytes: number,
  device: 'cpu' | 'gpu' = 'cpu',
): Promise<RowSource> {
  const opened = await openRows(data, split, { memoryBytes, device });
  if (!opened.ok) throw new Error(opened.error.code);
  return opened.value;
}

/** The rows themselves, however they are handed over. */
function rowsOf({ features, target, weight, indices }: RowInputs): unknown[] {
  const size = features.data.length / (features.shape[0] ?? 1);
  return Array.from(indices, (row) => [
    Number(target.data[row]),
    Number(weight?.data[row]),
    ...Array.from(features.data.slice(row * size, (row + 1) * size), Number),
  ]);
}

async function taken(source: RowSource, rows: Int32Array): Promise<unknown[]> {
  const inputs = await source.take(rows);
  if (!inputs.ok) throw new Error(inputs.error.code);
  return rowsOf(inputs.value);
}

/** 4 KB a row: there may be more between two rows than is read along. */
const LARGE_IMAGE = { kind: 'image', height: 64, width: 64, channels: 1 } as const;

describe.each([
  ['of numbers', BLOBS],
  ['of images', IMAGES],
  ['of which few are read together', { ...IMAGES, input: LARGE_IMAGE, shardBytes: 100_000 }],
  ['that count unequally', { ...BLOBS, weighted: true }],
])('rows %s', (name, options) => {
  it('are the same from memory and from disk, in any order, fetched ahead or not', async () => {
    const data = await writePreparedData(join(folder, name), { shardBytes: 100, ...options });
    const split = await trainSplit(data);
    const whole = await open(data, split, Number.POSITIVE_INFINITY);
    const streamed = await open(data, split, 0);
    const forDevice = await open(data, split, Number.POSITIVE_INFINITY, 'gpu');
    const anyRows = fc.array(fc.nat(split.rows - 1), { minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(anyRows, anyRows, fc.boolean(), async (rows, ahead, isRight) => {
        const wanted = Int32Array.from(rows);
        // A guess that turns out wrong must not come back as the answer.
        streamed.prefetch(isRight ? wanted : Int32Array.from(ahead));
        expect(await taken(streamed, wanted)).toEqual(await taken(whole, wanted));
        expect(await taken(forDevice, wanted)).toEqual(await taken(whole, wanted));
        const travels = await forDevice.take(wanted);
        expect(travels.ok && travels.value.features.shape[0]).toBe(wanted.length);
      }),
      { numRuns: 60 },
    );
    await streamed.close();
    await whole.close();
  });
});

describe('a dataset that lost bytes', () => {
  it.each([
    ['from memory', Number.POSITIVE_INFINITY],
    ['from disk', 0],
  ])('is refused, naming the file: %s', async (name, memoryBytes) => {
    const data = await writePreparedData(join(folder, `damaged ${name}`), BLOBS);
    const split = await trainSplit(data);
    const path = join(data, split.features.shards[0]?.file ?? '');
    await truncate(path, 12);
    expect(await openRows(data, split, { memoryBytes, device: 'cpu' })).toEqual({
      ok: false,
      error: { code: 'dataset/damaged', name: `damaged ${name}`, path },
    });
  });
});
