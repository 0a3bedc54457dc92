import { describe, expect, test } from 'vitest';
import { importPath } from './import-path.ts';

function stored(...relativePaths: string[]) {
  return relativePaths.map((relativePath) => ({
    relativePath,
    folder: '/uploads/b1',
    path: `/uploads/b1/${relativePath}`,
  }));
}

describe('importPath', () => {
  test('one file is imported by its own path', () => {
    expect(importPath(stored('iris.csv'))).toBe('/uploads/b1/iris.csv');
  });

  test('an IDX pair is imported by its images, whichever came first', () => {
    const pair = stored('t10k-labels-idx1-ubyte.gz', 't10k-images-idx3-ubyte.gz');
    expect(importPath(pair)).toBe('/uploads/b1/t10k-images-idx3-ubyte.gz');
  });

  test('a chosen folder is imported as that folder', () => {
    expect(importPath(stored('pets/cat/1.png', 'pets/dog/2.png'))).toBe('/uploads/b1/pets');
  });

  test('class folders dropped side by side are imported as the folder around them', () => {
    expect(importPath(stored('cat/1.png', 'dog/2.png'))).toBe('/uploads/b1');
  });

  test('paths of Windows keep their separator', () => {
    const [file] = stored('pets/1.png');
    if (file === undefined) throw new Error('no file');
    expect(importPath([{ ...file, folder: 'C:\\uploads\\b1' }])).toBe('C:\\uploads\\b1\\pets');
  });
});
