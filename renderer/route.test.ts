import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { href, parseHash } from './route.ts';

describe('route', () => {
  test('an empty hash is the start', () => {
    expect(parseHash('')).toEqual({ path: [], query: {} });
    expect(parseHash('#/')).toEqual({ path: [], query: {} });
  });

  test('any names come back as they went in, slashes and Chinese too', () => {
    const name = fc.string({ minLength: 1, unit: 'grapheme' });
    fc.assert(
      fc.property(
        fc.array(name, { minLength: 1 }),
        fc.dictionary(fc.stringMatching(/^[a-z]+$/), name),
        (path, query) => {
          expect(parseHash(href(path, query))).toEqual({ path, query: { ...query } });
        },
      ),
    );
  });

  test('a broken escape is taken as written', () => {
    expect(parseHash('#/datasets/%E0%A4%A').path).toEqual(['datasets', '%E0%A4%A']);
  });

  test('empty query values are left out', () => {
    expect(href(['runs'], { tag: null, search: '' })).toBe('#/runs');
  });
});
