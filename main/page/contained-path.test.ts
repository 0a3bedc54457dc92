import { relative, sep } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { containedPath } from './contained-path.ts';

const FOLDER = '/home/uploads/batch';

describe('containedPath', () => {
  test('names in any language lie in the folder', () => {
    expect(containedPath(FOLDER, 'cats/1.png')).toBe(`${FOLDER}/cats/1.png`);
    expect(containedPath(FOLDER, encodeURIComponent('猫 1.png'))).toBe(`${FOLDER}/猫 1.png`);
    expect(containedPath(FOLDER, '..cats/...png')).toBe(`${FOLDER}/..cats/...png`);
  });

  test.each([
    ['../lock'],
    ['a/../../lock'],
    ['%2e%2e/lock'],
    ['a/%2E%2E/%2e%2e/lock'],
    ['a%2f..%2f..%2flock'],
    ['..%5clock'],
    ['/etc/passwd'],
    ['a//b'],
    ['a/'],
    [''],
    ['.'],
    ['a/.'],
    ['C:'],
    ['a.txt:stream'],
    ['a%00.png'],
    ['%'],
    ['%ff'],
    ['nul'],
    ['a/COM1.txt'],
    ['trailing.'],
    ['trailing%20'],
    ['x'.repeat(256)],
    [Array.from({ length: 33 }, () => 'a').join('/')],
  ])('refuses %s', (path) => {
    expect(containedPath(FOLDER, path)).toBeNull();
  });

  test('nothing leads out of the folder', () => {
    const piece = fc.oneof(
      fc.constantFrom('..', '.', '/', '\\', '%2e', '%2f', '%5c', '%00', 'a', '~', ':'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const path = containedPath(FOLDER, pieces.join(''));
        if (path === null) return;
        const inside = relative(FOLDER, path);
        expect(inside).not.toBe('');
        expect(inside.split(sep)).not.toContain('..');
      }),
      { numRuns: 2000 },
    );
  });
});
