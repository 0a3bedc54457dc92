import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { GOOD_CSV, GOOD_ROWS, hostileFiles } from './hostile-file.ts';

const insert = (line: string | Uint8Array) =>
  Buffer.concat([Buffer.from(GOOD_CSV), Buffer.from(line as string), Buffer.from('\n')]);
const withHeader = (header: string) => GOOD_CSV.replace('a,y', header);
const repeated = (text: string, megabytes: number) => async (path: string) => {
  const file = createWriteStream(path);
  const block = text.repeat(Math.ceil(2 ** 20 / text.length));
  for (let at = 0; at < megabytes; at += 1) {
    if (!file.write(block)) await once(file, 'drain');
  }
  file.end();
  await finished(file);
};
const cells = (count: number) => Array.from({ length: count }, (_, at) => `c${at}`).join(',');

/** Delimited text. */
export const DELIMITED_FILES = hostileFiles('csv', 'data.csv', {
  empty: ['', 'empty'],
  'one byte order mark': ['\ufeff', 'empty'],
  'blank lines': ['\n\n\n\r\n', 'empty'],
  'header alone': ['a,y', 'empty'],
  'one column': ['a\n1\n2\n', 'no-features', 'too-few-rows', 'target-one-class'],
  'NUL bytes': [insert('1,\0'), 'encoding-invalid'],
  'only NUL bytes': [
    new Uint8Array(10_000),
    'encoding-invalid',
    'empty',
    'file/format-unknown',
    'no-features',
  ],
  'a unit separator': [insert('1,\u001fx'), 'encoding-invalid'],
  'a record separator': [insert('1,\u001ex'), 'encoding-invalid'],
  'ragged, too short': [insert('1'), 'ragged-row'],
  'ragged, too long': [insert('1,x,2'), 'ragged-row'],
  'ragged by an empty field': [insert('1,x,'), 'ragged-row'],
  'ragged by an empty quoted field': [insert('1,x,""'), 'ragged-row'],
  'an open quote': [insert('"1,x'), 'unterminated-quote'],
  'an open quote over megabytes': [insert(`"${'x\n'.repeat(2e6)}`), 'unterminated-quote'],
  'text behind a quote': [insert('"1"2,x'), 'unterminated-quote'],
  'one million quotes': [
    insert(`1,${'"'.repeat(1_000_001)}`),
    'unterminated-quote',
    'file/format-unknown',
    'bad-value',
  ],
  'a line of a megabyte': [
    insert(`1,${'x'.repeat(1_100_000)}`),
    'file/format-unknown',
    'no-features',
  ],
  'a line of 300 megabytes': [
    repeated('x', 300),
    'value-too-long',
    'file/format-unknown',
    'no-features',
    'empty',
  ],
  'a hundred megabytes of commas': [
    repeated(',', 100),
    'value-too-long',
    'file/format-unknown',
    'too-many-columns',
  ],
  'a million columns': [
    `${cells(1e6)}\n`,
    'value-too-long',
    'file/format-unknown',
    'too-many-columns',
  ],
  'five thousand columns': [
    `${cells(5000)}\n${cells(5000)}\n`,
    'file/format-unknown',
    'too-many-columns',
  ],
  'a thousand columns and one row': [
    `${cells(1000)}\n${cells(1000)}\n`,
    'too-few-rows',
    'no-features',
    'target-one-class',
    'class-too-small',
  ],
  'invalid UTF-8': [
    insert(Uint8Array.of(0x31, 0x2c, 0xff, 0xfe)),
    'encoding-invalid',
    'class-too-small',
    'no-features',
  ],
  'UTF-8 cut in a character': [
    insert(Uint8Array.of(0x31, 0x2c, 0xe7, 0x8c)),
    'encoding-invalid',
    'class-too-small',
  ],
  'overlong UTF-8': [
    insert(Uint8Array.of(0x31, 0x2c, 0xc0, 0xaf)),
    'encoding-invalid',
    'class-too-small',
  ],
  'surrogates in UTF-8': [
    insert(Uint8Array.of(0x31, 0x2c, 0xed, 0xa0, 0x80)),
    'encoding-invalid',
    'class-too-small',
  ],
  'UTF-16 of an odd length': [
    Buffer.concat([Buffer.from(`\ufeff${GOOD_CSV}`, 'utf16le'), Buffer.of(0x31)]),
    'encoding-invalid',
  ],
  'UTF-16 with a lone surrogate': [
    Buffer.from(`\ufeff${GOOD_CSV}1,\ud800\n`, 'utf16le'),
    'encoding-invalid',
    'class-too-small',
  ],
  'two encodings': [
    Buffer.concat([Buffer.from(withHeader('größe,y')), Buffer.from('1,f\u00fcr\n', 'latin1')]),
    'encoding-invalid',
    'class-too-small',
  ],
  infinity: [insert('Infinity,x'), 'bad-value'],
  'not a number, in words': [insert('NaN,x')],
  'a number beyond all': [insert('1e999,x'), 'bad-value'],
  'an underscore in a number': [insert('1_000,x'), 'bad-value'],
  hexadecimal: [insert('0x1F,x'), 'bad-value'],
  'a formula': [insert('=cmd|calc!A1,x'), 'bad-value'],
  'SQL as a column': [withHeader(`"a""; DROP TABLE x; --",y`)],
  'SQL as a value': [GOOD_CSV.replaceAll(',z', `,"'); DROP TABLE assignment; --"`)],
  'a prototype as a column': [withHeader('__proto__,constructor')],
  'a quote as a column': [withHeader(`"'",y`)],
  'names twice': [withHeader('a,a'), 'column-duplicate'],
  'a target without values': [
    `a,y\n${GOOD_ROWS.map((row) => row.replace(/,.*/, ',')).join('\n')}\n`,
    'no-features',
    'target-one-class',
    'target-value-missing',
  ],
  'one class': [GOOD_CSV.replaceAll(',z', ',x'), 'target-one-class', 'no-features'],
  'line ends of three kinds': [GOOD_CSV.replace('\n', '\r').replace('\n', '\r\n')],
  'a million blank lines': [`${GOOD_CSV}${'\n'.repeat(1e6)}`],
  'gzip that is cut': [gzipSync(GOOD_CSV).subarray(0, 40), 'archive-damaged'],
  'gzip with a wrong sum': [
    Buffer.concat([gzipSync(GOOD_CSV).subarray(0, -8), new Uint8Array(8)]),
    'archive-damaged',
  ],
  'gzip of 128 megabytes of zeros': [
    gzipSync(new Uint8Array(2 ** 27)),
    'encoding-invalid',
    'file/format-unknown',
    'too-large',
  ],
  'gzip in gzip': [
    gzipSync(gzipSync(GOOD_CSV)),
    'encoding-invalid',
    'file/format-unknown',
    'no-features',
    'ragged-row',
    'empty',
  ],
});
