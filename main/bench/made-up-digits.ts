import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomStream } from '../../app/random.ts';

const SIDE = 28;
const CLASSES = 10;
const NOISE = 64;
/** IDX magic numbers: unsigned bytes with three axes, and with one. */
const IMAGES_MAGIC = 0x00000803;
const LABELS_MAGIC = 0x00000801;

/**
 * Writes an IDX pair of MNIST's shape: each class a bright bar of its own among noise, so that
 * there is something to learn and no value is denormal.
 * @returns path of the images
 */
export async function writeMadeUpDigits(folder: string, rows: number): Promise<string> {
  const random = randomStream(1, 'digits');
  const pixels = Buffer.alloc(16 + rows * SIDE * SIDE);
  [IMAGES_MAGIC, rows, SIDE, SIDE].forEach((word, index) => {
    pixels.writeUInt32BE(word, index * 4);
  });
  const labels = Buffer.alloc(8 + rows);
  [LABELS_MAGIC, rows].forEach((word, index) => {
    labels.writeUInt32BE(word, index * 4);
  });
  for (let row = 0; row < rows; row += 1) {
    const label = random.nextBelow(CLASSES);
    labels[8 + row] = label;
    for (let pixel = 0; pixel < SIDE * SIDE; pixel += 1) {
      const bright = Math.floor(pixel / SIDE / 2.8) === label ? 160 : 0;
      pixels[16 + row * SIDE * SIDE + pixel] = bright + random.nextBelow(NOISE);
    }
  }
  const images = join(folder, 'train-images-idx3-ubyte');
  await writeFile(images, pixels);
  await writeFile(join(folder, 'train-labels-idx1-ubyte'), labels);
  return images;
}
