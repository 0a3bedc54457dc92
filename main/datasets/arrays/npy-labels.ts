import type { ImageDataProblem } from '../../../app/failures/dataset-errors.ts';
import { ExpectedFailure } from '../expected-failures.ts';
import { type NpyArray, readNpyBlocks } from './npy-array.ts';
import type { NpyHeader } from './npy-header.ts';
import { npyNumbers } from './npy-numbers.ts';

const LABELS_AT_ONCE = 65_536;
/** More different labels are numbers to be predicted, or noise, rather than classes. */
const MOST_CLASSES = 10_000;

/** Labels of an array, by their names in the order in which they come. */
export interface NpyLabels {
  readonly names: readonly string[];
  /** One index into the names per row. */
  readonly indices: Int32Array;
  /** Columns that labels are spread over, one for each class; 0 where each row holds its label. */
  readonly columns: number;
}

/**
 * Reads labels: whole numbers, booleans or texts, one for each row, or rows of one 1 among 0s, one for each class.
 * Throws `ExpectedFailure` for any other array.
 */
export async function readNpyLabels(array: NpyArray, signal?: AbortSignal): Promise<NpyLabels> {
  const { header, rowBytes } = array;
  const { shape } = header;
  // Keras gives CIFAR's labels a second axis of one.
  const [columns = 1, ...more] = shape.slice(1).filter((size) => size !== 1);
  const isText = header.kind === 'U' || header.kind === 'S';
  if (shape.length === 0 || more.length > 0 || (isText && columns > 1) || columns > MOST_CLASSES) {
    return refuse(array, 'label-shape', `(${shape.join(', ')})`);
  }
  if (columns > 1 && header.fortran) {
    return refuse(array, 'fortran', `(${shape.join(', ')})`);
  }
  const nameOf = columns > 1 ? spreadNames(array) : NAMES[header.kind](array);
  const known = new Map<string, number>();
  const blocks: Int32Array[] = [];
  for await (const block of readNpyBlocks(array, atOnce(rowBytes), signal)) {
    const ofRow = nameOf(block);
    blocks.push(
      Int32Array.from({ length: block.length / rowBytes }, (_, row) => {
        const name = ofRow(row);
        const index = known.get(name) ?? known.size;
        known.set(name, index);
        return index;
      }),
    );
    if (known.size > MOST_CLASSES) refuse(array, 'classes', `> ${MOST_CLASSES}`);
  }
  const indices = new Int32Array(blocks.reduce((sum, block) => sum + block.length, 0));
  let from = 0;
  for (const block of blocks) {
    indices.set(block, from);
    from += block.length;
  }
  return { names: [...known.keys()], indices, columns: columns > 1 ? columns : 0 };
}

function atOnce(rowBytes: number): number {
  return Math.max(1, Math.min(LABELS_AT_ONCE, Math.floor(2 ** 24 / rowBytes)));
}

/** Says what each row of a block is called. */
type Namer = (array: NpyArray) => (block: Uint8Array) => (row: number) => string;

const integers: Namer =
  ({ header, rowBytes }) =>
  (block) => {
    const view = new DataView(block.buffer, block.byteOffset, block.length);
    return (row) => String(integerAt(view, row * rowBytes, header));
  };

const NAMES: Readonly<Record<NpyHeader['kind'], Namer>> = {
  i: integers,
  u: integers,
  b: () => (block) => (row) => (block[row] === 0 ? 'False' : 'True'),
  f: (array) => (block) => {
    const numbers = npyNumbers(block, array.header);
    return (row) => {
      const value = numbers[row] ?? 0;
      const isWhole = Number.isSafeInteger(value);
      const { kind, itemBytes } = array.header;
      return isWhole ? String(value) : refuse(array, 'label-type', `${kind}${itemBytes}`);
    };
  },
  U: (array) => (block) => {
    const view = new DataView(block.buffer, block.byteOffset, block.length);
    return (row) => {
      const begin = row * array.rowBytes;
      const codes = Array.from({ length: array.rowBytes / 4 }, (_, at) =>
        view.getUint32(begin + at * 4, !array.header.bigEndian),
      );
      const wrong = codes.find((code) => code > 0x10ffff);
      if (wrong !== undefined) return refuse(array, 'label', String(wrong));
      return named(array, String.fromCodePoint(...codes));
    };
  },
  S: (array) => (block) => (row) => {
    const bytes = block.subarray(row * array.rowBytes, (row + 1) * array.rowBytes);
    return named(array, Buffer.from(bytes).toString('utf8'));
  },
};

/** A text without what fills it up. */
function named(array: NpyArray, padded: string): string {
  const text = padded.replace(/\0+$/, '').trim();
  return text === '' ? refuse(array, 'label', '""') : text;
}

/** Rows that have a 1 in the column of their class, and 0 in all others. */
function spreadNames(array: NpyArray): (block: Uint8Array) => (row: number) => string {
  const columns = array.rowBytes / array.header.itemBytes;
  return (block) => {
    const numbers = npyNumbers(block, array.header);
    return (row) => {
      let found = -1;
      for (let column = 0; column < columns; column += 1) {
        const value = numbers[row * columns + column];
        if (value === 0) continue;
        if (value !== 1 || found >= 0) return refuseSpread(array);
        found = column;
      }
      return found < 0 ? refuseSpread(array) : String(found);
    };
  };
}

function refuseSpread(array: NpyArray): never {
  return refuse(array, 'label-shape', `(${array.header.shape.join(', ')})`);
}

/** 64 bits are more than a number holds. */
function integerAt(view: DataView, at: number, header: NpyHeader): number | bigint {
  const { kind, itemBytes, bigEndian } = header;
  const signed = kind === 'i';
  const little = !bigEndian;
  if (itemBytes === 1) return signed ? view.getInt8(at) : view.getUint8(at);
  if (itemBytes === 2) return signed ? view.getInt16(at, little) : view.getUint16(at, little);
  if (itemBytes === 4) return signed ? view.getInt32(at, little) : view.getUint32(at, little);
  return signed ? view.getBigInt64(at, little) : view.getBigUint64(at, little);
}

function refuse(array: NpyArray, problem: ImageDataProblem, found: string): never {
  const { path } = array.source;
  throw new ExpectedFailure({ code: 'dataset/image-data-invalid', path, problem, found });
}
