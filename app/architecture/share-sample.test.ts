import { expect, test } from 'vitest';
import { shareSample } from './share-sample.ts';

test.each([
  ['one input takes all', [[4]], [4], 'whole'],
  [
    'two inputs of the sample’s shape take it both',
    [
      [28, 28, 1],
      [28, 28, 1],
    ],
    [28, 28, 1],
    'whole',
  ],
  ['inputs divide the features', [[1], [1], [2, 3]], [8], 'parts'],
  ['too few for all', [[1], [2]], [4], null],
  ['one input of another shape', [[2, 2]], [4], null],
] as const)('%s', (_, inputShapes, sample, share) => {
  expect(shareSample(inputShapes, sample)).toBe(share);
});
