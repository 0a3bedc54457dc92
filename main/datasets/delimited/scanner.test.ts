import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCanonical } from './canonical.ts';
import { DelimitedScanner, LONGEST_RECORD_BYTES } from './scanner.ts';

const COMMA = { delimiter: 0x2c, quote: 0x22 };
const encoder = new TextEncoder();

function scan(text: string, pieceBytes = 1 << 20, skipHeader = false) {
  const scanner = new DelimitedScanner(COMMA, { checkColumns: true, skipHeader });
  const bytes = encoder.encode(text);
  const drained: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    scanner.push(bytes.subarray(at, at + pieceBytes));
    drained.push(scanner.drain());
  }
  const failure = scanner.end();
  drained.push(scanner.drain());
  return { failure, records: readCanonical(Buffer.concat(drained), Number.POSITIVE_INFINITY) };
}

describe('a delimited text', () => {
  test('gives its records with the line each begins on', () => {
    const text = 'a,b\r\n\r\n"1\r\n,2", "x ""y"""\n\n  \n3,\r4,5';
    expect(scan(text)).toEqual({
      failure: null,
      records: [
        { line: 1, fields: ['a', 'b'] },
        { line: 3, fields: ['1\r\n,2', 'x "y"'] },
        { line: 7, fields: ['3', ''] },
        { line: 8, fields: ['4', '5'] },
      ],
    });
  });

  test('comes back as written, however it is quoted, ended and cut into pieces', () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', 'é', '猫', ' ', ',', '"', '\n', '\r', '1'),
    });
    const table = fc
      .integer({ min: 2, max: 4 })
      .chain((columns) =>
        fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: 1 }),
      );
    const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
    fc.assert(
      fc.property(table, lineEnd, fc.integer({ min: 1, max: 9 }), (rows, end, pieceBytes) => {
        const text = rows.map((row) => row.map(quoted).join(',') + end).join('');
        const { failure, records } = scan(text, pieceBytes);
        expect(failure).toBeNull();
        expect(records.map(({ fields }) => fields)).toEqual(rows);
        for (const { line, fields } of records) {
          const first = text.split(/\r\n|\r|\n/)[line - 1];
          expect(first?.startsWith(quoted(fields[0] ?? '').split(/\r|\n/)[0] ?? '')).toBe(true);
        }
      }),
    );
  });

  test('can leave its header out', () => {
    expect(scan('a,b\n1,2\n', 1, true).records).toEqual([{ line: 2, fields: ['1', '2'] }]);
  });
});

function quoted(cell: string): string {
  return `"${cell.replaceAll('"', '""')}"`;
}

describe('a broken text names the line in an editor', () => {
  test.each([
    ['a row with too few fields', 'a,b\r\n1,2\r\n3\r\n', { line: 3, expected: 2, found: 1 }],
    ['a row with too many fields', '\na,b\n\n1,2,3\n', { line: 4, expected: 2, found: 3 }],
    [
      'a ragged row behind a quoted line end',
      'a,b\n"x\ny",2\n3\n',
      { line: 4, expected: 2, found: 1 },
    ],
  ])('%s', (_, text, failure) => {
    expect(scan(text).failure).toEqual({ kind: 'ragged', ...failure });
  });

  test.each([
    ['never closed', 'a,b\n1,"2\n3,4\n', 2],
    ['closed in the middle of a field', 'a,b\n1,2\n"3"4,5\n', 3],
    ['closed by the next opening one', 'a,b\n"1,2\n"3",4\n', 2],
  ])('a quote %s', (_, text, line) => {
    expect(scan(text).failure).toEqual({ kind: 'quote', line });
  });

  test('a byte of a binary file', () => {
    expect(scan('a,b\n1,\u0000\n').failure).toEqual({ kind: 'binary', line: 2 });
  });

  test('a line longer than any record', () => {
    const text = `a,b\n${'x'.repeat(LONGEST_RECORD_BYTES + 1)}`;
    expect(scan(text).failure).toEqual({ kind: 'long', line: 2 });
    expect(scan(`a,b\n"${text}`).failure).toEqual({ kind: 'quote', line: 2 });
  });
});
