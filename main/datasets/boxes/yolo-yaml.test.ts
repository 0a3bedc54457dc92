import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ExpectedFailure } from '../expected-failures.ts';
import { readYoloYaml } from './yolo-yaml.ts';

test('names come back as they were listed, however they are written', () => {
  const name = fc
    .string({ unit: fc.constantFrom(...'abc 车_-.'), minLength: 1 })
    .map((text) => `n${text.trim()}`);
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 5 }), (names) => {
      const quoted = names.map((each) => `"${each}"`);
      const forms = [
        `names: [${quoted.join(', ')}]`,
        `names:\n${quoted.map((each) => `  - ${each}\n`).join('')}`,
        `names:\n${quoted.map((each, at) => `  ${at}: ${each}\n`).join('')}`,
        `nc: 1 # so many\nnames: {${quoted.map((each, at) => `${at}: ${each}`).join(', ')}}`,
      ];
      for (const form of forms) expect(readYoloYaml('x', form).names).toEqual(names);
    }),
  );
});

test('whatever else a file holds, it ends in names or in a failure with its place', () => {
  const piece = fc.constantFrom(
    'names',
    'train',
    ':',
    ': ',
    '\n',
    '- ',
    '  ',
    '[',
    ']',
    '{',
    '}',
    ',',
    '"',
    "'",
    '#',
    '&a',
    '*',
    '0',
    'x',
    '__proto__',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      try {
        const { names } = readYoloYaml('x', pieces.join(''));
        if (names !== null) expect(names.length).toBeGreaterThan(0);
      } catch (cause) {
        expect(cause).toBeInstanceOf(ExpectedFailure);
      }
    }),
    { numRuns: 500 },
  );
});
