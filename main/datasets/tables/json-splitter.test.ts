import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JsonSplitter } from './json-splitter.ts';

function split(text: string, pieceBytes: number) {
  const splitter = new JsonSplitter(10_000);
  const bytes = Buffer.from(text);
  const found = [];
  for (let from = 0; from < bytes.length && splitter.fault === null; from += pieceBytes) {
    found.push(...splitter.push(bytes.subarray(from, from + pieceBytes)));
  }
  found.push(...splitter.end());
  return { texts: found.map((piece) => Buffer.from(piece.bytes).toString()), splitter, found };
}

const objects = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { minLength: 1 });

test('cuts any list of objects into them, wherever the pieces end', () => {
  fc.assert(
    fc.property(objects, fc.integer({ min: 1, max: 50 }), fc.boolean(), (values, bytes, lines) => {
      const text = lines
        ? values.map((value) => JSON.stringify(value)).join('\n')
        : JSON.stringify(values, null, 1);
      const { texts, splitter } = split(text, bytes);
      expect(splitter.fault).toBeNull();
      expect(texts.map((piece) => JSON.parse(piece))).toEqual(JSON.parse(JSON.stringify(values)));
    }),
  );
});

test('says where records begin', () => {
  const { found } = split('[\n  {"a": 1},\n  {"a": 2}, {"a": 3}]', 4);
  expect(found.map(({ row, column }) => [row, column])).toEqual([
    [1, 2],
    [2, 12],
    [3, 12],
  ]);
});

test('never hangs or throws on any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.constantFrom('[', '{', ''), (bytes, first) => {
      split(first + Buffer.from(bytes).toString('latin1'), 3);
    }),
  );
});
