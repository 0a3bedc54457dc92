import type { ImageDataProblem } from '../../../app/failures/dataset-errors.ts';

const MARK = [0x93, ...Buffer.from('NUMPY')];
/** Longer headers are refused, as NumPy refuses them where it does not trust a file. */
export const LONGEST_NPY_HEADER_BYTES = 10_000;
const MOST_AXES = 32;
/** Booleans, signed and unsigned integers, floats, texts of UTF-32 and of bytes. */
const DTYPE = /^([<>|=])([biufUS])(\d{1,4})$/;
/** Longer texts are no names of classes. */
const LONGEST_TEXT = 256;
const UTF32_BYTES = 4;
const STRING = `'([^'\\\\\\n]*)'|"([^"\\\\\\n]*)"`;
/** One entry of the dictionary: a name, and a string, a boolean or a tuple of whole numbers. */
const ENTRY = new RegExp(
  `\\s*(?:${STRING})\\s*:\\s*(?:${STRING}|(True|False)|\\(([\\d\\s,L]*)\\))\\s*(,|(?=\\}))`,
  'y',
);

/** What a NumPy file says of its array. */
export interface NpyHeader {
  readonly kind: 'b' | 'i' | 'u' | 'f' | 'U' | 'S';
  readonly itemBytes: number;
  readonly bigEndian: boolean;
  /** Whether the first axis changes fastest. */
  readonly fortran: boolean;
  readonly shape: readonly number[];
  /** Where the array begins. */
  readonly headerBytes: number;
}

/** Why a header is refused, and what it says there. */
export interface NpyRefusal {
  readonly problem: ImageDataProblem;
  readonly found: string;
}

/**
 * Reads a NumPy file's header; the dictionary in it is parsed, never evaluated.
 * @source NumPy, "NEP 1: A simple file format for NumPy arrays", versions 1.0 to 3.0
 * @param head the file's first bytes, at least the header where the file is that long
 */
export function readNpyHeader(head: Uint8Array): NpyHeader | NpyRefusal {
  if (MARK.some((byte, at) => head[at] !== byte)) {
    return refuse('header', `0x${Buffer.from(head.subarray(0, MARK.length)).toString('hex')}`);
  }
  const [major = 0, minor = 0] = head.subarray(MARK.length);
  if (major < 1 || major > 3 || minor !== 0) return refuse('header', `${major}.${minor}`);
  const sizeBytes = major === 1 ? 2 : 4;
  const begin = MARK.length + 2 + sizeBytes;
  if (head.length < begin) return refuse('header', `${head.length} B`);
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  const at = MARK.length + 2;
  const length = major === 1 ? view.getUint16(at, true) : view.getUint32(at, true);
  const headerBytes = begin + length;
  if (length > LONGEST_NPY_HEADER_BYTES || headerBytes > head.length) {
    return refuse('header', `${length} B`);
  }
  const content = Buffer.from(head.subarray(begin, headerBytes));
  return readDictionary(content.toString(major === 3 ? 'utf8' : 'latin1').trim(), headerBytes);
}

function readDictionary(text: string, headerBytes: number): NpyHeader | NpyRefusal {
  // A list of fields has no place among images and labels, whatever is in it.
  if (/['"]descr['"]\s*:\s*\[/.test(text)) return refuse('dtype', shorten(text));
  const entries = readEntries(text);
  if (entries === null) return refuse('header', shorten(text));
  const descr = entries.get('descr');
  const order = entries.get('fortran_order');
  const axes = entries.get('shape');
  const complete = descr?.kind === 'text' && order?.kind === 'boolean' && axes?.kind === 'tuple';
  if (!complete || entries.size !== 3) return refuse('header', shorten(text));
  if (/^[<>|=]?O/.test(descr.value)) return refuse('object', descr.value);
  const [, endian, kind, size] = DTYPE.exec(descr.value) ?? [];
  const length = Number(size);
  if (!isKind(kind) || !isSize(kind, length)) return refuse('dtype', descr.value);
  const itemBytes = kind === 'U' ? length * UTF32_BYTES : length;
  const shape = readShape(axes.value);
  if (shape === null) return refuse('header', shorten(`(${axes.value})`));
  return {
    kind,
    itemBytes,
    bigEndian: endian === '>',
    fortran: order.value === 'True',
    shape,
    headerBytes,
  };
}

/** Bytes that a number of each kind may have; none for texts. */
const SIZES: Readonly<Record<NpyHeader['kind'], readonly number[] | null>> = {
  b: [1],
  i: [1, 2, 4, 8],
  u: [1, 2, 4, 8],
  f: [2, 4, 8],
  U: null,
  S: null,
};

function isSize(kind: NpyHeader['kind'], length: number): boolean {
  return SIZES[kind]?.includes(length) ?? (length > 0 && length <= LONGEST_TEXT);
}

function isKind(kind: string | undefined): kind is NpyHeader['kind'] {
  return kind !== undefined && Object.hasOwn(SIZES, kind);
}

interface Entry {
  readonly kind: 'text' | 'boolean' | 'tuple';
  readonly value: string;
}

/** The entries of a Python dictionary as headers have it; null for anything else, or a name twice. */
function readEntries(text: string): ReadonlyMap<string, Entry> | null {
  if (!text.startsWith('{') || !text.endsWith('}')) return null;
  const entries = new Map<string, Entry>();
  let at = 1;
  while (text.slice(at).trim() !== '}') {
    ENTRY.lastIndex = at;
    const match = ENTRY.exec(text);
    if (match === null) return null;
    const [whole, single, double, singleValue, doubleValue, truth, tuple] = match;
    const name = single ?? double ?? '';
    if (entries.has(name)) return null;
    if (truth !== undefined) entries.set(name, { kind: 'boolean', value: truth });
    else if (tuple !== undefined) entries.set(name, { kind: 'tuple', value: tuple });
    else entries.set(name, { kind: 'text', value: singleValue ?? doubleValue ?? '' });
    at += whole.length;
  }
  return entries;
}

/** Sizes along the axes; null where they are none, or more than counting can hold. */
function readShape(tuple: string): readonly number[] | null {
  const trimmed = tuple.trim();
  if (trimmed === '') return [];
  const parts = trimmed.replace(/,$/, '').split(',');
  if (parts.length > MOST_AXES || (parts.length === 1 && !trimmed.endsWith(','))) return null;
  // Python 2 wrote long numbers with an L behind them.
  if (!parts.every((part) => /^\s*\d{1,16}L?\s*$/.test(part))) return null;
  const sizes = parts.map((part) => Number.parseInt(part, 10));
  const elements = sizes.reduce((product, size) => product * size, 1);
  return Number.isSafeInteger(elements * 8) ? sizes : null;
}

function refuse(problem: ImageDataProblem, found: string): NpyRefusal {
  return { problem, found };
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
