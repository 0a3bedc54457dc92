import { readFile, truncate } from 'node:fs/promises';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { bmpOf, netpbmOf } from '../testing/picture-files.ts';
import { useWorkspace } from '../testing/workspace.ts';
import { readPlainHeader } from './image-header.ts';
import { decodeImage, inspectImage } from './pixels.ts';
import { decodeUncompressed } from './uncompressed.ts';

const workspace = useWorkspace();

/** Pixels of a picture whose sides fill no whole words. */
function noise(width: number, height: number, channels: 1 | 3): Uint8Array {
  return Uint8Array.from({ length: width * height * channels }, (_, at) => (at * 7919 + 31) % 251);
}

const side = fc.integer({ min: 1, max: 21 });

describe('a bitmap', () => {
  test.each([24, 32] as const)('of %i bits gives its pixels, from either end', async (bits) => {
    await fc.assert(
      fc.asyncProperty(side, side, fc.boolean(), async (width, height, topDown) => {
        const pixels = noise(width, height, 3);
        const path = await workspace.write(
          'a.bmp',
          bmpOf({ width, height, bits, pixels, topDown }),
        );
        const size = { kind: 'image', height, width, channels: 3 } as const;
        expect(await decodeUncompressed(path)).toEqual({ pixels, size });
        expect(await decodeImage(path, size)).toEqual(Buffer.from(pixels));
        expect(await inspectImage(path)).toMatchObject({ height, width, greyscale: false });
      }),
      { numRuns: 30 },
    );
  });

  test.each([
    [1, true],
    [4, true],
    [8, true],
    [8, false],
  ] as const)('of %i bits gives the colours of its palette, grey: %s', async (bits, grey) => {
    const colours = Array.from({ length: 2 ** bits }, (_, at) => {
      const value = Math.round((at * 255) / (2 ** bits - 1));
      return grey ? [value, value, value] : [value, 255 - value, 9];
    });
    const [width, height] = [13, 3];
    const indices = Uint8Array.from({ length: 39 }, (_, at) => (at * 7) % 2 ** bits);
    const path = await workspace.write(
      'a.bmp',
      bmpOf({ width, height, bits, pixels: indices, colours }),
    );
    const channels = grey ? 1 : 3;
    const expected = [...indices].flatMap((at) => (colours[at] ?? []).slice(0, channels));
    expect([...((await decodeUncompressed(path))?.pixels ?? [])]).toEqual(expected);
  });

  test('of 16 bits is read by its masks', async () => {
    // 5-6-5: red, green, blue, white, black.
    const values = [0xf800, 0x07e0, 0x001f, 0xffff, 0];
    const path = await workspace.write(
      'a.bmp',
      bmpOf({ width: 5, height: 1, bits: 16, values, masks: [0xf800, 0x07e0, 0x001f] }),
    );
    expect([...((await decodeUncompressed(path))?.pixels ?? [])]).toEqual([
      ...[255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0],
    ]);
  });

  test('that is called JPEG is read too, and brought to the size asked for', async () => {
    const pixels = new Uint8Array(6 * 4 * 3).fill(77);
    const path = await workspace.write('a.jpg', bmpOf({ width: 6, height: 4, bits: 24, pixels }));
    const size = { kind: 'image', height: 2, width: 2, channels: 1 } as const;
    expect([...(await decodeImage(path, size))]).toEqual([77, 77, 77, 77]);
  });

  test('is refused where it ends early, is compressed or promises too much', async () => {
    const whole = bmpOf({ width: 9, height: 9, bits: 24, pixels: noise(9, 9, 3) });
    const unreadable = { error: { code: 'dataset/image-unreadable' } };
    const path = await workspace.write('a.bmp', whole);
    await truncate(path, whole.length - 4);
    await expect(inspectImage(path)).rejects.toMatchObject(unreadable);
    const packed = Buffer.from(whole);
    packed.writeUInt32LE(1, 30);
    await workspace.write('a.bmp', packed);
    await expect(inspectImage(path)).rejects.toMatchObject(unreadable);
    const huge = Buffer.from(bmpOf({ width: 1, height: 1, bits: 1, pixels: new Uint8Array(1) }));
    huge.writeInt32LE(80_000, 18);
    huge.writeInt32LE(1000, 22);
    await workspace.write('a.bmp', Buffer.concat([huge, Buffer.alloc(10_000 * 1000)]));
    await expect(inspectImage(path)).rejects.toMatchObject({
      error: { code: 'dataset/image-too-large', pixels: 80_000_000, maximumPixels: 50_000_000 },
    });
  });

  test('of any bytes is decoded or refused, and never throws anything else', async () => {
    const whole = bmpOf({ width: 5, height: 5, bits: 8, pixels: new Uint8Array(25) });
    const change = fc.record({ at: fc.nat({ max: 80 }), value: fc.nat({ max: 255 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 6 }), async (changes) => {
        const bytes = Buffer.from(whole);
        for (const { at, value } of changes) bytes[at] = value;
        const path = await workspace.write('a.bmp', bytes);
        const decoded = await decodeUncompressed(path);
        const facts = await readPlainHeader(path);
        if (decoded !== null) expect(facts).toMatchObject({ height: decoded.size.height });
      }),
      { numRuns: 200 },
    );
  });
});

describe('a PPM or PGM file', () => {
  test.each([
    [1, 255],
    [3, 255],
    [1, 65_535],
    [3, 100],
  ] as const)('of %i channels up to %i gives its pixels', async (channels, most) => {
    const pixels = noise(7, 5, channels).map((value) => (most < 255 ? value % 101 : value));
    const path = await workspace.write(
      channels === 1 ? 'a.pgm' : 'a.ppm',
      netpbmOf({ width: 7, height: 5, channels, most, pixels }),
    );
    const decoded = await decodeUncompressed(path);
    const expected = pixels.map((value) => (most < 255 ? Math.round((value * 255) / most) : value));
    expect([...(decoded?.pixels ?? [])]).toEqual([...expected]);
    expect(await inspectImage(path)).toMatchObject({ height: 5, greyscale: channels === 1 });
  });

  test('is refused where it ends early', async () => {
    const whole = netpbmOf({ width: 7, height: 5, channels: 1, most: 255, pixels: noise(7, 5, 1) });
    const path = await workspace.write('a.pgm', whole.subarray(0, -1));
    await expect(inspectImage(path)).rejects.toMatchObject({
      error: { code: 'dataset/image-unreadable' },
    });
    expect((await readFile(path)).length).toBe(whole.length - 1);
  });
});

test('an AVIF file is read as any other picture', async () => {
  const create = { width: 20, height: 10, channels: 3, background: '#777' } as const;
  const path = await workspace.write('a.avif', await sharp({ create }).avif().toBuffer());
  expect(await inspectImage(path)).toEqual({ height: 10, width: 20, greyscale: false });
  const size = { kind: 'image', height: 2, width: 2, channels: 1 } as const;
  for (const value of await decodeImage(path, size)) expect(Math.abs(value - 0x77)).toBeLessThan(3);
});
