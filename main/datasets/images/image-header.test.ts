import fc from 'fast-check';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { useWorkspace } from '../testing/workspace.ts';
import { readPlainHeader } from './image-header.ts';

const workspace = useWorkspace();

const FORMATS = [
  'png',
  'palette',
  'grey.png',
  'jpg',
  'grey.jpg',
  'progressive.jpg',
  'turned.jpg',
  'webp',
] as const;
const READ: readonly string[] = ['png', 'grey.png', 'jpg', 'grey.jpg', 'progressive.jpg'];

async function encode(
  format: (typeof FORMATS)[number],
  width: number,
  height: number,
  channels: 3 | 4,
) {
  const create = { width, height, channels, background: { r: 200, g: 90, b: 20, alpha: 0.5 } };
  const image = sharp({ create });
  switch (format) {
    case 'png':
      return image.png().toBuffer();
    case 'palette':
      return image.png({ palette: true }).toBuffer();
    case 'grey.png':
      return image.toColourspace('b-w').png().toBuffer();
    case 'jpg':
      return image.jpeg().toBuffer();
    case 'grey.jpg':
      return image.toColourspace('b-w').jpeg().toBuffer();
    case 'progressive.jpg':
      return image.jpeg({ progressive: true }).toBuffer();
    case 'turned.jpg':
      return image.jpeg().withMetadata({ orientation: 6 }).toBuffer();
    case 'webp':
      return image.webp().toBuffer();
  }
}

const side = fc.integer({ min: 1, max: 40 });

test('headers are read as sharp reads them, and none that is unusual', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...FORMATS),
      side,
      side,
      fc.constantFrom(3 as const, 4 as const),
      async (format, width, height, channels) => {
        const bytes = await encode(format, width, height, channels);
        const path = await workspace.write('image', bytes);
        const metadata = await sharp(bytes).metadata();
        const told = { height, width, greyscale: metadata.space === 'b-w' };
        expect(await readPlainHeader(path)).toEqual(READ.includes(format) ? told : null);
      },
    ),
    { numRuns: 80 },
  );
});

test('whatever stands in a file, reading its header ends', async () => {
  const png = await encode('png', 9, 7, 3);
  const jpeg = await encode('jpg', 9, 7, 3);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(png, jpeg),
      fc.array(fc.tuple(fc.nat(60), fc.nat(255)), { maxLength: 6 }),
      fc.nat(700),
      async (whole, changes, length) => {
        const bytes = Uint8Array.from(whole.subarray(0, length));
        for (const [at, byte] of changes) bytes[at] = byte;
        const path = await workspace.write('image', bytes);
        const facts = await readPlainHeader(path);
        if (facts !== null) expect(facts.height * facts.width).toBeGreaterThan(0);
      },
    ),
    { numRuns: 150 },
  );
});
