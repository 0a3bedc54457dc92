import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { npyOf } from '../testing/npy-files.ts';
import { readNpyHeader } from './npy-header.ts';

const none = new Uint8Array(0);
const dictionary = (text: string) => readNpyHeader(npyOf([], none, { dictionary: text }));

describe('the header of a NumPy file', () => {
  test('says type, order and shape, whatever its version', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(50_000), { maxLength: 3 }),
        fc.constantFrom('|u1', '<i2', '>i4', '<i8', '<u8', '|b1', '>f8'),
        fc.boolean(),
        fc.constantFrom(1, 2, 3),
        (shape, descr, fortran, version) => {
          const header = readNpyHeader(npyOf(shape, none, { descr, fortran, version }));
          expect(header).toEqual({
            kind: descr[1],
            itemBytes: Number(descr[2]),
            bigEndian: descr[0] === '>',
            fortran,
            shape,
            headerBytes: npyOf(shape, none, { descr, fortran, version }).length,
          });
        },
      ),
    );
  });

  test.each([
    ['an object', "{'descr': '|O', 'fortran_order': False, 'shape': (2,)}", 'object'],
    ['fields', "{'descr': [('a', '|O')], 'fortran_order': False, 'shape': (2,)}", 'dtype'],
    ['long text', "{'descr': '<U800', 'fortran_order': False, 'shape': (2,)}", 'dtype'],
    ['a complex number', "{'descr': '<c8', 'fortran_order': False, 'shape': (2,)}", 'dtype'],
    ['a name twice', "{'descr': '|u1', 'descr': '|O', 'shape': (2,)}", 'header'],
    ['a call', "{'descr': exec('1'), 'fortran_order': False, 'shape': (2,)}", 'header'],
    ['a negative size', "{'descr': '|u1', 'fortran_order': False, 'shape': (-2,)}", 'header'],
    [
      'a size beyond counting',
      "{'descr': '|u1', 'fortran_order': False, 'shape': (9999999999999999,)}",
      'header',
    ],
    [
      'sizes beyond counting',
      "{'descr': '|u1', 'fortran_order': False, 'shape': (99999999, 999999999)}",
      'header',
    ],
    ['no tuple', "{'descr': '|u1', 'fortran_order': False, 'shape': (2)}", 'header'],
    ['__proto__', "{'__proto__': '|u1', 'fortran_order': False, 'shape': (2,)}", 'header'],
    [
      'another entry',
      "{'descr': '|u1', 'fortran_order': False, 'shape': (2,), 'x': 'y'}",
      'header',
    ],
  ])('is refused with %s', (_, text, problem) => {
    expect(dictionary(text)).toMatchObject({ problem });
  });

  test('is never more than was read, whatever its bytes', () => {
    const good = npyOf([3, 4], none);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 6 }),
        fc.nat(good.length),
        (changes, length) => {
          const bytes = Uint8Array.from(good);
          for (const [at, value] of changes) bytes[at] = value;
          const header = readNpyHeader(bytes.subarray(0, length));
          if ('problem' in header) return header.found.length <= 81;
          expect(header.headerBytes).toBeLessThanOrEqual(length);
          return header.shape.every((size) => Number.isSafeInteger(size) && size >= 0);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('is refused or read in time that grows with its length only', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("'descr'", ':', ',', '(', ')', '{', '}', ' ', "'", '1', 'True'), {
          maxLength: 400,
        }),
        (pieces) => {
          const header = dictionary(`{${pieces.join('')}}`);
          return 'problem' in header;
        },
      ),
    );
  });
});
