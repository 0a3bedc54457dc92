import { expect, test } from 'vitest';
import { sourceImages } from './source-images.ts';

test('images are counted by size, the rest together, sides and greys over all', () => {
  const many = Array.from({ length: 1002 }, (_, at) => ({
    height: 10,
    width: 100 + at,
    greyscale: at % 2 === 0,
  }));
  const facts = [...many, { height: 20, width: 30, greyscale: false, count: 5 }];
  const { sizes, ...rest } = sourceImages(facts);
  expect(sizes.slice(0, 2)).toEqual([
    { height: 20, width: 30, count: 5 },
    { height: 10, width: 100, count: 1 },
  ]);
  expect(sizes).toHaveLength(1000);
  expect(rest).toEqual({ others: 3, heights: [10, 20], widths: [30, 1101], greyscale: 501 });
});
