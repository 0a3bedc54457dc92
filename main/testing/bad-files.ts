import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

const lines = (count: number, row: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => row(index)).join('\n');
const model = (...layers: readonly object[]) =>
  JSON.stringify({ version: 1, name: 'mine', layers });
const input = (shape: readonly number[]) => ({ id: 'in', type: 'Input', config: { shape } });
const dense = { id: 'out', type: 'Dense', config: { units: 3, activation: 'softmax' } };

/** IDX: the magic says bytes and the number of sizes. */
function idx(sizes: readonly number[], values: number): Buffer {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header.set([0, 0, 8, sizes.length]);
  for (const [axis, size] of sizes.entries()) header.writeUInt32BE(size, 4 + 4 * axis);
  return Buffer.concat([header, Uint8Array.from({ length: values }, (_, index) => index % 2)]);
}

const FILES: Readonly<Record<string, string | Buffer>> = {
  'ragged.csv': 'a,b,label\n1,2,x\n3,4\n5,6,y\n',
  'one-class.csv': `a,label\n${lines(40, (index) => `${index * 0.5},x`)}\n`,
  'nan.csv': `a,target\n${lines(40, (index) => `${index},${index === 7 ? 'NaN' : index * 1.5}`)}\n`,
  'infinite.csv': `a,target\n${lines(40, (index) => `${index},${index === 7 ? 'inf' : index * 1.5}`)}\n`,
  'quote.csv': 'a,label\n1,x\n2,"y\n3,x\n',
  'empty.csv': '',
  'header.csv': 'a,label\n',
  'twice.csv': 'a,a,label\n1,2,x\n',
  'large.csv': `a,b,label\n${lines(30_000, (index) => `${Math.sin(index)},${Math.cos(index)},${index % 2}`)}\n`,
  'cut-images-idx3-ubyte': idx([10, 8, 8], 300),
  'cut-labels-idx1-ubyte': idx([10], 10),
  'gz-images-idx3-ubyte.gz': gzipSync(
    Buffer.concat([idx([10, 8, 8], 0), randomBytes(640)]),
  ).subarray(0, 400),
  'gz-labels-idx1-ubyte.gz': gzipSync(idx([10], 10)),
  'lone-images-idx3-ubyte': idx([1, 8, 8], 64),
  'images/cat/1.png': 'no picture',
  'images/dog/1.png': 'no picture',
  'no-images/cat/readme.txt': '',
  'rank.json': model(
    input([4]),
    { id: 'conv', type: 'Conv2D', config: { filters: 2, kernel_size: 3 } },
    dense,
  ),
  'input.json': model(input([5]), dense),
  'output.json': model(input([4]), { ...dense, config: { ...dense.config, units: 7 } }),
  'units.json': model(input([4]), { ...dense, config: { units: -2 } }),
  'layer.json': model(input([4]), { ...dense, type: 'Dance' }),
  'type.json': model(input([4]), { id: 'out', config: {} }),
  'broken.json': '{\n  "version": 1,\n',
  'recipe.json': '{"splitFractions": {"train": 2, "val": 0, "test": 0}}',
  file: '',
};

/** Writes files as users make them by mistake, and the empty folder `nothing`. */
export function writeBadFiles(folder: string): void {
  for (const [name, content] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  mkdirSync(join(folder, 'nothing'));
}
