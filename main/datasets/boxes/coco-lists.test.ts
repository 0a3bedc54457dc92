import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ExpectedFailure } from '../expected-failures.ts';
import { type CocoElement, cocoElements } from './coco-lists.ts';

/** Bytes in pieces of a length. */
async function* pieces(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function elementsOf(text: string, length: number): Promise<readonly CocoElement[]> {
  const elements: CocoElement[] = [];
  const bytes = Buffer.from(text);
  for await (const element of cocoElements(pieces(bytes, length), 'x', ['a', 'b'])) {
    elements.push(element);
  }
  return elements;
}

test('elements are those that parsing the whole gives, however the bytes come', async () => {
  const list = fc.array(fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 }), {
    maxLength: 4,
  });
  const whole = fc.record({ other: fc.jsonValue(), a: list, text: fc.string(), b: list });
  await fc.assert(
    fc.asyncProperty(
      whole,
      fc.integer({ min: 1, max: 40 }),
      fc.nat(2),
      async (value, length, indent) => {
        const found = await elementsOf(JSON.stringify(value, null, indent), length);
        const told = found.map(({ list: name, index, text }) => [name, index, JSON.parse(text)]);
        const plain = JSON.parse(JSON.stringify(value)) as typeof value;
        expect(told).toEqual([
          ...plain.a.map((element, index) => ['a', index, element]),
          ...plain.b.map((element, index) => ['b', index, element]),
        ]);
      },
    ),
    { numRuns: 60 },
  );
});

test('whatever else the bytes are, they end in a failure with its place', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: fc.constantFrom(...'{}[]",:\\a1 ') }), async (text) => {
      try {
        await elementsOf(text, 3);
        expect(text.trim().startsWith('{')).toBe(true);
      } catch (cause) {
        expect(cause).toBeInstanceOf(ExpectedFailure);
      }
    }),
    { numRuns: 300 },
  );
});
