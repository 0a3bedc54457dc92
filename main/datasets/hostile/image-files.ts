import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { zipOf } from '../testing/archive-files.ts';
import { cifarOf } from '../testing/cifar-files.ts';
import { labelsInTurn, npyOf, numberedImages } from '../testing/npy-files.ts';
import { bmpOf } from '../testing/picture-files.ts';
import { hostileFiles } from './hostile-file.ts';

/** Writes files below a folder. */
export const folder =
  (files: Readonly<Record<string, string | Uint8Array>>) =>
  async (path: string): Promise<void> => {
    for (const [name, content] of Object.entries(files)) {
      const place = join(path, name);
      await mkdir(dirname(place), { recursive: true });
      await writeFile(place, content);
    }
  };

const BATCH = cifarOf(Array.from({ length: 24 }, (_, row) => [row % 2]));
const batch = (content: Uint8Array | string, more: Readonly<Record<string, string>> = {}) =>
  folder({ 'data_batch_1.bin': content, ...more });

/** Folders of CIFAR's binary version. */
export const CIFAR_FILES = hostileFiles('cifar', 'set', {
  'an empty batch': [batch(''), 'empty'],
  'a byte too few': [batch(BATCH.subarray(1)), 'image-data-invalid'],
  'a byte too many': [batch(Buffer.concat([BATCH, BATCH.subarray(0, 1)])), 'image-data-invalid'],
  'a label without a name': [batch(BATCH, { 'batches.meta.txt': 'cat\n' }), 'image-data-invalid'],
  'no names': [batch(BATCH, { 'batches.meta.txt': '\n\n' }), 'image-data-invalid'],
  'a megabyte of names': [batch(BATCH, { 'batches.meta.txt': 'x'.repeat(2 ** 20) }), 'too-large'],
  'one name for both labels': [batch(BATCH, { 'batches.meta.txt': 'a\na\n' }), 'target-one-class'],
  '__proto__ as a name': [batch(BATCH, { 'batches.meta.txt': '__proto__\nconstructor\n' })],
  'Python pickles': [
    folder({ data_batch_1: 'cos\n', 'batches.meta': 'cos\n' }),
    'image-data-invalid',
  ],
});

const IMAGES = numberedImages(24);
const LABELS = labelsInTurn(24);
const NONE = new Uint8Array(0);
const PIXELS = new Uint8Array(144);
const arrays = (x: Uint8Array, y: Uint8Array = LABELS) => folder({ 'x.npy': x, 'y.npy': y });
const dictionary = (text: string) => npyOf([], PIXELS, { dictionary: text });
const changed = (at: number, value: number) => {
  const bytes = Buffer.from(IMAGES);
  bytes[at] = value;
  return bytes;
};
const npz = (x: Uint8Array, y: Uint8Array, more: { claimedBytes?: number } = {}) =>
  zipOf([
    { name: 'x.npy', content: x, ...more },
    { name: 'y.npy', content: y },
  ]);

/** Folders of NumPy arrays. */
export const NPY_FILES = hostileFiles('npy', 'set', {
  'no bytes': [arrays(NONE), 'empty'],
  'another mark': [arrays(changed(0, 0)), 'image-data-invalid'],
  'version 9': [arrays(changed(6, 9)), 'image-data-invalid'],
  'a header that ends late': [arrays(changed(9, 255)), 'image-data-invalid'],
  'a header that ends early': [arrays(changed(8, 9)), 'image-data-invalid'],
  'a cut header': [arrays(IMAGES.subarray(0, 9)), 'image-data-invalid'],
  'a byte too few': [arrays(IMAGES.subarray(0, -1)), 'image-data-invalid'],
  'a byte too many': [arrays(Buffer.concat([IMAGES, Buffer.alloc(1)])), 'image-data-invalid'],
  'a terabyte promised': [arrays(npyOf([2 ** 30, 32, 32], PIXELS)), 'too-large'],
  'a picture of a gigapixel promised': [
    arrays(npyOf([1, 2 ** 15, 2 ** 15], PIXELS)),
    'image-data-invalid',
  ],
  'sizes beyond counting': [
    arrays(npyOf([2 ** 40, 2 ** 40, 2 ** 40], PIXELS)),
    'image-data-invalid',
  ],
  'no images': [arrays(npyOf([0, 2, 3], NONE), npyOf([0], NONE)), 'empty'],
  'no width': [arrays(npyOf([24, 2, 0], NONE)), 'empty'],
  'forty axes': [arrays(npyOf(Array(40).fill(1), PIXELS)), 'image-data-invalid'],
  'objects as images': [arrays(npyOf([24], PIXELS, { descr: '|O' })), 'image-data-invalid'],
  'objects as labels': [arrays(IMAGES, npyOf([24], PIXELS, { descr: '|O' })), 'image-data-invalid'],
  'a pickle as labels': [arrays(IMAGES, Buffer.from('cos\nsystem\n')), 'image-data-invalid'],
  'fields with objects': [
    arrays(dictionary("{'descr': [('a', '|O')], 'fortran_order': False, 'shape': (24,), }")),
    'image-data-invalid',
  ],
  'a call in the header': [
    arrays(dictionary("{'descr': __import__('os').system('x'), 'shape': (24,), }")),
    'image-data-invalid',
  ],
  'a deep header': [arrays(dictionary(`{'shape': ${'('.repeat(9000)}`)), 'image-data-invalid'],
  'a header of spaces': [arrays(dictionary(`{${' '.repeat(9000)}`)), 'image-data-invalid'],
  '__proto__ in the header': [
    arrays(dictionary("{'__proto__': '|u1', 'fortran_order': False, 'shape': (24,), }")),
    'image-data-invalid',
  ],
  'more classes than there can be': [
    arrays(
      npyOf([20_000, 1, 1], new Uint8Array(20_000)),
      npyOf(
        [20_000],
        Uint8Array.from({ length: 40_000 }, (_, at) => (at % 2 ? at >> 9 : at >> 1)),
        {
          descr: '<u2',
        },
      ),
    ),
    'image-data-invalid',
  ],
  'texts beyond Unicode': [
    arrays(IMAGES, npyOf([24], new Uint8Array(24 * 4).fill(255), { descr: '<U1' })),
    'image-data-invalid',
  ],
  'twenty thousand columns of labels': [
    arrays(IMAGES, npyOf([24, 20_000], new Uint8Array(480_000))),
    'image-data-invalid',
  ],
  'a terabyte of floats promised': [
    arrays(npyOf([2 ** 28, 32, 32], PIXELS, { descr: '<f4' })),
    'too-large',
  ],
  'floats that are none': [
    arrays(npyOf([24, 2, 3], new Uint8Array(24 * 24).fill(255), { descr: '<f4' })),
    'image-data-invalid',
  ],
  'two arrays of labels': [
    folder({ 'x.npy': IMAGES, 'y.npy': LABELS, 'labels.npy': LABELS }),
    'image-data-invalid',
  ],
});

