import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip, gzipSync } from 'node:zlib';
import { type TestEntry, tarOf, zipOf } from '../testing/archive-files.ts';
import { GOOD_CSV, hostileFiles } from './hostile-file.ts';

/** Beyond what may be unpacked at such a ratio. */
const BOMB_BYTES = 270 * 2 ** 20;
const PIECE_BYTES = 2 ** 20;
const CSV = { name: 'a.csv', content: GOOD_CSV };
const entry = (name: string | Uint8Array, more: Partial<TestEntry> = {}): TestEntry => ({
  name,
  content: 'x',
  ...more,
});
const zip = (...entries: TestEntry[]) => zipOf([CSV, ...entries]);
const tar = (...entries: (TestEntry & { type?: string })[]) => tarOf([CSV, ...entries]);
/** Made when it is written, since it is large. */
const bomb = (pack: (zeros: { readonly content: Uint8Array }) => Uint8Array) => (path: string) =>
  writeFile(path, pack({ content: Buffer.alloc(BOMB_BYTES) }));
const GOOD_ZIP = zip();
const patched = (bytes: Buffer, at: number, value: number) => {
  const changed = Buffer.from(bytes);
  changed.writeUInt32LE(value, at < 0 ? bytes.length + at : at);
  return changed;
};
const ZIP_END = -22;

/** The same as tar, which is streamed: packing it at once would take a gigabyte. */
async function tarBomb(path: string): Promise<void> {
  function* pieces() {
    yield tarOf([entry('b.csv', { content: '', claimedBytes: BOMB_BYTES })]).subarray(0, 512);
    for (let at = 0; at < BOMB_BYTES; at += PIECE_BYTES) yield Buffer.alloc(PIECE_BYTES);
  }
  await pipeline(Readable.from(pieces()), createGzip(), createWriteStream(path));
}

/** Zip files. */
export const ZIP_FILES = hostileFiles('zip', 'data.zip', {
  'an absolute path': [zip(entry('/etc/x')), 'archive-unsafe'],
  'a drive': [zip(entry('C:/x')), 'archive-unsafe'],
  'a network path': [zip(entry('\\\\server\\x')), 'archive-unsafe'],
  'a parent': [zip(entry('../x')), 'archive-unsafe'],
  'a parent deep within': [zip(entry('a/b/../../../x')), 'archive-unsafe'],
  'a parent by backslashes': [zip(entry('a\\..\\..\\x')), 'archive-unsafe'],
  'a link': [zip(entry('l', { mode: 0o120777, content: '/etc' })), 'archive-unsafe'],
  'a pipe': [zip(entry('p', { mode: 0o010644 })), 'archive-unsafe'],
  'a character device': [zip(entry('d', { mode: 0o020644 })), 'archive-unsafe'],
  CON: [zip(entry('CON')), 'archive-unsafe'],
  'aux with an ending': [zip(entry('in/aux.csv')), 'archive-unsafe'],
  COM1: [zip(entry('com1.txt')), 'archive-unsafe'],
  'NUL in a name': [zip(entry('a\0b')), 'archive-unsafe'],
  'a line end in a name': [zip(entry('a\nb')), 'archive-unsafe'],
  'a name of three hundred characters': [zip(entry('n'.repeat(300))), 'archive-unsafe'],
  'a path of four thousand': [zip(entry('n/'.repeat(2000))), 'archive-unsafe'],
  'a dot at the end': [zip(entry('b.')), 'archive-unsafe'],
  'a space at the end': [zip(entry('b ')), 'archive-unsafe'],
  'one name twice': [zip(entry('a.csv')), 'archive-unsafe'],
  'names that differ by case': [zip(entry('A.CSV')), 'archive-unsafe'],
  'names that differ by composition': [zip(entry('\u00e9'), entry('e\u0301')), 'archive-unsafe'],
  'a file where a folder is': [zip(entry('f/x'), entry('f')), 'archive-unsafe'],
  'an encrypted entry': [zip(entry('e', { encrypted: true })), 'archive-unsafe'],
  'an archive alone': [zipOf([entry('b.zip', { content: GOOD_ZIP })]), 'archive-unsafe'],
  'a tar alone': [zipOf([entry('b.tar', { content: tar() })]), 'archive-unsafe'],
  'a bomb': [bomb((zeros) => zipOf([entry('bomb.csv', zeros)])), 'archive-unsafe'],
  'a bomb that claims to be small': [
    bomb((zeros) => zipOf([entry('bomb.csv', { ...zeros, claimedBytes: 100 })])),
    'archive-damaged',
    'archive-unsafe',
  ],
  'a claim of four gigabytes': [
    zipOf([entry('a.csv', { claimedBytes: 0xffff_fff0 })]),
    'archive-unsafe',
    'archive-damaged',
  ],
  'no entries': [zipOf([]), 'folder-empty'],
  'only what macOS adds': [zipOf([entry('__MACOSX/._a'), entry('.DS_Store')]), 'folder-empty'],
  'nothing of use': [
    zipOf([entry('a.bin'), entry('b.bin')]),
    'folder-empty',
    'class-folder-empty',
    'file/format-unknown',
  ],
  'cut before its directory': [GOOD_ZIP.subarray(0, 60), 'archive-damaged', 'file/format-unknown'],
  'cut in its directory': [GOOD_ZIP.subarray(0, -30), 'archive-damaged'],
  'a directory that is elsewhere': [patched(GOOD_ZIP, ZIP_END + 16, 7), 'archive-damaged'],
  'sixty thousand entries promised': [
    patched(GOOD_ZIP, ZIP_END + 8, 0xeeee_eeee),
    'archive-damaged',
  ],
  'bytes changed in the data': [
    patched(GOOD_ZIP, 50, 0),
    'archive-damaged',
    'ragged-row',
    'encoding-invalid',
    'bad-value',
    'unterminated-quote',
    'class-too-small',
  ],
});

