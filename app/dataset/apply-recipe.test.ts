import { expect, test } from 'vitest';
import { featureCount, writeFeatures } from './apply-recipe.ts';
import type { FittedColumn, FittedRecipe } from './recipe.ts';

const size: FittedColumn = {
  column: 'size',
  kind: 'standardize',
  fill: 4,
  mean: 2,
  stddev: 4,
  missingFlag: true,
};
const colour: FittedColumn = { column: 'colour', kind: 'one-hot', categories: ['blue', 'red'] };

test('a recipe makes one feature a number, one for its gaps, and one a category', () => {
  const target = { kind: 'label', column: 'y', classes: ['a', 'b'] } as const;
  const recipe: FittedRecipe = { version: 1, features: [size, colour], target };
  expect(featureCount(recipe)).toBe(4);
});

test.each([
  [size, 10, [2, 0]],
  [size, null, [0.5, 1]],
  [colour, 'red', [0, 1]],
  [colour, 'green', [0, 0]],
  [colour, null, [0, 0]],
] as const)('%j of %j', (column, value, expected) => {
  const features = [9, 0, 0, 9];
  writeFeatures(column, value, features, 1);
  expect(features).toEqual([9, ...expected, 9]);
});