/** NPZ files. */
export const NPZ_FILES = hostileFiles('npz', 'set.npz', {
  'fewer bytes than it claims': [npz(IMAGES, LABELS, { claimedBytes: 2 ** 20 }), 'archive-damaged'],
  'more than can be unpacked': [npz(IMAGES, LABELS, { claimedBytes: 2 ** 31 }), 'archive-unsafe'],
  'cut at half': [npz(IMAGES, LABELS).subarray(0, 200), 'archive-damaged'],
  objects: [npz(IMAGES, npyOf([24], PIXELS, { descr: '|O' })), 'image-data-invalid'],
  'a parent': [
    zipOf([
      { name: '../x.npy', content: IMAGES },
      { name: 'y.npy', content: LABELS },
    ]),
    'archive-unsafe',
  ],
  'one name twice': [
    zipOf([
      { name: 'y.npy', content: IMAGES },
      { name: 'y.npy', content: LABELS },
    ]),
    'archive-unsafe',
  ],
});

/** A picture of one pixel. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
  'base64',
);
const PICTURES = Object.fromEntries(
  Array.from({ length: 24 }, (_, row) => [`p${row}.png`, PNG] as const),
);
const LISTED = Array.from({ length: 24 }, (_, row) => `p${row}.png,${'xz'[row % 2]}`);
/** A header that promises 32,000 × 32,000 pixels, of which there are two. */
const BIG_BITMAP = Buffer.from(bmpOf({ width: 2, height: 1, bits: 24, pixels: new Uint8Array(6) }));
BIG_BITMAP.writeInt32LE(32_000, 18);
BIG_BITMAP.writeInt32LE(-32_000, 22);
const LINES = LISTED.map((row) => `${row.replace(',', ' ')}\n`).join('');
const PAIRS = LISTED.map((row) => `"${row.replace(',', '": "')}"`).join(', ');
/** A list whose fifth row is another. */
const list = (row: string, header = 'file,label') =>
  folder({ ...PICTURES, 'list.csv': `${[header, ...LISTED.with(4, row)].join('\n')}\n` });

/** Folders of pictures with a list of labels. */
export const LABEL_LIST_FILES = hostileFiles('label list', 'set', {
  'nothing wrong': [list('p4.png,x')],
  'an absolute path': [list('/etc/passwd,x'), 'pictures-missing'],
  'a parent, which leads to the picture of that name': [list('../set/p4.png,x')],
  'a network path, which leads to the picture of that name': [list('\\\\server\\p4.png,x')],
  'NUL in a name': [list('p4.png\0,x'), 'encoding-invalid'],
  'a picture twice': [list('p3.png,x'), 'image-data-invalid'],
  '__proto__ as a picture': [list('__proto__,x'), 'pictures-missing'],
  '__proto__ as a label': [list('p4.png,__proto__'), 'class-too-small', 'target-one-class'],
  'no label': [list('p4.png,'), 'target-value-missing'],
  'a quote that does not end': [list('"p4.png,x'), 'unterminated-quote'],
  'a column too many': [list('p4.png,x,x'), 'ragged-row'],
  'lines with NUL': [folder({ ...PICTURES, 'l.txt': `p0.png\0 x\n${LINES}` }), 'pictures-missing'],
  'lines of one byte each, which list nothing': [
    folder({ ...PICTURES, 'l.txt': LINES + 'x\n'.repeat(2 ** 20) }),
  ],
  'an object with __proto__': [
    folder({ ...PICTURES, 'l.json': `{"__proto__": "x", ${PAIRS}}` }),
    'pictures-missing',
  ],
  'an object that ends early, which lists nothing': [
    folder({ ...PICTURES, 'l.json': `{${PAIRS}` }),
  ],
  'lists in lists': [folder({ ...PICTURES, 'l.json': '['.repeat(2 ** 20) })],
  'a workbook that is none': [folder({ ...PICTURES, 'l.xlsx': 'PK\u0003\u0004' })],
  'a bitmap of a gigapixel': [
    folder({
      ...PICTURES,
      'p4.bmp': BIG_BITMAP,
      'list.csv': `file,label\n${LISTED.with(4, 'p4.bmp,x').join('\n')}\n`,
    }),
    'image-unreadable',
  ],
  'a picture that is none': [
    folder({ ...PICTURES, 'p4.png': 'GIF', 'list.csv': `file,label\n${LISTED.join('\n')}\n` }),
    'image-unreadable',
  ],
});
