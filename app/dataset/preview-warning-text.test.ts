import { expect, test } from 'vitest';
import { tellsHowRead } from './preview-warning-text.ts';

test('how a source is read is told apart from what may be wrong with it', () => {
  const dressed = { kind: 'numbers-dressed', column: 'a', value: '5%', number: '5' } as const;
  expect(tellsHowRead(dressed)).toBe(true);
  expect(tellsHowRead({ kind: 'lines-passed-over', rows: 2, value: 'Report' })).toBe(true);
  expect(tellsHowRead({ kind: 'missing-values', column: 'a', count: 3 })).toBe(false);
  const bad = { kind: 'bad-value', row: 3, column: 'a', value: 'x' } as const;
  expect(tellsHowRead(bad)).toBe(false);
});
