import { ExpectedFailure } from '../expected-failures.ts';
import type { NameReader } from './entry-name.ts';
import type { Unpacker } from './unpacker.ts';

const BLOCK = 512;
/** Long names and attributes are read whole. */
const LONGEST_HEADER_BYTES = 1024 ** 2;

/** Whether a block is a tar header: its checksum over all bytes, its own counted as spaces, is right. */
export function isTarHeader(block: Uint8Array): boolean {
  if (block.length < BLOCK || block[0] === 0) return false;
  let sum = 0;
  for (let at = 0; at < BLOCK; at += 1) sum += at >= 148 && at < 156 ? 0x20 : (block[at] ?? 0);
  return sum === readNumber(block.subarray(148, 156));
}

/** Unpacks all files of a tar: ustar, with POSIX and GNU long names. */
export async function unpackTar(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  unpacker: Unpacker,
  names: NameReader,
): Promise<void> {
  const blocks = new ByteReader(bytes, () => damaged(path));
  let longName: Uint8Array | null = null;
  let longSize: number | null = null;
  for (;;) {
    const header = await blocks.take(BLOCK, true);
    if (header === null || header.every((byte) => byte === 0)) return;
    if (!isTarHeader(header)) throw damaged(path);
    const type = String.fromCharCode(header[156] ?? 0);
    const size = longSize ?? readNumber(header.subarray(124, 136));
    if (!Number.isSafeInteger(size) || size < 0) throw damaged(path);
    const padding = (BLOCK - (size % BLOCK)) % BLOCK;
    if (type === 'L' || type === 'K' || type === 'x' || type === 'g') {
      if (size > LONGEST_HEADER_BYTES) throw damaged(path);
      const content = (await blocks.take(size, false)) ?? new Uint8Array(0);
      await blocks.take(padding, false);
      if (type === 'L') longName = untilNul(content);
      if (type === 'x') ({ longName, longSize } = readAttributes(content, { longName, longSize }));
      continue;
    }
    const name = names.read(longName ?? headerName(header));
    longName = null;
    longSize = null;
    if (type === '1' || type === '2') unpacker.refuse(name, 'link');
    if (!['0', '\0', '7', '5'].includes(type)) unpacker.refuse(name, 'special');
    const content = blocks.stream(size);
    const folder = type === '5' || name.endsWith('/');
    if (!(await unpacker.add(name, folder ? null : content))) for await (const _ of content);
    await blocks.take(padding, false);
  }
}

function damaged(path: string): ExpectedFailure {
  return new ExpectedFailure({ code: 'dataset/archive-damaged', path });
}

/** Octal digits, or, with the top bit set, a big-endian number. */
function readNumber(field: Uint8Array): number {
  const [first = 0] = field;
  if (first >= 0x80) {
    return field.subarray(1).reduce((value, byte) => value * 256 + byte, first & 0x3f);
  }
  const digits = Buffer.from(field).toString('latin1').replace(/[\0 ]/g, '');
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : digits === '' ? 0 : Number.NaN;
}

function untilNul(field: Uint8Array): Uint8Array {
  const end = field.indexOf(0);
  return end < 0 ? field : field.subarray(0, end);
}

/** The name, below the prefix that ustar keeps for long ones. */
function headerName(header: Uint8Array): Uint8Array {
  const name = untilNul(header.subarray(0, 100));
  const ustar = Buffer.from(header.subarray(257, 263)).toString('latin1') === 'ustar\0';
  const prefix = ustar ? untilNul(header.subarray(345, 500)) : new Uint8Array(0);
  return prefix.length === 0 ? name : Buffer.concat([prefix, Buffer.from('/'), name]);
}

/** `length key=value\n`, as often as there are attributes. @source POSIX pax, extended header */
function readAttributes(
  content: Uint8Array,
  known: { readonly longName: Uint8Array | null; readonly longSize: number | null },
) {
  let { longName, longSize } = known;
  let at = 0;
  while (at < content.length) {
    const space = content.indexOf(0x20, at);
    const length = Number(
      Buffer.from(content.subarray(at, Math.max(at, space))).toString('latin1'),
    );
    if (!Number.isSafeInteger(length) || length <= space - at || at + length > content.length)
      break;
    const record = content.subarray(space + 1, at + length - 1);
    const equals = record.indexOf(0x3d);
    const key = Buffer.from(record.subarray(0, equals)).toString('latin1');
    const value = record.subarray(equals + 1);
    if (key === 'path') longName = value;
    if (key === 'size') longSize = Number(Buffer.from(value).toString('latin1'));
    at += length;
  }
  return { longName, longSize };
}

/** Takes exact numbers of bytes from pieces of any length. */
class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #cut: () => Error;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(bytes: AsyncIterable<Uint8Array>, cut: () => Error) {
    this.#source = bytes[Symbol.asyncIterator]();
    this.#cut = cut;
  }

  /** @param mayEnd whether the source may end before the first byte: null then */
  async take(length: number, mayEnd: boolean): Promise<Uint8Array | null> {
    while (this.#rest.length < length) {
      const next = await this.#source.next();
      if (next.done === true) {
        if (mayEnd && this.#rest.length === 0) return null;
        throw this.#cut();
      }
      this.#rest = this.#rest.length === 0 ? next.value : Buffer.concat([this.#rest, next.value]);
    }
    const taken = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return taken;
  }

  /** The next bytes as they come. */
  async *stream(length: number): AsyncGenerator<Uint8Array> {
    let left = length;
    while (left > 0) {
      if (this.#rest.length === 0) {
        const next = await this.#source.next();
        if (next.done === true) throw this.#cut();
        this.#rest = next.value;
      }
      const piece = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }
}
