import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { randomStream } from '../../../app/random.ts';

const CLASSES = ['cat', 'dog', 'owl', 'yak'] as const;
/** Pictures that sharp works on at the same time, a thread each: as many as Node's pool has threads. */
const FILES_AT_ONCE = 4;

/** Decodes and resizes all files, as many at once as there are threads to do it: what an import cannot be faster than. */
export async function decodeAll(files: readonly string[], side: number): Promise<void> {
  const before = sharp.concurrency();
  sharp.concurrency(1);
  sharp.cache(false);
  let next = 0;
  const work = async () => {
    for (let file = files[next++]; file !== undefined; file = files[next++]) {
      await sharp(file).resize(side, side, { fit: 'fill' }).raw().toBuffer();
    }
  };
  await Promise.all(Array.from({ length: FILES_AT_ONCE }, work));
  sharp.concurrency(before);
}

/** Pictures of noise over a slope, three of four as JPEG; the same every time. */
export async function writePictures(
  path: string,
  count: number,
  leastSide: number,
  mostSide: number,
): Promise<readonly string[]> {
  const stream = randomStream(1, 'bench/pictures');
  for (const name of CLASSES) await mkdir(join(path, name), { recursive: true });
  const files: string[] = [];
  for (let at = 0; at < count; at += 1) {
    const height = leastSide + stream.nextBelow(mostSide - leastSide);
    const width = leastSide + stream.nextBelow(mostSide - leastSide);
    const pixels = new Uint8Array(height * width * 3);
    const grain = stream.nextBelow(40) + 1;
    for (let byte = 0; byte < pixels.length; byte += 1) {
      pixels[byte] = (byte * 255) / pixels.length - (Math.imul(byte, 0x9e3779b1) >>> 24) / grain;
    }
    const image = sharp(pixels, { raw: { height, width, channels: 3 } });
    const file = join(path, CLASSES[at % CLASSES.length] ?? '', `${at}`);
    const named = at % 4 === 3 ? `${file}.png` : `${file}.jpg`;
    await image.toFile(named);
    files.push(named);
  }
  return files;
}