/** Tar files, plain and gzip. */
export const TAR_FILES = hostileFiles('tar', 'data.tar.gz', {
  'an absolute path': [tar(entry('/etc/x')), 'archive-unsafe'],
  'a parent': [gzipSync(tar(entry('../x'))), 'archive-unsafe'],
  'a parent in a long name': [
    tar(entry(`${'a/'.repeat(60)}${'../'.repeat(61)}x`)),
    'archive-unsafe',
  ],
  'a link': [tar({ ...entry('l'), type: '2' }), 'archive-unsafe'],
  'a hard link': [tar({ ...entry('l'), type: '1' }), 'archive-unsafe'],
  'a device': [tar({ ...entry('d'), type: '4' }), 'archive-unsafe'],
  'a sparse file': [tar({ ...entry('s'), type: 'S' }), 'archive-unsafe'],
  'a name twice': [tar(entry('a.csv')), 'archive-unsafe'],
  'a size beyond the file': [tar(entry('s', { claimedBytes: 2 ** 32 })), 'archive-damaged'],
  'a size of 8 gigabytes of name': [
    tar({ ...entry('n', { claimedBytes: 2 ** 32 }), type: 'L' }),
    'archive-damaged',
  ],
  'attributes that lie': [tar({ ...entry('p', { content: '99999 path=../x\n' }), type: 'x' })],
  'attributes with a parent': [
    tar({ ...entry('p', { content: '13 path=../x\n' }), type: 'x' }, entry('b')),
    'archive-unsafe',
  ],
  cut: [tar().subarray(0, 700), 'archive-damaged'],
  'a wrong sum behind': [
    Buffer.concat([tar().subarray(0, -1024), Buffer.alloc(512, 0x41)]),
    'archive-damaged',
  ],
  'gzip that is cut': [gzipSync(tar()).subarray(0, 120), 'archive-damaged', 'file/format-unknown'],
  'a bomb': [tarBomb, 'archive-unsafe'],
  'an archive within': [tarOf([entry('b.zip', { content: GOOD_ZIP })]), 'archive-unsafe'],
});
