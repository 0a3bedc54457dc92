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

const steps = { id: 'steps', type: 'RepeatVector', config: { n: 100_000 } };
/** 4e8 numbers for a sample, after those steps. */
const wide = { id: 'wide', type: 'Dense', config: { units: 4000 } };

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
  'nameless.bin': idx([1, 8, 8], 64),
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
  'argument.json': model(input([4]), { ...dense, config: { ...dense.config, unit: 2 } }),
  'cycle.json': model(
    input([4]),
    { id: 'sum', type: 'Add', config: {}, inputs: ['in', 'hidden'] },
    { id: 'hidden', type: 'Dense', config: { units: 4 } },
    dense,
  ),
  'order.json': model(
    input([4]),
    { id: 'sum', type: 'Add', config: {}, inputs: ['in', 'hidden'] },
    { id: 'hidden', type: 'Dense', config: { units: 4 }, inputs: ['in'] },
    { ...dense, inputs: ['sum'] },
  ),
  'missing.json': model(input([4]), { ...dense, inputs: ['hiden'] }),
  'place.json': model(input([4]), { ...dense, inputs: ['in:1'] }),
  'dangling.json': model(
    input([4]),
    { id: 'side', type: 'Dense', config: { units: 4 } },
    { ...dense, inputs: ['in'] },
  ),
  'twice.json': model(input([4]), { ...dense, id: 'in' }),
  'meet.json': model(
    input([4]),
    { id: 'hidden', type: 'Dense', config: { units: 5 } },
    { id: 'sum', type: 'Add', config: {}, inputs: ['in', 'hidden'] },
    dense,
  ),
  'merge.json': model(input([4]), { id: 'sum', type: 'Add', config: {} }, dense),
  'mask.json': model(
    input([4]),
    { id: 'words', type: 'Embedding', config: { input_dim: 9, output_dim: 2, mask_zero: true } },
    { id: 'flat', type: 'Flatten', config: {} },
    dense,
  ),
  'output-name.json': JSON.stringify({
    version: 1,
    name: 'mine',
    layers: [input([4]), dense],
    outputs: [{ layer: 'aux' }],
  }),
  'output-twice.json': JSON.stringify({
    version: 1,
    name: 'mine',
    layers: [input([4]), dense],
    outputs: [{ layer: 'out' }, { layer: 'out:0' }],
  }),
  'activation.json': model(input([4]), { id: 'out', type: 'Dense', config: { units: 3 } }),
  'parameters.json': model(
    input([4]),
    { ...wide, id: 'first' },
    { ...wide, config: { units: 1_000_000 } },
    dense,
  ),
  'wide.json': model(input([4]), steps, { ...wide, config: { units: 100_000 } }, dense),
  'memory.json': model(
    input([4]),
    steps,
    wide,
    { id: 'mean', type: 'GlobalAveragePooling1D', config: {} },
    dense,
  ),
  'fit.json': model(input([4]), dense),
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
