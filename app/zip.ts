/** One file of an archive. */
export interface ZipEntry {
  /** Path inside the archive, with `/` between folders. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_OF_DIRECTORY = 0x06054b50;
/** 2.0, the first version with folders in paths. */
const VERSION = 20;
/** Paths are UTF-8. */
const UTF8_FLAG = 0x0800;
/** 1 January 1980, the first date of the format: the same files give the same bytes. */
const FIRST_DATE = 0x0021;

/**
 * A ZIP archive whose files are stored as they are, for documents that are one (XLSX).
 * @source PKWARE, APPNOTE.TXT 6.3.10, §4.3
 */
export function zipArchive(entries: readonly ZipEntry[]): Uint8Array<ArrayBuffer> {
  const paths = entries.map(({ path }) => utf8(path));
  const size = entries.reduce(
    (total, { bytes }, index) => total + 30 + 46 + 2 * (paths[index]?.length ?? 0) + bytes.length,
    22,
  );
  const archive = new Uint8Array(size);
  const view = new DataView(archive.buffer);
  let at = 0;
  const write16 = (...values: readonly number[]) => {
    for (const value of values) {
      view.setUint16(at, value, true);
      at += 2;
    }
  };
  const write32 = (...values: readonly number[]) => {
    for (const value of values) {
      view.setUint32(at, value, true);
      at += 4;
    }
  };
  const writeBytes = (bytes: Uint8Array) => {
    archive.set(bytes, at);
    at += bytes.length;
  };
  const places: number[] = [];
  /** What local and central header have in common. */
  const writeFacts = (bytes: Uint8Array, path: Uint8Array) => {
    write16(VERSION, UTF8_FLAG, 0, 0, FIRST_DATE);
    write32(crc32(bytes), bytes.length, bytes.length);
    write16(path.length, 0);
  };
  for (const [index, { bytes }] of entries.entries()) {
    const path = paths[index] ?? new Uint8Array();
    places.push(at);
    write32(LOCAL_HEADER);
    writeFacts(bytes, path);
    writeBytes(path);
    writeBytes(bytes);
  }
  const directory = at;
  for (const [index, { bytes }] of entries.entries()) {
    const path = paths[index] ?? new Uint8Array();
    write32(CENTRAL_HEADER);
    write16(VERSION);
    writeFacts(bytes, path);
    write16(0, 0, 0);
    write32(0, places[index] ?? 0);
    writeBytes(path);
  }
  const directoryBytes = at - directory;
  write32(END_OF_DIRECTORY);
  write16(0, 0, entries.length, entries.length);
  write32(directoryBytes, directory);
  write16(0);
  return archive;
}

/** Reflected polynomial of CRC-32 (ISO 3309). */
const POLYNOMIAL = 0xedb88320;

/** CRC-32 of bytes, as ZIP and gzip have it. */
export function crc32(bytes: Uint8Array): number {
  let rest = 0xffffffff;
  for (const byte of bytes) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit += 1) rest = (rest >>> 1) ^ (rest & 1 ? POLYNOMIAL : 0);
  }
  return (rest ^ 0xffffffff) >>> 0;
}

/** Bytes of text in UTF-8; a lone surrogate becomes U+FFFD. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  for (const character of text) {
    const found = character.codePointAt(0) ?? 0;
    const code = found >= 0xd800 && found <= 0xdfff ? 0xfffd : found;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000)
      bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else
      bytes.push(
        0xf0 | (code >> 18),
        0x80 | ((code >> 12) & 63),
        0x80 | ((code >> 6) & 63),
        0x80 | (code & 63),
      );
  }
  return Uint8Array.from(bytes);
}
