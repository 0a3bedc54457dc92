import { expect, test } from 'vitest';
import { countClasses, imbalanceWarning, orderNames } from './classes.ts';

test.each([
  [
    ['10', '9', '-1', '2.5'],
    ['-1', '2.5', '9', '10'],
  ],
  [
    ['class_10', 'class_2', 'class_1'],
    ['class_1', 'class_2', 'class_10'],
  ],
  [
    ['b', 'a', 'B'],
    ['B', 'a', 'b'],
  ],
  [
    ['10', '9', 'x'],
    ['9', '10', 'x'],
  ],
  [
    ['猫', '犬'],
    ['犬', '猫'],
  ],
])('%j are ordered as %j', (names, ordered) => {
  expect(orderNames(names)).toEqual(ordered);
});

test('rows are counted for every class, also those without any', () => {
  expect(countClasses(['a', 'b', 'c'], Int32Array.of(2, 0, 2))).toEqual([
    { name: 'a', count: 1 },
    { name: 'b', count: 0 },
    { name: 'c', count: 2 },
  ]);
});

test('ten times as many rows is an imbalance, nine times is none', () => {
  const counts = (few: number) => [
    { name: 'rare', count: few },
    { name: 'common', count: 90 },
  ];
  expect(imbalanceWarning(counts(9))).toEqual([
    { kind: 'class-imbalance', largest: 'common', smallest: 'rare', ratio: 10 },
  ]);
  expect(imbalanceWarning(counts(10))).toEqual([]);
  expect(imbalanceWarning([{ name: 'only', count: 3 }])).toEqual([]);
});
