import { expect, test } from 'vitest';
import { checkDatasetName, suggestName } from './name.ts';

test.each([
  ['iris.csv', 'iris'],
  ['measurements.2024.tsv.gz', 'measurements.2024'],
  ['digits-images-idx3-ubyte.gz', 'digits'],
  ['train-images.idx3-ubyte', 'train'],
  ['images-idx3-ubyte', 'dataset'],
  ['.csv', 'dataset'],
])('%s suggests %s', (file, name) => {
  expect(suggestName(file)).toBe(name);
});

test('a name is trimmed', () => {
  expect(checkDatasetName('  花 2 ')).toEqual({ ok: true, value: '花 2' });
});

test.each(['', ' ', 'a/b', 'a\\b', 'a\nb', 'x'.repeat(81)])('%j cannot be a name', (name) => {
  expect(checkDatasetName(name)).toEqual({
    ok: false,
    error: { code: 'dataset/name-invalid', name },
  });
});
