import { writeFile } from 'node:fs/promises';
import { hostileFiles } from './hostile-file.ts';

const LINES = Array.from({ length: 24 }, (_, row) => `line ${row}`);
const text = (...more: string[]) => `${[...LINES, ...more].join('\n')}\n`;

/** One side of a pair, with the other beside it. */
const pair =
  (source: string | Uint8Array, target: string | Uint8Array = text()) =>
  async (path: string): Promise<void> => {
    await writeFile(path, source);
    await writeFile(path.replace(/\.en$/, '.zh'), target);
  };

/** Two files that should go line by line. */
export const PARALLEL_FILES = hostileFiles('parallel text', 'a.en', {
  'a line more': [pair(text('more')), 'lines-unequal'],
  'a line less': [pair(text(), text('more')), 'lines-unequal'],
  'nothing in the other': [pair(text(), ''), 'empty'],
  'nothing but space': [pair(' \n'.repeat(24), ' \n'.repeat(24)), 'too-few-rows'],
  'no line end in eighty megabytes': [pair('x'.repeat(8e7), 'x'.repeat(8e7)), 'value-too-long'],
  'bytes that no text holds': [
    pair(text(), Buffer.concat([Buffer.from(text()), Buffer.of(0, 1, 0, 255, 254, 0, 3)])),
    'encoding-invalid',
  ],
  'NUL in a line': [pair(text('a\0b'), text('c')), 'encoding-invalid'],
  'separators in a line': [pair(text('a\u001e\u001fb"'), text('\u001f'))],
  'line ends of three kinds': [pair(LINES.join('\r\n'), LINES.join('\r'))],
  'a byte order mark': [pair(`\ufeff${text()}`, Buffer.from(`\ufeff${text()}`, 'utf16le'))],
  'the names of tokens': [pair(text('<pad> <unk> <start> <end>'), text('__proto__ constructor'))],
});
