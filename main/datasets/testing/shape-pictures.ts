import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { type RandomStream, randomStream } from '../../../app/random.ts';

/** What is drawn, by colour and shape. */
export const SHAPES = ['circle', 'square', 'triangle'] as const;
export type ShapeName = (typeof SHAPES)[number];

const COLOURS: Readonly<Record<ShapeName, readonly [number, number, number]>> = {
  circle: [220, 60, 50],
  square: [50, 160, 70],
  triangle: [60, 90, 220],
};

/** A shape and the pixels that it fills, from the first to behind the last. */
export interface DrawnShape {
  readonly name: ShapeName;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface ShapePicture {
  readonly png: Buffer;
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly DrawnShape[];
}

/** Pictures of up to `most` coloured shapes on grey noise, the same ones for the same seed. */
export async function shapePictures(
  count: number,
  { side = 64, most = 3, seed = 1 } = {},
): Promise<readonly ShapePicture[]> {
  const random = randomStream(seed, 'shapes');
  const pictures: ShapePicture[] = [];
  for (let picture = 0; picture < count; picture += 1) {
    const shapes = placedShapes(random, side, 1 + random.nextBelow(most));
    const rgb = Buffer.alloc(side * side * 3);
    for (let at = 0; at < rgb.length; at += 3) rgb.fill(200 + random.nextBelow(40), at, at + 3);
    for (const shape of shapes) draw(rgb, side, shape);
    const raw = { width: side, height: side, channels: 3 } as const;
    const png = await sharp(rgb, { raw }).png().toBuffer();
    pictures.push({ png, width: side, height: side, shapes });
  }
  return pictures;
}

/** Shapes that do not overlap, each a sixth to a third of the picture. */
function placedShapes(random: RandomStream, side: number, count: number): readonly DrawnShape[] {
  const placed: DrawnShape[] = [];
  for (let attempt = 0; placed.length < count && attempt < 100; attempt += 1) {
    const size = Math.floor(side / 6) + random.nextBelow(Math.floor(side / 6));
    const left = random.nextBelow(side - size);
    const top = random.nextBelow(side - size);
    const name = SHAPES[random.nextBelow(SHAPES.length)] ?? 'circle';
    const shape = { name, left, top, right: left + size, bottom: top + size };
    const overlaps = placed.some(
      (other) =>
        shape.left < other.right &&
        other.left < shape.right &&
        shape.top < other.bottom &&
        other.top < shape.bottom,
    );
    if (!overlaps) placed.push(shape);
  }
  return placed;
}

function draw(rgb: Buffer, side: number, shape: DrawnShape): void {
  const size = shape.right - shape.left;
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      if (!fills(shape.name, (x + 0.5) / size, (y + 0.5) / size)) continue;
      rgb.set(COLOURS[shape.name], ((shape.top + y) * side + shape.left + x) * 3);
    }
  }
}

/** Whether a shape covers a place of its box, given in fractions. */
function fills(name: ShapeName, x: number, y: number): boolean {
  if (name === 'square') return true;
  if (name === 'circle') return (x - 0.5) ** 2 + (y - 0.5) ** 2 <= 0.25;
  return Math.abs(x - 0.5) <= y / 2;
}

/** Files by their names below a folder. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

export async function writeFiles(folder: string, files: Files): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}

const nameOf = (at: number) => `shape-${String(at).padStart(3, '0')}`;

/** One JSON file with COCO's lists, beside a folder of pictures. */
export function cocoFiles(pictures: readonly ShapePicture[]): Files {
  const images = pictures.map(({ width, height }, at) => ({
    id: at + 1,
    file_name: `${nameOf(at)}.png`,
    width,
    height,
  }));
  const annotations = pictures.flatMap(({ shapes }, at) =>
    shapes.map(({ name, left, top, right, bottom }) => ({
      image_id: at + 1,
      category_id: SHAPES.indexOf(name) + 10,
      bbox: [left, top, right - left, bottom - top],
      area: (right - left) * (bottom - top),
      iscrowd: 0,
    })),
  );
  const categories = SHAPES.map((name, at) => ({ id: at + 10, name, supercategory: 'shape' }));
  const numbered = annotations.map((annotation, at) => ({ id: at + 1, ...annotation }));
  return {
    'annotations.json': JSON.stringify({ images, annotations: numbered, categories }),
    ...Object.fromEntries(pictures.map(({ png }, at) => [`images/${nameOf(at)}.png`, png])),
  };
}

/** A data file with a folder of pictures and one of boxes. */
export function yoloFiles(pictures: readonly ShapePicture[]): Files {
  const files: Record<string, string | Uint8Array> = {
    'data.yaml': `# made up\npath: ../shapes\ntrain: images\nnc: 3\nnames: [${SHAPES.join(', ')}]\n`,
  };
  for (const [at, { png, width, height, shapes }] of pictures.entries()) {
    files[`images/${nameOf(at)}.png`] = png;
    const rows = shapes.map(({ name, left, top, right, bottom }) =>
      [
        SHAPES.indexOf(name),
        (left + right) / 2 / width,
        (top + bottom) / 2 / height,
        (right - left) / width,
        (bottom - top) / height,
      ].join(' '),
    );
    files[`labels/${nameOf(at)}.txt`] = `${rows.join('\n')}\n`;
  }
  return files;
}

/** An XML file for each picture, in Pascal VOC's folders. */
export function vocFiles(pictures: readonly ShapePicture[]): Files {
  const files: Record<string, string | Uint8Array> = {};
  for (const [at, picture] of pictures.entries()) {
    files[`JPEGImages/${nameOf(at)}.png`] = picture.png;
    files[`Annotations/${nameOf(at)}.xml`] = vocXml(`${nameOf(at)}.png`, picture);
  }
  return files;
}

/** @param objects what stands there instead of the picture's own shapes */
export function vocXml(
  file: string,
  { width, height, shapes }: Omit<ShapePicture, 'png'>,
  objects: string = shapes.map(vocObject).join(''),
): string {
  return `<?xml version="1.0"?>
<annotation>
  <filename>${file}</filename>
  <size><width>${width}</width><height>${height}</height><depth>3</depth></size>${objects}
</annotation>
`;
}

export function vocObject({ name, left, top, right, bottom }: DrawnShape): string {
  return `
  <object>
    <name>${name}</name><difficult>0</difficult>
    <bndbox><xmin>${left}</xmin><ymin>${top}</ymin><xmax>${right}</xmax><ymax>${bottom}</ymax></bndbox>
  </object>`;
}
