import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MANIFEST_FILE, readManifest } from './manifest.ts';
import { readTensor, readTensorRows } from './read.ts';
import { TensorWriter } from './write.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-shards-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('a tensor on disk', () => {
  test('comes back as written, whatever the shard size and the pieces', async () => {
    let name = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.float({ noNaN: true }), { minLength: 3, maxLength: 3 })),
        fc.integer({ min: 1, max: 60 }),
        fc.nat(30),
        fc.nat(30),
        async (rows, shardBytes, offset, count) => {
          const writer = new TensorWriter(folder, `t${name++}`, 'float32', [3], shardBytes);
          for (const row of rows) await writer.append(Float32Array.from(row));
          const { tensor } = await writer.finish();
          const flat = Float32Array.from(rows.flat());
          expect(await readTensor(folder, tensor)).toEqual({ ok: true, value: flat });
          expect(await readTensorRows(folder, tensor, offset, count)).toEqual({
            ok: true,
            value: flat.slice(offset * 3, (offset + count) * 3),
          });
        },
      ),
      { numRuns: 40 },
    );
  });

  test('has the same hash however it is cut into shards', async () => {
    const values = Uint8Array.from({ length: 100 }, (_, index) => index);
    const hashes = [];
    for (const shardBytes of [7, 64, 1000]) {
      const writer = new TensorWriter(folder, `h${shardBytes}`, 'uint8', [5], shardBytes);
      await writer.append(values);
      hashes.push((await writer.finish()).sha256);
    }
    expect(new Set(hashes).size).toBe(1);
  });

  test('that lost bytes is damaged, naming the shard', async () => {
    const writer = new TensorWriter(folder, 'target', 'int32', []);
    await writer.append(Int32Array.from([1, 2, 3]));
    const { tensor } = await writer.finish();
    await truncate(join(folder, 'target.000.bin'), 8);
    expect(await readTensor(folder, tensor)).toMatchObject({
      ok: false,
      error: { code: 'dataset/damaged', path: join(folder, 'target.000.bin') },
    });
  });
});

test.each(['', '{', '{"version":2}', 'null'])('manifest %j is damaged', async (text) => {
  await writeFile(join(folder, MANIFEST_FILE), text);
  expect(await readManifest(folder)).toMatchObject({
    ok: false,
    error: { code: 'dataset/damaged' },
  });
});

test('a folder without a manifest is damaged', async () => {
  expect(await readManifest(folder)).toMatchObject({
    ok: false,
    error: { code: 'dataset/damaged' },
  });
});
