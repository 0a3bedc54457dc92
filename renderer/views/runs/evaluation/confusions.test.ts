import { expect, test } from 'vitest';
import { confusedPairs } from './confusions.ts';
import { metricOrder } from './metric-order.ts';

test('the pair confused most comes first; what is right is no confusion', () => {
  const confusion = {
    classes: ['a', 'b', 'c'],
    counts: [
      [9, 1, 0],
      [4, 6, 0],
      [0, 2, 8],
    ],
  };
  expect(confusedPairs(confusion)).toEqual([
    { actual: 'b', predicted: 'a', count: 4 },
    { actual: 'c', predicted: 'b', count: 2 },
    { actual: 'a', predicted: 'b', count: 1 },
  ]);
});

test('what one looks at first stands first, loss last, and nothing is lost', () => {
  expect(metricOrder(['loss', 'auc', 'f1/macro', 'accuracy'])).toEqual([
    'accuracy',
    'f1/macro',
    'auc',
    'loss',
  ]);
});
