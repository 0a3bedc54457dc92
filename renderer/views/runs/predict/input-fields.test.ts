import { describe, expect, test } from 'vitest';
import type { Column } from '../../../../app/dataset/dataset.ts';
import { aDataset } from '../../../../app/testing/builders.ts';
import { inputFields } from './input-fields.ts';

const column = (changes: Partial<Column>): Column => ({
  name: 'colour',
  type: 'category',
  role: 'feature',
  missing: 0,
  distinct: 2,
  top: [
    { value: 'red', count: 7 },
    { value: 'blue', count: 3 },
  ],
  ...changes,
});

describe('inputFields', () => {
  test('asks for features only, numbers with their mean in sensible digits', () => {
    const fields = inputFields(aDataset().columns);
    expect(fields.map((field) => field.column)).not.toContain('species');
    expect(fields[0]).toEqual({
      kind: 'number',
      column: 'sepal_length',
      usual: '5.84',
      range: [4.3, 7.9],
    });
  });

  test('a category offers its values, the most frequent first', () => {
    expect(inputFields([column({})])).toEqual([
      { kind: 'choice', column: 'colour', usual: 'red', choices: ['red', 'blue'] },
    ]);
  });

  test('where the profile does not know all values, any may be typed', () => {
    expect(inputFields([column({ distinct: 50 })])).toEqual([
      { kind: 'text', column: 'colour', usual: 'red' },
    ]);
  });

  test('a column without a mean or values starts empty', () => {
    expect(inputFields([column({ type: 'number' }), column({ top: [] })])).toMatchObject([
      { kind: 'number', usual: '' },
      { kind: 'text', usual: '' },
    ]);
  });
});
