// Writes one small source of each family into a folder of its own, for end-to-end tests:
// write-families.ts FOLDER
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { sheetData, workbookOf, zipOf } from './archive-files.ts';
import { cifarOf } from './cifar-files.ts';
import { labelsInTurn, npyOf } from './npy-files.ts';
import { cocoFiles, shapePictures, vocFiles, writeFiles, yoloFiles } from './shape-pictures.ts';
import { type Rows, writeParquet, writeSqlite } from './table-files.ts';

const CLASSES = ['猫', '狗'];
const SIDE = 28;

const [folder = ''] = process.argv.slice(2);

async function write(name: string, content: string | Uint8Array): Promise<void> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

/** Bright on one side, dark on the other; which one tells the class. */
function stripes(image: number, width: number, height: number): Buffer {
  return Buffer.from(
    Array.from({ length: width * height * 3 }, (_, at) => {
      const isLeft = Math.floor(at / 3) % width < width / 2;
      return (isLeft === (image % 2 === 0) ? 220 : 40) + ((image * 7 + at) % 20);
    }),
  );
}

async function png(image: number): Promise<Buffer> {
  const [width, height] = [SIDE + (image % 3) * 4, SIDE + (image % 2) * 8];
  return sharp(stripes(image, width, height), { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

const images = Array.from({ length: 30 }, (_, image) => image);
const classOf = (image: number) => CLASSES[image % 2] ?? '';

for (const image of images) {
  const picture = await png(image);
  await write(`folder/${classOf(image)}/${image}.png`, picture);
  await write(`list/pictures/${image}.png`, picture);
}
await write(
  'list/labels.csv',
  `file,label\n${images.map((image) => `pictures/${image}.png,${classOf(image)}\n`).join('')}`,
);

for (const image of images) {
  await write(`phone/train/动物/${classOf(image)}/${image}.png`, await png(image));
}
for (const name of ['a.heic', 'b.heic', 'c.psd']) {
  await write(`phone/train/动物/猫/${name}`, 'of another kind');
}
for (const image of [1, 2]) await write(`phone/test/${image}.png`, await png(image));

await write('cifar/data_batch_1.bin', cifarOf(images.map((image) => [image % 2])));
await write('cifar/test_batch.bin', cifarOf([[0], [1], [0], [1]], 30));
await write('cifar/batches.meta.txt', 'airplane\nautomobile\n');

const pixels = images.flatMap((image) =>
  [...stripes(image, 12, 12)].filter((_, at) => at % 3 === 0),
);
await write('arrays/images.npy', npyOf([30, 12, 12], Uint8Array.from(pixels)));
await write('arrays/labels.npy', labelsInTurn(30));
await write(
  'packed.npz',
  zipOf([
    { name: 'images.npy', content: npyOf([30, 12, 12], Uint8Array.from(pixels)) },
    { name: 'labels.npy', content: labelsInTurn(30) },
  ]),
);

const pictures = await shapePictures(24);
await writeFiles(join(folder, 'coco'), cocoFiles(pictures));
await writeFiles(join(folder, 'yolo'), yoloFiles(pictures));
await writeFiles(join(folder, 'voc'), vocFiles(pictures));

for (let text = 0; text < 30; text += 1) {
  const words = text % 2 === 0 ? '这部电影很好看，我非常喜欢' : '情节无聊，演员也不行';
  await write(
    `texts/${text % 2 === 0 ? '好评' : '差评'}/${text}.txt`,
    `${words}，第 ${text} 遍。\n`,
  );
}

const digits = [...'零一二三四五六七八九'];
const pairs = Array.from({ length: 60 }, (_, number) => {
  const said = String(number).replace(/\d/g, (digit) => digits[Number(digit)] ?? '');
  return `number ${number}\t数字${said}\n`;
});
await write('pairs.tsv', `en\tzh\n${pairs.join('')}`);

const ratings = Array.from({ length: 400 }, (_, at) => {
  const [user, item] = [1 + (at % 20), 1 + Math.floor(at / 20)];
  return `${user}\t${item}\t${1 + ((user * item) % 5)}\t${881_250_000 + 60 * at}\n`;
});
await write('u.data', ratings.join(''));

const days = Array.from({ length: 240 }, (_, day) => {
  const date = new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
  return `${date},${(20 + 8 * Math.sin(day / 7)).toFixed(2)},${day % 7}\n`;
});
await write('warmth.csv', `date,warmth,weekday\n${days.join('')}`);

const table: Rows = [
  ['length', 'kind'],
  ...images.map((image) => [image + (image % 2) * 40, classOf(image)]),
];
writeSqlite(join(folder, 'table.sqlite'), '测量', table);
await writeParquet(join(folder, 'table.parquet'), table);
await write('table.xlsx', workbookOf({ 测量: sheetData(table) }));
