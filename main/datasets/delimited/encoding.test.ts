import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { inspectFile } from '../open-bytes.ts';
import { unwrap, useWorkspace } from '../testing/workspace.ts';
import {
  decodeToUtf8,
  detectEncoding,
  firstUndecodableLine,
  UndecodableError,
} from './encoding.ts';

const { write } = useWorkspace();

/** 品种 (variety), 猫 (cat), 小狗 (puppy) in GB2312. */
const GB_TEXT = Buffer.from('c6b7d6d62c780ac3a82c310ad0a1b9b72c320a', 'hex');
const LATIN_TEXT = Buffer.from('name,x\nJosé Málaga,1\n', 'latin1');

async function detect(content: Uint8Array) {
  return detectEncoding(unwrap(await inspectFile(await write('data.csv', content))));
}

async function decode(content: Uint8Array, encoding: 'utf-8' | 'utf-16le' | 'gb18030') {
  const file = unwrap(await inspectFile(await write('data.csv', content)));
  const chunks: Uint8Array[] = [];
  for await (const chunk of decodeToUtf8(file, encoding)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe('an encoding is found from all bytes', () => {
  test.each([
    ['utf-8', Buffer.from('a,b\né,猫\n')],
    ['utf-8', Buffer.from('\ufeffa,b\n')],
    ['utf-8', Buffer.from('plain,ascii\n')],
    ['utf-8', gzipSync('a,é\n')],
    ['utf-16le', Buffer.from('\ufeffa,b\n1,猫\n', 'utf16le')],
    ['utf-16le', Buffer.from('a,b\n1,2\n', 'utf16le')],
    ['utf-16be', Buffer.from('\ufeffa,b\n1,猫\n', 'utf16le').swap16()],
    ['gb18030', GB_TEXT],
    ['windows-1252', LATIN_TEXT],
    ['windows-1252', Buffer.from([0x61, 0x2c, 0x80, 0x0a])],
  ] as const)('%s', async (encoding, content) => {
    expect(await detect(content)).toEqual({ ok: true, value: encoding });
  });

  test('damaged UTF-8 names its line', async () => {
    const content = Buffer.concat([
      Buffer.from('a\né\n猫\r\n'),
      Buffer.of(0xc3, 0x28),
      Buffer.from('\né\n'),
    ]);
    expect(await detect(content)).toMatchObject({
      ok: false,
      error: { code: 'dataset/encoding-invalid', row: 4 },
    });
  });

  test('bytes of no encoding name their line', async () => {
    expect(await detect(Buffer.from([0x61, 0x0a, 0x81, 0x2c, 0x8d, 0x0a]))).toMatchObject({
      ok: false,
      error: { code: 'dataset/encoding-invalid', row: 2 },
    });
  });
});

describe('decoding', () => {
  test('gives UTF-8 without a byte order mark', async () => {
    expect(await decode(Buffer.from('\ufeffa,猫', 'utf16le'), 'utf-16le')).toBe('a,猫');
    expect(await decode(Buffer.from('\ufeffa,猫'), 'utf-8')).toBe('a,猫');
    expect(await decode(GB_TEXT, 'gb18030')).toBe('品种,x\n猫,1\n小狗,2\n');
  });

  test('refuses what a claimed encoding does not have', async () => {
    const content = Buffer.concat([Buffer.from('a\nb\n'), Buffer.of(0xff), Buffer.from('\n')]);
    await expect(decode(content, 'utf-8')).rejects.toThrow(UndecodableError);
    const file = unwrap(await inspectFile(await write('data.csv', content)));
    expect(await firstUndecodableLine(file, 'utf-8')).toBe(3);
  });
});
