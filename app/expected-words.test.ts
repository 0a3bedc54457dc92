import { expect, test } from 'vitest';
import { CATALOGUE } from './architecture/catalogue.ts';
import { expectedWords } from './expected-words.ts';
import { expectedText, type Field } from './field.ts';
import { PLAN_FIELDS } from './training/plan-fields.ts';
import { PLAN_SECTIONS } from './training/plan-sections.ts';

test.each([
  ['number', 'a number', '数字'],
  ['number > 0', 'a number above 0', '大于 0 的数'],
  ['number in [0, 1)', 'a number from 0 to just below 1', '不小于 0、小于 1 的数'],
  ['number in (0, 1)', 'a number above 0 and below 1', '大于 0、小于 1 的数'],
  ['integer in [1, 64]', 'a whole number from 1 to 64', '1 到 64 的整数'],
  ['integer ≤ 10000', 'a whole number of at most 10,000', '不大于 10,000 的整数'],
  ['number > 0 | null', 'a number above 0, or null', '大于 0 的数，或 null'],
  [
    'integer or [height, width] ≥ 1',
    'a whole number or [height, width], each of at least 1',
    '整数或 [高，宽]（不小于 1）',
  ],
  [
    'integer or [depth, height, width] in [1, 9]',
    'a whole number or [depth, height, width], each from 1 to 9',
    '整数或 [深，高，宽]（1 到 9）',
  ],
  [
    'integer or [before, after] ≥ 0',
    'a whole number or [before, after], each of at least 0',
    '整数或 [前，后]（不小于 0）',
  ],
  [
    'integer, [rows, columns] or [[top, bottom], [left, right]] ≥ 0',
    'a whole number, [rows, columns] or [[top, bottom], [left, right]], each of at least 0',
    '整数、[上下，左右] 或 [[上，下]，[左，右]]（不小于 0）',
  ],
  [
    'sizes or null each in [1, 9]',
    'sizes, each from 1 to 9, or null for one that is left open',
    '各维大小（1 到 9），不限定的维写 null',
  ],
  [
    '1 or null or size of null × 4 × 3',
    'a size for each of null × 4 × 3, the batch first: that size, 1 or null',
    '与 null × 4 × 3 逐维对应，第一维是批：写该维大小、1 或 null',
  ],
  ['integers, Σ < 5', 'whole numbers that add up to less than 5', '相加小于 5 的整数'],
  ['1–3 integers ≥ 1', '1 to 3 whole numbers of at least 1', '1 到 3 个整数（不小于 1）'],
  ['system | en | zh', 'one of system, en, zh', 'system、en、zh 之一'],
  ['column: a | number', 'a column named a, number', '列名 a、number'],
  [
    'axis of 3',
    'an axis of its input: 1 to 3, or -1 to -3 from the last',
    '输入的轴：1 到 3，或从最后数起的 -1 到 -3',
  ],
  [
    'number or list of numbers ≥ 0',
    'a number or a list of numbers, each of at least 0',
    '一个或多个数（不小于 0）',
  ],
  [
    'balanced or list of numbers in [0, 5] | null',
    'balanced, or a list of numbers, each from 0 to 5, or null',
    'balanced，或一列数字（0 到 5），或 null',
  ],
  ['1 or 4 numbers', 'one number, or 4', '1 个或 4 个数'],
  [
    'sizes, Π = 24',
    'sizes that multiply to 24, at most one of them -1',
    '各维之积为 24，其中至多一个 -1',
  ],
  ['axes 1–3 in some order', 'the axes 1 to 3 in some order', '轴 1 到 3 的某种排列'],
  [
    'weight axis of 2',
    'axes of the weight, counted from 0 to below 2, or from the last as -1 to -2',
    '权重的轴：从 0 数起、小于 2，或从最后数起的 -1 到 -2',
  ],
  ['regularizer for 1 axes', 'a penalty that suits 1 axis', '适用于 1 维权重的正则项'],
  ['initializer for 1 axes', 'an initialiser that suits 1 axis', '适用于 1 维权重的初始化方式'],
  ['divisor of 8 or -1', 'a divisor of 8, or -1', '能整除 8 的整数，或 -1'],
  ['divisor of 3 and 16', 'a divisor of both 3 and 16', '能同时整除 3 和 16 的整数'],
  ['3 numbers', '3 numbers', '3 个数'],
  ['ascending integers', 'whole numbers that rise', '由小到大的整数'],
  [
    'auto or list of mse, r2',
    'auto, or a list of some of mse, r2',
    'auto，或从 mse, r2 中列出几项',
  ],
  ['text', 'text', '文字'],
  ['text | null', 'text, or null', '文字，或 null'],
])('%s', (expected, english, chinese) => {
  expect(expectedWords(expected, 'en')).toBe(english);
  expect(expectedWords(expected, 'zh')).toBe(chinese);
});

test('names are left as they are, also those that a notation begins with', () => {
  for (const name of ['softmax', 'numbering', 'integers', 'image | text', 'number of rooms']) {
    expect(expectedWords(name, 'zh')).toBe(name.includes('|') ? 'image、text 之一' : name);
  }
});

const fields: readonly Field[] = [
  PLAN_FIELDS,
  ...Object.values(PLAN_SECTIONS).map((section) => section.fields),
  ...Object.values(CATALOGUE).map((definition) => definition.fields),
].flatMap((group): Field[] => Object.values(group));

test.each(
  [
    ...new Set(
      fields
        .filter(({ kind }) => !['choice', 'choices', 'boolean', 'function'].includes(kind))
        .map(expectedText),
    ),
  ].map((notation) => [notation]),
)('“%s” of a plan or layer is wholly Chinese', (notation) => {
  // The words null and balanced are what one writes.
  expect(expectedWords(notation, 'zh').replace(/^balanced|null$/g, '')).not.toMatch(/[a-z]{2}/);
});
