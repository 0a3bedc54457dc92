import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crc32, utf8, zipArchive } from './zip.ts';

test('checksums are those of zlib', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(crc32(bytes)).toBe(zlibCrc32(bytes));
    }),
  );
});

test('text is encoded as every other program does', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(utf8(text)).toEqual(new Uint8Array(new TextEncoder().encode(text)));
    }),
  );
  expect(utf8('\ud800')).toEqual(Uint8Array.of(0xef, 0xbf, 0xbd));
});

test('Python takes an archive apart into what went in', ({ skip }) => {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-zip-'));
  try {
    const file = join(folder, 'a.zip');
    writeFileSync(
      file,
      zipArchive([
        { path: '报告/a.txt', bytes: utf8('eins') },
        { path: 'empty', bytes: new Uint8Array() },
      ]),
    );
    const python = [
      'import sys, zipfile, json',
      'z = zipfile.ZipFile(sys.argv[1])',
      'print(json.dumps([z.testzip(), {n: z.read(n).decode() for n in z.namelist()}]))',
    ].join('\n');
    let answer: string;
    try {
      answer = execFileSync('python3', ['-c', python, file], { encoding: 'utf8' });
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') {
        skip('no python3 on this machine');
      }
      throw cause;
    }
    expect(JSON.parse(answer)).toEqual([null, { '报告/a.txt': 'eins', empty: '' }]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
